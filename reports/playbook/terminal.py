"""Playbooks on a terminal."""

from collections.abc import Mapping, Sequence
from datetime import date

from rich.console import Console
from rich.text import Text

from reports.pen import Pen
from reports.words import many
from toolkit.core.playbook import (
    Action,
    Decision,
    Loop,
    Notify,
    Parallel,
    Playbook,
    Step,
    Sub,
    Wait,
    following,
    kind_of,
)
from toolkit.core.playbook.fault import Fault
from toolkit.core.playbook.version import Signed, Version

TONE = {"signed": "green", "published": "green", "draft": "yellow", "withdrawn": "red"}
SHORT = 12
"""Digits of a hash that a person compares."""


def listing(rows: Sequence[tuple[Playbook, str, bool]], today: date, console: Console) -> None:
    """Playbooks with what each is for, how its words stand, and whether it is due to be read again."""
    pen = Pen(console)
    pen.rows(
        [
            (
                pen.stacked(
                    pen.text((standing, TONE[standing])),
                    pen.text((f"{book.version} yours" if own else book.version, "dim")),
                ),
                pen.stacked(pen.text((book.title, "bold")), pen.text((book.id, "dim"))),
                _due(pen, book.review_by, today),
            )
            for book, standing, own in rows
        ]
    )
    pen.say((many(len(rows), "playbook"), "dim"))


def _due(pen: Pen, by: date, today: date) -> Text:
    late = (today - by).days
    if late > 0:
        return pen.text((f"read {many(late, 'day')} late", "red"))
    return pen.text((f"read by {by}", "dim"))


def page(playbook: Playbook, digest: str, console: Console) -> None:
    """A playbook to read from the first step to the last."""
    pen = Pen(console)
    pen.heading(playbook.title)
    pen.say((f"{playbook.id} {playbook.version}", "bold"), (f" {digest}", "dim"))
    pen.say(playbook.summary)
    pen.say(("For: ", "bold"), playbook.scope)
    for route in playbook.out_of_scope:
        pen.say(("Not for: ", "bold"), f"{route.when}: ", (route.playbook, "bold"))
    for one in playbook.severity:
        pen.say((f"{one.level} ", "bold"), one.when)
    pen.gap()
    for name, role in playbook.roles.items():
        pen.say((f"{name}: ", "bold"), role.does)
    after = following(playbook)
    for number, step in enumerate(playbook.step, 1):
        pen.gap()
        _step(pen, number, step, after[step.id])


def _step(pen: Pen, number: int, step: Step, after: str) -> None:
    pen.say((f"{number}. {step.title}", "bold"), (f" {step.id}", "dim"))
    said = [step.phase.value, step.role, *([f"within {step.within} of {step.of}"] if step.within else [])]
    said += [f"only at {', '.join(step.only_at)}"] if step.only_at else []
    said += [step.mode.value] if isinstance(step, Action) and step.verb else []
    pen.say((" · ".join(said), "dim"), indent=3)
    for line in step.does.strip().splitlines():
        pen.say(line, indent=3)
    for words in _more(step):
        pen.say((words, "cyan"), indent=3)
    if after != "close" and _jumps(step):
        pen.say((f"then {after}", "dim"), indent=3)


def _jumps(step: Step) -> bool:
    return bool(step.next) and not isinstance(step, Decision)


def _more(step: Step) -> list[str]:
    match step:
        case Action():
            said = [f"$ {line}" for line in step.commands]
            said += [f"{one.service}:{one.operation}" for one in step.operations]
            said += [f"does: {step.verb}"] if step.verb else []
            said += [f"first: {', '.join(step.evidence_first)}"] if step.evidence_first else []
            said += [f"see that it worked: {step.verify}"] if step.verify else []
            said += [f"undo: {step.inverse}"] if step.inverse else []
            return [*said, *(f"keep: {one.what}" for one in step.evidence)]
        case Decision():
            told = [f"{one.answer} -> {one.next}" + (f": {one.means}" if one.means else "") for one in step.options]
            agreed = [f"agreed by {step.approver}"] if step.approver else []
            return [f"? {step.ask}", *told, *agreed]
        case Parallel():
            return [f"at the same time: {', '.join(step.branches)}"]
        case Loop():
            return [f"again from {step.body} until: {step.until} (at most {step.at_most} times)"]
        case Wait():
            return [f"wait {step.for_}" if step.for_ else f"wait until: {step.until} (at most {step.at_most})"]
        case Sub():
            return [f"playbook {step.playbook}"]
        case Notify():
            agreed = [f"agreed by {step.approver}"] if step.approver else []
            return [f"tell: {step.audience}", *agreed]
    return [kind_of(step)]


def faults(rows: Sequence[tuple[Playbook, str, Sequence[Fault]]], console: Console) -> None:
    """What is wrong, playbook by playbook; those without a fault in one line."""
    pen = Pen(console)
    errors = warnings = 0
    for book, where, found in rows:
        if not found:
            continue
        pen.say((f"{book.id} {book.version}", "bold"), (f" {where}", "dim"))
        for one in found:
            errors, warnings = errors + (not one.warning), warnings + one.warning
            pen.say((f"{one.rule}: ", "yellow" if one.warning else "red"), str(one), indent=2)
    good = sum(not found for *_, found in rows)
    pen.say(
        (f"{many(len(rows), 'playbook')}, {good} without a fault, ", "dim"),
        (f"{many(errors, 'error')}, {many(warnings, 'warning')}", "dim"),
    )


def rules(said: Mapping[str, str], console: Console) -> None:
    """What the linter proves."""
    pen = Pen(console)
    for name, why in said.items():
        pen.say((name, "bold"))
        pen.say(why, indent=2)


def versions(found: Sequence[Version], console: Console) -> None:
    """Published versions, one a row."""
    pen = Pen(console)
    pen.rows(
        [
            (
                pen.text((f"{one.id} {one.version}", "bold")),
                pen.stacked(
                    pen.text(_who(one)),
                    *([pen.text((one.note, "dim"))] if one.note else []),
                    *(pen.text(*_signed(two)) for two in one.signatures),
                    *([pen.text((f"withdrawn: {one.withdrawn}", "red"))] if one.withdrawn else []),
                ),
                pen.text((_short(one.digest), "dim")),
            )
            for one in found
        ]
    )
    pen.say((many(len(found), "version"), "dim"))


def version(one: Version, done: str, console: Console) -> None:
    """One version after something was done with it."""
    pen = Pen(console)
    pen.say((f"{one.id} {one.version} ", "bold"), done)
    pen.copyable(one.digest)
    pen.say((_who(one), "dim"))
    for two in one.signatures:
        pen.say(*_signed(two))
    if one.withdrawn:
        pen.say((f"withdrawn: {one.withdrawn}", "red"))
    elif not one.trusted:
        pen.say(("nobody whom the configuration trusts has signed it", "yellow"))


def _who(one: Version) -> str:
    return f"{one.by}, {one.at:%Y-%m-%d %H:%M} UTC" if one.at else "came with the product"


def _signed(one: Signed) -> tuple[tuple[str, str]]:
    state = "does not hold" if not one.holds else "trusted" if one.trusted else "of a key that nobody named"
    return ((f"signature by {one.by}, {state}: {one.key}", "green" if one.holds and one.trusted else "red"),)


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:SHORT]
