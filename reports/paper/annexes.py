"""The last pages, each to be taken out and given to somebody: clocks, people to call, evidence, decisions."""

from collections.abc import Iterator

from reports.paper import later
from reports.paper.front import reachable
from reports.paper.goes import moment
from reports.paper.parts import Code, Part, Section, Table, Text, blank_rows
from reports.paper.steps import span_of
from toolkit.core.contact import Contact
from toolkit.core.duty.words import Start
from toolkit.core.incident import Item
from toolkit.core.playbook import Milestone
from toolkit.core.sheet import Sheet

MILESTONE = {
    Milestone.DETECTED: "It was noticed",
    Milestone.AWARE: "It was known with reasonable certainty that personal data was affected",
    Milestone.PERSONAL_DATA_CONFIRMED: "Personal data was confirmed to be affected",
    Milestone.PERSONAL_DATA_EXCLUDED: "Personal data was found not to be affected",
    Milestone.CONTAINED: "It was contained",
    Milestone.ERADICATED: "Its cause was gone",
    Milestone.RECOVERED: "Everything ran again",
    Milestone.NOTIFIED: "Those who had to be told were told",
    Milestone.NOT_NOTIFYING: "It was decided that nobody has to be told",
    Milestone.REVIEWED: "It was reviewed",
}

START = {
    Start.DISCOVERY: "Somebody first noticed it, or was told of it",
    Start.SUSPICION: "There were grounds to suspect a breach",
    Start.AWARENESS: "We knew with reasonable certainty that personal data was affected",
    Start.DETERMINATION: "We came to the conclusion that there was a breach",
    Start.CONFIRMATION: "The breach was confirmed, and what must be told could be found out",
    Start.SCOPE: "It was known whose data it was",
    Start.ASSESSMENT: "The assessment said that the breach must be notified",
    Start.MATERIALITY: "It was determined to be material (listed companies)",
    Start.CLASSIFICATION: "It was classified as major (financial entities)",
    Start.PAYMENT: "Ransom was paid",
    Start.MITIGATION: "A corrective or mitigating measure became available",
    Start.REQUEST: "An authority asked for it",
    Start.DECISION: "It was decided to tell the people affected",
}
"""The events that start clocks of laws. Each is written down by itself; none follows from another."""

OUTSIDE = {
    "authority": "Data protection authority",
    "police": "Police, cybercrime desk",
    "insurer": "Insurer",
    "counsel": "Lawyers outside",
    "forensics": "Forensics outside",
    "provider": "Cloud or hosting provider",
    "bank": "Bank",
    "press": "Press office",
}
"""Whom one calls beside one's own people: what `[[contact]]` may name as role, and what it is called on paper."""


CLOCKS = (
    "Write down each of these when it happens, not when it suits. Laws count from different ones, and none follows "
    "from another. Which law asks for what is on another list (`breachready duties`)."
)
PEOPLE = (
    "Call; do not write: mail and chat may be read by whoever came in. An empty line is one that nobody has filled "
    "in: write in who it is before you need it."
)
EVIDENCE = (
    "Every piece, at once. Hash it before it is handed on, and write at least the first and last eight digits of its "
    "SHA-256. Whoever gets it signs."
)
DECISIONS = "What was decided, and on what grounds; also whom you called and what they said."
LATER = (
    "Enter everything in the order in which it happened: first the opening and the level, then step by step. Words "
    "in capitals stand for what is written on the sheet: NAME for who did it, SECOND-NAME for who agreed (another "
    f"person), {later.AT} for day and time, as in 2026-11-25T14:05, in the time zone of the machine; "
    "`--zone Europe/Berlin` says another one. The journal keeps both: when it happened, and when it was entered."
)
OUT_OF_ORDER = (
    "Where a command says that a step is not in order, it was done out of order: `--despite 'WHY'` enters it all the "
    "same. Where another sheet started this one, its steps may be called by that sheet's step, as in "
    "breach-workstream/STEP, and what was found out goes to it with `--of breach-workstream`: "
    "`breachready incident next` shows how."
)


def annexes(sheet: Sheet) -> Iterator[Section]:
    """All annexes."""
    yield Section(title="Annex: clocks of laws", parts=tuple(_clocks(sheet)), own_page=True)
    yield Section(title="Annex: milestones and deadlines", parts=tuple(_deadlines(sheet)), own_page=True)
    yield Section(title="Annex: people to call", parts=tuple(_people(sheet)), own_page=True)
    yield Section(title="Annex: evidence log", parts=tuple(_evidence(sheet)), own_page=True)
    yield Section(title="Annex: decisions and notes", parts=tuple(_decisions(sheet)), own_page=True)
    yield Section(title="Annex: entering it later", parts=tuple(_later(sheet)), own_page=True)


def _clocks(sheet: Sheet) -> Iterator[Part]:
    yield Text((CLOCKS,))
    rows = tuple((f"{words} ({start})", *_started(sheet, start)) for start, words in START.items())
    yield Table(("What happened", "Day and time", "Initials"), (6, 4, 2), rows, tall=True)
    yield Code((later.started(sheet),), "Enter later")


