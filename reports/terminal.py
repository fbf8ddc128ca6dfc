"""What a scan ends with on a terminal, and the explanation of the weakest path.

Works in 40 columns, without colour, and in any encoding.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from reports import words
from reports.listing import STYLE, where
from reports.pen import Pen
from reports.readiness import words as ready
from reports.view import Limits, Route, View
from toolkit.core.change import Change
from toolkit.core.finding import Finding
from toolkit.core.posture import Posture
from toolkit.core.run import Run, RunStatus

LIMITS = Limits(gaps=6, changes=4)


def summary(run: Run, console: Console, report_path: str = "") -> None:
    """The end of a scan: score, weakest path, what to do first, what was not seen, what changed, the report."""
    pen, view = Pen(console), View(run, LIMITS)
    _masthead(pen, run)
    _score(pen, view)
    if view.route:
        pen.heading(f"The weakest path, from {view.route.start} to {view.route.store}")
        _steps(pen, view, view.route)
    if view.worst:
        pen.heading("What matters most")
        _worst(pen, view.worst)
    if view.gaps:
        pen.heading("What could not be seen, and counts against the score")
        _gaps(pen, view)
    if run.readiness:
        pen.heading("Ready for the day after")
        pen.say(ready.summary(run.readiness), indent=2)
        if said := ready.easiest(run.readiness):
            pen.say(said, indent=2)
    _exceptions(pen, run)
    if run.change is not None:
        pen.heading(f"Since run {run.change.since_run}, {words.moment(run.change.since)}")
        _change(pen, run.change)
    if report_path:
        pen.gap()
        pen.say("The whole report:")
        pen.copyable(report_path)


def weakest(run: Run, console: Console) -> None:
    """The explanation: points a step, evidence, what was not seen on the way, the next path, what is judgement."""
    pen, view = Pen(console), View(run, LIMITS)
    _masthead(pen, run)
    _score(pen, view)
    if not run.posture:
        return
    if view.route:
        pen.heading(f"The weakest path, from {view.route.start} to {view.route.store}")
        _sum(pen, view, view.route)
        pen.heading("What proves it")
        _evidence(pen, view.route)
    if view.next_route:
        pen.heading(f"The next one, were this closed: about {view.next_route.total}, to {view.next_route.store}")
        _steps(pen, view, view.next_route)
    if view.loss:
        pen.heading(f"The easiest way to destroy {view.loss.store} for good, with every copy: {view.loss.total}")
        _steps(pen, view, view.loss)
    _trust(pen, run.posture, view)


def _masthead(pen: Pen, run: Run) -> None:
    pen.gap()
    name = f" {run.organisation} " if run.organisation else " "
    pen.say(
        ("breachready", "bold cyan"),
        name,
        (f" run {run.id} · {words.moment(run.started_at)} · {words.lasted(run)}", "dim"),
    )
    pen.say((f"Examined: {words.examined(run)}", "dim"))
    if run.status is RunStatus.INTERRUPTED:
        pen.say(("This run was interrupted; what follows is what it had seen.", "yellow"))
    if run.inventory_note:
        pen.say(pen.prose(run.inventory_note))


def _score(pen: Pen, view: View) -> None:
    posture = view.posture
    pen.gap()
    if posture is None:
        pen.say(
            ("No score. ", "bold"), "Nothing was examined." if not view.run.findings else "No posture was worked out."
        )
    else:
        low, high = posture.interval
        pen.say(
            (f"{posture.score:.1f}", "bold"),
            " of 100,",
            (f" between {low:.1f} (proven) and {high:.1f}", "dim"),
            indent=2,
        )
        pen.say(_bar(pen, posture), indent=2)
        pen.say(words.meaning(posture), indent=2)
    told = ", ".join(f"{view.counts[outcome]:,} {words.OUTCOME[outcome]}" for outcome in words.OUTCOME)
    pen.say((told, "dim"), indent=2)


def _bar(pen: Pen, posture: Posture) -> Text:
    cells = max(10, min(50, pen.width - 8))
    at, low, high = (min(cells - 1, int(share * cells / 100)) for share in (posture.score, *posture.interval))
    drawn = Text()
    for cell in range(cells):
        if cell == at:
            drawn.append_text(pen.text(("●", "bold")))
        else:
            drawn.append_text(pen.text(("▒", "cyan") if low <= cell <= high else ("─", "dim")))
    return drawn


def _steps(pen: Pen, view: View, route: Route) -> None:
    pen.rows(
        [
            (pen.text(f"{leg.number}."), pen.text(leg.sentence), pen.text((f"{leg.points} points", "dim")))
            for leg in route.legs
        ],
        right=1,
        indent=2,
    )
    if route is view.route and view.posture:
        for cap in view.posture.caps:
            pen.say((f"Never above {cap.ceiling:.0f}: {words.sentence(cap.because)}", "dim"), indent=2)


def _sum(pen: Pen, view: View, route: Route) -> None:
    rows = [(pen.text(("", "")), pen.text(("", "")), pen.text(("ease", "dim")), pen.text(("points", "dim")))]
    for at, row in enumerate(route.rows):
        number = f"{at}." if 0 < at < len(route.rows) - 1 else ""
        rows.append((pen.text(number), pen.text(row.what), pen.text(f"{row.ease:.2f}"), pen.text(row.points)))
    rows.append((pen.text(""), pen.text(("Sum", "bold")), pen.text(""), pen.text((route.total, "bold"))))
    if view.held and view.posture:
        score = pen.text((f"{view.posture.score:.1f}", "bold"))
        rows.append((pen.text(""), pen.text((f"Score, held by {view.held}", "bold")), pen.text(""), score))
    pen.rows(rows, right=2, indent=2)


def _evidence(pen: Pen, route: Route) -> None:
    for leg in route.legs:
        pen.say(f"{leg.number}. ", (f"{leg.start} → {leg.end}", "bold"), indent=2)
        for finding in leg.evidence:
            pen.say((finding.title, "bold"), (f" on {where(finding)}", "dim"), indent=5)
            pen.say("Seen: ", finding.evidence, indent=5)
            pen.say(("Fix: ", "green"), pen.prose(finding.fix), indent=5)
        for finding in leg.unseen:
            pen.say(
                ("Not seen: ", "yellow"), finding.title, (f" ({finding.target}: {finding.evidence})", "dim"), indent=5
            )
        if leg.step.judgement:
            pen.say((f"Judgement of the model: {words.sentence(leg.step.judgement)}", "dim"), indent=5)


def _worst(pen: Pen, worst: Sequence[Finding]) -> None:
    pen.rows(
        [
            (
                pen.text(f"{number}."),
                pen.stacked(
                    pen.text((finding.title, "bold"), " (", (finding.severity.value, STYLE[finding.severity]), ")"),
                    pen.text((f"on {where(finding)}", "dim")),
                    Text.assemble(pen.text(("Fix: ", "green")), pen.prose(finding.fix)),
                ),
            )
            for number, finding in enumerate(worst, 1)
        ],
        indent=2,
    )


def _gaps(pen: Pen, view: View) -> None:
    for gap in view.gaps:
        fault = [("our own fault: ", "bold red")] if gap.fault else []
        pen.say((gap.target, "bold"), ": ", *fault, gap.reason, (_left_open(gap.checks, gap.calls), "dim"), indent=2)
    if view.more_gaps:
        pen.say((f"and {words.many(view.more_gaps, 'more reason')}", "dim"), indent=2)


def _exceptions(pen: Pen, run: Run) -> None:
    rules = run.rules()
    if said := words.exceptions(rules):
        pen.heading("What somebody answers for")
        pen.say(said, indent=2)
    for one in rules:
        if one.expired or one.days_left <= words.SOON or not one.findings:
            named = f"{one.rule.kind} of {one.rule.check} on {one.rule.target}"
            pen.say((f"{named}: ", "yellow"), words.standing(one), (f" (owner: {one.rule.owner})", "dim"), indent=2)


def _left_open(checks: tuple[str, ...], calls: tuple[str, ...]) -> str:
    asked = f" ({words.listed(calls, 2)})" if calls else ""
    return f"{asked}; leaves open {words.listed(checks, 3)}"


def _change(pen: Pen, change: Change) -> None:
    if change.score_before is not None and change.score_now is not None:
        other = "; the weakest path is another one" if change.path_changed else ""
        pen.say(f"score {change.score_before:.1f} → {change.score_now:.1f}{other}", indent=2)
    elif change.path_changed:
        pen.say("the weakest path is another one", indent=2)
    groups = (
        ("newly failing", change.opened, "red"),
        ("mended", change.closed, "green"),
        ("no longer seen", change.lost, "yellow"),
        ("seen again", change.regained, "cyan"),
    )
    for name, group, tone in groups:
        if group:
            told = "; ".join(f"{one.title} ({where(one)})" for one in group[: LIMITS.changes])
            rest = len(group) - LIMITS.changes
            pen.say((f"{len(group)} {name}: ", tone), told + (f"; and {rest:,} more" if rest > 0 else ""), indent=2)
    if not change.anything:
        pen.say("nothing changed", indent=2)


def _trust(pen: Pen, posture: Posture, view: View) -> None:
    pen.heading("How far to trust the number")
    for cap in posture.caps:
        pen.say(f"Never above {cap.ceiling:.0f}: {words.sentence(cap.because)}", indent=2)
    for note in view.notes:
        pen.say(pen.prose(words.sentence(note)), indent=2)
    for said in view.firmness:
        pen.say(said, indent=2)
    answered, asked = posture.checked_steps
    if asked:
        pen.say(f"{answered} of {asked} checks along the path gave an answer.", indent=2)
    on_path = tuple(f"{one.finding[1]} on {one.finding[0]}" for one in posture.unknown if one.on_path)
    if on_path:
        pen.say(f"Not seen on the path: {words.listed(on_path)}", indent=2)
    positions = "; ".join(f"{words.POSITION[position]} {score:.1f}" for position, score in posture.by_position)
    if positions:
        pen.say(f"By where the attacker starts: {positions}.", indent=2)
    pen.say(
        (
            f"{words.DISCLAIMER} Model {posture.model}; an ease is judgement unless its table names a source.",
            "dim",
        ),
        indent=2,
    )
