"""The first pages: is it the right sheet, who does what, what is known."""

from collections.abc import Iterator

from reports.incident.times import offset
from reports.paper import later
from reports.paper.goes import moment, named
from reports.paper.parts import Blank, Blanks, Code, Part, Section, Table, Text, Tick, Ticks
from toolkit.core.contact import Contact
from toolkit.core.playbook import Giver
from toolkit.core.sheet import Sheet

GIVER = {
    Giver.FINDING: "the finding",
    Giver.INVENTORY: "the inventory",
    Giver.PERSON: "whoever knows it",
    Giver.CALLER: "the sheet that starts this one",
}


def front(sheet: Sheet) -> Iterator[Section]:
    """What is read before the first step."""
    yield Section(title="Is this the right sheet?", parts=tuple(_right(sheet)))
    yield Section(title="This incident", parts=tuple(_incident(sheet)))
    yield Section(title="Who does what", parts=(_roles(sheet),))
    if sheet.playbook.variables:
        yield Section(title="What is to be known", parts=tuple(_known(sheet)))


def reachable(one: Contact) -> str:
    """How somebody is reached, each way on a line of its own."""
    return "\n".join(way for way in (one.phone, one.mail, one.other) if way)


def _right(sheet: Sheet) -> Iterator[Part]:
    book = sheet.playbook
    yield Text((book.summary,))
    yield Text((book.scope,), "Use it for")
    if book.out_of_scope:
        yield Table(
            ("It is rather this", "Then take the sheet"),
            (3, 2),
            tuple((one.when, _named(sheet, one.playbook)) for one in book.out_of_scope),
            "Not for",
        )


def _named(sheet: Sheet, name: str) -> str:
    title = sheet.sheets.get(name, "")
    return f"{title}\n({name})" if title else name


def _incident(sheet: Sheet) -> Iterator[Part]:
    one = sheet.incident
    if one:
        yield Text((f"{one.title} ({one.id})",), "Exercise" if one.exercise else "Incident")
    opened = moment(sheet, one.opened_at) if one else ""
    yield Blanks((Blank("Opened on (day and time)", opened, 3), Blank("by", one.opened_by if one else "", 2)))
    yield Blanks(
        (Blank("Time zone of all times on this sheet", offset(one.opened_at.astimezone(sheet.zone)) if one else ""),)
    )
    levels = tuple(
        Tick(f"{row.level}: {row.when}", ticked=bool(one and one.level == row.level))
        for row in sheet.playbook.severity
    )
    yield Ticks(levels, "Level: tick one, and cross it out when another one holds")
    if one is None:
        yield Blanks((Blank("Level set at", share=2), Blank("Initials")))
        yield Code((later.open_(sheet), later.level(sheet)), "Enter later, before anything else")


def _roles(sheet: Sheet) -> Table:
    rows = []
    for name, role in sheet.playbook.roles.items():
        people = [one for one in sheet.contacts if one.role == name]
        first = [one.name for one in people if not one.deputy]
        deputies = [one.name for one in people if one.deputy]
        rows.append((f"{name}\n{role.does}", "\n".join(first), "\n".join(deputies) if role.deputy else "none needed"))
    return Table(("Role", "Who (write in who it is today)", "Deputy"), (5, 4, 4), tuple(rows))


def _known(sheet: Sheet) -> Iterator[Part]:
    yield Text(("Where a step says {name}, put in what stands here.",))
    found = {name: entry.number for entry in sheet.entries for name in entry.step.produces}
    rows = []
    for name, one in sheet.playbook.variables.items():
        source = GIVER[one.given_by] if one.given_by else f"step {found[name]}" if name in found else "nobody"
        rows.append((named(sheet, name), source, sheet.known.get(name, "")))
    yield Table(("What", "Known from", "Value"), (4, 2, 4), tuple(rows))
    yield Code((later.value(sheet, "VARIABLE"),), "Enter later")
