"""Notices on a terminal. What people typed is outside text, and is shown such that it can do nothing."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from reports.incident.times import Times
from reports.pen import Pen
from toolkit.core.notice import Field, Notice, Rules, Template
from toolkit.core.notice.fault import Fault, Weight

STYLE = {Weight.STOPS: "red", Weight.ASKS: "yellow", Weight.TELLS: "dim"}


def kinds(templates: Iterable[tuple[Template, str]], laws: Iterable[Rules], console: Console) -> None:
    """Every kind there is, and the laws whose rules for letters are known."""
    pen = Pen(console)
    pen.rows(
        [
            (
                pen.text((one.kind, "bold")),
                pen.stacked(pen.text(one.purpose), pen.text((_about(one, digest), "dim"))),
            )
            for one, digest in templates
        ]
    )
    pen.heading("Laws that say something of the letter itself (--law)")
    pen.rows([(pen.text((one.id, "bold")), pen.text(_law(one))) for one in laws])


def form(template: Template, console: Console) -> None:
    """The fields of a kind, by who supplies them."""
    pen = Pen(console)
    pen.say((template.title, "bold"), f" ({template.kind} {template.version})")
    pen.say(template.purpose)
    for role in dict.fromkeys(one.given_by for one in template.fields.values()):
        pen.heading(role)
        pen.rows([(pen.text((one.id, "bold")), _field(pen, one)) for one in template.asked_of(role)], indent=2)


def faults(found: Sequence[Fault], console: Console) -> None:
    """What the lint says: what stops it first, each with its place and what to do."""
    pen = Pen(console)
    for one in found:
        where = " ".join(part for part in (one.language, f"line {one.line}" if one.line else "") if part)
        pen.say(
            (one.weight.value, STYLE[one.weight]),
            f" {one.rule}",
            (f" {where}" if where else "", "dim"),
            f": {one.what}",
        )
        if one.sentence:
            pen.say(("“", "dim"), one.sentence, ("”", "dim"), indent=2)
        if one.do != "nothing":
            pen.say(("→ ", "dim"), one.do, indent=2)
    counts = {weight: sum(one.weight is weight for one in found) for weight in Weight}
    pen.gap()
    pen.say(f"{counts[Weight.STOPS]} to mend, {counts[Weight.ASKS]} to look at")


def standing(one: Notice, digest: str, lacking: Sequence[str], times: Times, console: Console) -> None:
    """Where a draft stands."""
    pen = Pen(console)
    laws = f", for {', '.join(one.rules)}" if one.rules else ""
    pen.say((one.id, "bold"), f" ({one.kind}, {', '.join(one.languages)}{laws}), change {one.changes}")
    pen.say(f"as it is now: {digest[7:19]}", indent=2, style="dim")
    for yes in one.approvals:
        stands = "" if yes.digest == digest else ", of other bytes: it counts no more"
        pen.say(f"{yes.role}: {yes.by}, {times.both(yes.at)}{stands}", indent=2)
    for gone in one.voided:
        roles = ", ".join(yes.role for yes in gone.approvals)
        pen.say((f"taken back: {roles}: {gone.why} ({gone.by}, {times.both(gone.at)})", "dim"), indent=2)
    for words in lacking:
        pen.say(("lacks ", "yellow"), words, indent=2)
    if not lacking:
        pen.say(("Approved.", "green"), " It may go out.", indent=2)


def difference(lines: Iterable[str], console: Console) -> int:
    """A unified difference; how many lines it has."""
    pen, listed = Pen(console), list(lines)
    for line in listed:
        pen.say((line or " ", {"+": "green", "-": "red"}.get(line[:1], "")))
    return len(listed)


def _about(one: Template, digest: str) -> str:
    limit = f", one {one.limit}" if one.limit else ""
    return (
        f"{one.version}, {', '.join(one.text)}, for {one.audience}{limit}, review by {one.review_by}, {digest[7:19]}"
    )


def _law(one: Rules) -> str:
    seen = "" if one.confirmed else "; not seen in a source"
    forbids = f"; forbids {', '.join(one.forbidden)}" if one.forbidden else ""
    return f"{one.name}: {', '.join(one.kinds)}{forbids}; {one.citation}{seen}"


def _field(pen: Pen, one: Field) -> Text:
    marks = [one.type.value, "in each language" if one.worded else "", "" if one.required else "may be left out"]
    marks += ["may be unknown" if one.may_be_unknown else "", f"from {one.filled_from}" if one.filled_from else ""]
    about = ", ".join(mark for mark in marks if mark)
    return pen.stacked(pen.text(f"{one.label}. {one.help}"), pen.text((about, "dim")))