def _started(sheet: Sheet, start: Start) -> tuple[str, str]:
    """When it was and who said so, where that is recorded; of several the earliest, which counts."""
    recorded = sheet.incident.duties.starts.get(start, ()) if sheet.incident else ()
    first = min((one for one in recorded if not one.corrected), key=lambda one: one.at, default=None)
    return (moment(sheet, first.at), first.by) if first else ("", "")


def _deadlines(sheet: Sheet) -> Iterator[Part]:
    yield Table(("What happened", "By step", "Day and time"), (6, 2, 4), tuple(_milestones(sheet)), "Milestones")
    yield Code((later.reached(sheet), later.began(sheet)), "Enter later, where no step does it")
    due = tuple(
        (f"{one.number}  {one.step.title}", span_of(sheet, one.step), moment(sheet, one.due) if one.due else "")
        for one in sheet.entries
        if one.step.within
    )
    if due:
        yield Table(("Step", "Due", "That is (day and time)"), (5, 5, 4), due, "Steps with a deadline")


def _milestones(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    reached: dict[Milestone, list[str]] = {}
    for entry in sheet.entries:
        for one in (entry.step, *getattr(entry.step, "options", ())):
            if one.reaches:
                reached.setdefault(one.reaches, []).append(str(entry.number))
    for milestone, words in MILESTONE.items():
        known = sheet.incident.milestones.get(milestone) if sheet.incident else None
        steps = ", ".join(dict.fromkeys(reached.get(milestone, ())))
        yield f"{words} ({milestone})", steps or "none", moment(sheet, known.at) if known else ""


def _people(sheet: Sheet) -> Iterator[Part]:
    yield Text((PEOPLE,))
    yield _contacts(tuple(_ours(sheet)), "Roles of this sheet")
    others = [one for one in sheet.contacts if one.role not in sheet.playbook.roles]
    rows = [_row(one) for one in others]
    rows += [(f"{words} ({role})", "", "", "") for role, words in OUTSIDE.items() if not _has(others, role)]
    rows += [(f"Supplier: {name}", "", "", "") for name in sheet.vendors if not _has(others, name)]
    if sheet.data_protection_contact:
        rows.append(("Data protection contact", sheet.data_protection_contact, "", ""))
    yield _contacts((*rows, *blank_rows(4, 4)), "Others, inside and outside")


def _contacts(rows: tuple[tuple[str, ...], ...], label: str) -> Table:
    return Table(("Role", "Name", "How to reach them", "Last test call"), (4, 4, 5, 3), rows, label)


def _ours(sheet: Sheet) -> Iterator[tuple[str, str, str, str]]:
    for name, role in sheet.playbook.roles.items():
        people = sorted((one for one in sheet.contacts if one.role == name), key=lambda one: one.deputy)
        yield from (_row(one) for one in people)
        if not any(not one.deputy for one in people):
            yield name, "", "", ""
        if role.deputy and len(people) < 2 and not any(one.deputy for one in people):
            yield f"{name}, deputy", "", "", ""


def _row(one: Contact) -> tuple[str, str, str, str]:
    called = one.verified_on.isoformat() if one.verified_on else "never"
    return f"{one.role}, deputy" if one.deputy else one.role, one.name, reachable(one), called


def _has(contacts: list[Contact], name: str) -> bool:
    return any(name.casefold() in (one.name.casefold(), one.role.casefold()) for one in contacts)


def _evidence(sheet: Sheet) -> Iterator[Part]:
    yield Text((EVIDENCE,))
    items = sheet.incident.evidence if sheet.incident else ()
    rows = tuple(_item(sheet, one) for one in items)
    head = ("No.", "What, and where it was", "SHA-256", "Taken by, when", "Handed to, when, signature")
    yield Table(head, (1, 5, 4, 3, 4), (*rows, *blank_rows(15, 5)), tall=True)
    yield Code((later.evidence(sheet, "", ""), later.transfer(sheet)), "Enter later")


def _item(sheet: Sheet, one: Item) -> tuple[str, ...]:
    handed = "\n".join(f"{two.to}, {moment(sheet, two.at)}" for two in one.custody)
    taken = f"{one.by}\n{moment(sheet, one.collected_at)}"
    return one.id, f"{one.what or one.name}\n{one.source}", _short(one.sha256), taken, handed


def _short(sha256: str) -> str:
    return f"{sha256[:8]} … {sha256[-8:]}"


def _decisions(sheet: Sheet) -> Iterator[Part]:
    yield Text((DECISIONS,))
    head = ("Day and time", "What, and why", "Who decided", "Initials")
    yield Table(head, (3, 8, 3, 2), blank_rows(16, 4), tall=True)
    yield Code((later.note(sheet),), "Enter later")


def _later(sheet: Sheet) -> Iterator[Part]:
    yield Text((LATER, OUT_OF_ORDER))
    for when, command in later.otherwise(sheet):
        yield Code((command,), f"A step that {when}")
