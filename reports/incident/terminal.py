"""An incident on a terminal: for somebody tired, the next step first."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from reports.duties.terminal import block
from reports.incident.telling import Telling, Work
from reports.incident.times import Times, span
from reports.incident.words import STATUS
from reports.pen import Pen
from toolkit.core.incident import Due, Incident, Status, Summary, deadlines
from toolkit.core.incident.exercise import Result
from toolkit.core.playbook import Milestone

STYLE = {
    Status.DONE: "green",
    Status.UNVERIFIED: "yellow",
    Status.FAILED: "red",
    Status.SKIPPED: "yellow",
    Status.STARTED: "cyan",
}
SHOWN = 6
"""Deadlines that a status shows."""


def next_steps(told: Telling, console: Console) -> None:
    """Everything that can be worked at now, with what it takes."""
    pen = Pen(console)
    _masthead(pen, told)
    for work in told.in_hand:
        _work(pen, told, work)
    if not told.in_hand:
        pen.say("Nothing is in hand: every playbook is at its end.")
        for owed in told.owed:
            pen.say(("Owed: ", "red"), owed)
    _clocks(pen, told)


def status(told: Telling, console: Console) -> None:
    """Where it stands, on one screen."""
    pen = Pen(console)
    _masthead(pen, told)
    pen.heading("In hand")
    for work in told.in_hand:
        _brief(pen, told, work)
    _doubt(pen, told)
    due = deadlines(told.incident)
    if due:
        pen.heading("Due")
        for one in due[:SHOWN]:
            _due(pen, told, one)
    _clocks(pen, told)
    pen.heading("How long it took")
    pen.rows([(pen.text(title), pen.text(took)) for title, _, _, took in told.metrics], indent=2)
    pen.heading("Playbooks")
    for frame, steps, settled in told.frames():
        where = f"{frame.key}: " if frame.key else ""
        words = f"{where}{frame.playbook.id} {frame.playbook.version}, {settled} of {len(steps)} steps settled"
        pen.say(words, (f"  {frame.digest[:19]}…", "dim"), indent=2)
    if told.owed:
        pen.heading("Owed before it can be closed")
        for owed in told.owed:
            pen.say(owed, indent=2)
    pen.gap()
    pen.say((f"{told.incident.lines} lines, head {told.head}", "dim"))


def recorded(told: Telling, console: Console) -> None:
    """After a line was written: where it stands now, in a few words."""
    pen = Pen(console)
    if told.incident.exercise:
        pen.say(("EXERCISE", "bold magenta"), f"  {told.times.both(told.now)}")
    if told.incident.closed_at:
        pen.say("closed")
        return
    for work in told.in_hand:
        _brief(pen, told, work)


def timeline(told: Telling, console: Console) -> None:
    """Every line, in the order of the chain, with both times where they differ."""
    pen = Pen(console)
    _masthead(pen, told)
    for one in told.timeline:
        event = one.event
        late = f"  entered later, {told.times.both(event.recorded_at)}" if one.late else ""
        pen.say((f"{event.n:>4}  {told.times.both(event.occurred_at)}", "dim"), (late, "yellow"))
        pen.say((event.by, "bold"), f" {one.says}", indent=6)
        if event.note:
            pen.say(event.note, indent=6)


def listing(
    incidents: Sequence[Incident], broken: Sequence[str], rows: Sequence[Summary], times: Times, console: Console
) -> None:
    """All of them, and the spans over the real ones."""
    pen = Pen(console)
    for one in incidents:
        state = "closed" if one.closed_at else "open"
        level = one.level.value if one.level else "-"
        pen.say((f"{one.id}", "bold"), f"  {level}  {state}  {times.here(one.opened_at)}  {one.title}")
    for words in broken:
        pen.say(("cannot be read: ", "red"), words)
    if not incidents and not broken:
        pen.say("None.")
    if rows:
        pen.heading("How long it took, over all real incidents")
        pen.rows(
            [
                (
                    pen.text(one.title),
                    pen.text(f"median {span(one.median)}, longest {span(one.longest)}"),
                    pen.text(f"{one.count} of {one.of}"),
                )
                for one in rows
            ],
            indent=2,
            right=1,
        )


def result(found: Result, console: Console) -> None:
    """How an exercise went."""
    pen = Pen(console)
    target = f", target {span(found.target)}" if found.target else ""
    pen.heading(f"Contained after {span(found.contained)}{target}: {'met' if found.met else 'not met'}")
    if not found.whole:
        pen.say("The playbook was not walked to its end: it proves nothing for readiness.", style="yellow")
    for key in found.skipped:
        pen.say(("skipped: ", "yellow"), key, indent=2)
    for owed in found.owed:
        pen.say(("owed: ", "red"), owed, indent=2)
    for one in found.injects:
        pen.heading(one.told.says)
        for answer in one.answers:
            took = f"after {span(answer.took)}" if answer.took is not None else "not done"
            pen.say(f"{answer.step}: {took}", indent=2)
    pen.heading("Steps: worked, and on the exercise's clock")
    pen.rows(
        [
            (
                pen.text((STATUS[one.status], STYLE.get(one.status, ""))),
                pen.text(one.key),
                pen.text(span(one.worked)),
                pen.text(span(one.simulated)),
            )
            for one in found.timings
        ],
        right=2,
        indent=2,
    )


def plan(document: Mapping[str, Any], console: Console) -> None:
    """A verb, what it would do or set out to do, and how it ended."""
    pen = Pen(console)
    pen.heading(f"{document['title']} ({document['verb']})")
    pen.say((document["does"], "dim"))
    for name, value in document["parameters"].items():
        pen.say(f"{name}: ", (value, "bold"), indent=2)
    label = "would do  " if document["ending"] == "planned" else "planned  "
    for change in document["changes"]:
        pen.say((label, "yellow"), change["words"], (f"  {change['call']}", "dim"), indent=2)
    for warning in document["warnings"]:
        pen.say(("beware  ", "red"), warning, indent=2)
    pen.gap()
    pen.say((document["ending"], "bold"), f": {document['words']}")


def reminders(told: Telling, rows: Sequence[tuple[Due, str]], console: Console) -> None:
    """What is due, and what was sent about it."""
    pen = Pen(console)
    for due, words in rows:
        _due(pen, told, due)
        if words:
            pen.say((words, "dim"), indent=6)
    if not rows:
        pen.say("Nothing is due soon.")


def _clocks(pen: Pen, told: Telling) -> None:
    """Who must be told by when; that nobody has asked yet, once a legal clock runs."""
    if told.duties:
        block(told.clocks, told.laws_changed, told.now, told.times, pen)
    elif Milestone.AWARE in told.incident.milestones or Milestone.PERSONAL_DATA_CONFIRMED in told.incident.milestones:
        pen.heading("Who must be told")
        pen.say("legal clocks may run: `breachready duties list` says which", indent=2)


def _masthead(pen: Pen, told: Telling) -> None:
    incident = told.incident
    pen.gap()
    if incident.exercise:
        pen.say(("EXERCISE. Nothing of this happened.", "bold magenta"))
    pen.say((incident.id, "bold cyan"), f"  {incident.title}")
    level = incident.level.value if incident.level else "not set"
    state = f"closed {told.times.both(incident.closed_at)}" if incident.closed_at else "open"
    pen.say(
        (f"level {level} · {state} · opened {told.times.both(incident.opened_at)}", "dim"),
        (f" · now {told.times.both(told.now)}", "dim"),
    )
    for warning in told.warnings:
        pen.say(("Beware: ", "red"), warning)


def _work(pen: Pen, told: Telling, work: Work) -> None:
    pen.gap()
    _brief(pen, told, work)
    for paragraph in filter(None, work.does.splitlines()):
        pen.say(paragraph, indent=4)
    for command in work.commands:
        pen.copyable(f"    {command}")
    if work.asks:
        pen.say((work.asks, "bold"), indent=4)
    for answer, means in work.answers:
        mark = "  (what is known says so)" if answer == work.suggested else ""
        pen.say((f"{answer}{mark}", "cyan"), f"  {means}" if means else "", indent=6)
    for lacking in work.lacking:
        pen.say((lacking, "yellow"), indent=4)
    if work.next_command:
        pen.copyable(f"    breachready incident {work.next_command} -i {told.incident.id}")


def _brief(pen: Pen, told: Telling, work: Work) -> None:
    who = work.state.assignee or work.state.started_by or (work.step.role if work.step else "")
    due = f", due {told.times.both(work.due)}" if work.due else ""
    pen.say(
        (work.title, "bold"),
        f" ({work.key}), ",
        (work.status, STYLE.get(work.state.status, "")),
        f", {who}{due}",
        (" OVER" if work.over else "", "bold red"),
        indent=2,
    )


def _doubt(pen: Pen, told: Telling) -> None:
    if told.in_doubt:
        pen.heading("Begun, and nobody has said how it ended")
    for words in told.in_doubt:
        pen.say((words, "yellow"), indent=2)


def _due(pen: Pen, told: Telling, one: Due) -> None:
    left = one.left(told.now)
    words = f"in {span(left)}" if left.total_seconds() > 0 else f"over since {span(-left)}"
    style = "" if left.total_seconds() > 0 else "red"
    pen.say((f"{words}: ", style), f"{one.title} ({one.key}), {one.assignee or one.role}", indent=2)


def evidence(told: Telling, console: Console) -> None:
    """Each piece and who has had it."""
    pen = Pen(console)
    _masthead(pen, told)
    for item in told.incident.evidence:
        pen.gap()
        pen.say((f"{item.id}  {item.name}", "bold"), f"  {item.size} bytes  {item.what}")
        pen.copyable(f"    sha256 {item.sha256}")
        pen.say(f"{told.times.both(item.collected_at)}, {item.by}, from {item.source}", indent=4)
        for move in item.custody:
            words = f"{told.times.both(move.at)}, {move.by} to {move.to}: the same"
            pen.say(f"{words}. {move.note}" if move.note else words, indent=4)
    for file in told.incident.collecting:
        pen.say((f"in doubt: {file} ", "red"), "`breachready evidence resume` settles it")
    if not told.incident.evidence:
        pen.say("No evidence was collected.")
