"""A form saved as it is typed, by several people at once: nobody's words are put over another's unseen.

Each slot of a field (its words in a language, or that it is not yet known) comes with a mark of what it said when it
was shown. Where it says something else by now, both are told, and nothing of that slot is written.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind
from toolkit.core.notice import ANY, Field, FieldType, Notice, Value
from toolkit.core.notice.checked import checked, cleaned
from toolkit.usecase.incident.inorder import running
from toolkit.usecase.incident.session import Clock, Said, View, real_clock, recording
from toolkit.usecase.notice.drafting import Change, data_of
from toolkit.usecase.notice.seen import meant
from toolkit.usecase.notice.shelf import kept

UNKNOWN = "unknown"
"""The slot that says by when a field will be known; the others are languages, or `any`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody typed for a field, by slot; empty takes away. `unknown`: None where it is not said to be so."""

    words: Mapping[str, str]
    unknown: str | None = None
    was: Mapping[str, str] = field(default_factory=dict)
    """The mark of what each slot was known to say when this was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A slot that another changed meanwhile."""

    mine: str
    theirs: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one field."""

    marks: Mapping[str, str]
    """What whoever typed this knows each slot to say now: of one that another changed, still what it said before."""
    changed: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of all of them."""

    view: View
    fields: Mapping[str, Outcome]


class Approved(UserError):
    """Somebody has said yes to the notice as it is; a change takes that back, which was not said to be meant."""


def save(
    folder: Path,
    id: str,
    entries: Mapping[str, Entry],
    said: Said,
    *,
    voiding: bool = False,
    clock: Clock = real_clock,
) -> Saved:
    """Write what is new and good, as one line; the rest is told. Raises `UserError`, `Approved` unless `voiding`."""
    with recording(folder, clock) as record:
        running(record.incident)
        notice = meant(record.incident, id)
        fields = kept(folder, notice.template).fields
        if strange := [name for name in entries if name not in fields or fields[name].merged]:
            raise UserError([Problem(name, "", f"{notice.kind} asks nothing of that name") for name in strange])
        fates = {name: _Fate(fields[name], notice, entry) for name, entry in entries.items()}
        new = [one for one in fates.values() if one.outcome.changed]
        if new and notice.approvals and not voiding:
            roles = ", ".join(one.role for one in notice.approvals)
            raise Approved(Problem(id, "", f"{roles} said yes to it as it is; a change takes that back"))
        if new:
            record.write(Kind.NOTICE_SET, said, data=data_of(id, _together(one.change for one in new)))
        return Saved(view=record.view(), fields={name: one.outcome for name, one in fates.items()})


def slots(field: Field, languages: Sequence[str], value: Value | None) -> dict[str, str]:
    """What each slot of a field says; empty where nothing."""
    keys = languages if field.worded else (ANY,)
    said = {key: value.words.get(key, "") if value else "" for key in keys}
    if field.may_be_unknown:
        said[UNKNOWN] = value.unknown_until.isoformat() if value and value.unknown_until else ""
    return said


def mark(field: Field, text: str) -> str:
    """Of what a slot says: another text has another mark; the same moment in another zone has not."""
    plain = _instant(text) if field.type is FieldType.MOMENT else text
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Fate:
    """One entry, held against what its field says now."""

    def __init__(self, field: Field, notice: Notice, entry: Entry) -> None:
        self.field, self.entry = field, entry
        self.value = notice.values.get(field.id)
        self.now = slots(field, notice.languages, self.value)
        self.problems: dict[str, str] = {}
        typed = self._typed()
        nothing = mark(field, "")
        self.typed = typed
        other = {slot: text for slot, text in typed.items() if mark(field, text) != entry.was.get(slot, nothing)}
        self.new = {slot: text for slot, text in other.items() if mark(field, text) != mark(field, self.now[slot])}
        moved = {slot for slot in typed if mark(field, self.now[slot]) != entry.was.get(slot, nothing)}
        against = moved & (self.new.keys() | self._undone())
        self.clashes = {slot: self._clash(slot) for slot in against if typed[slot] != self.now[slot]}
        self.problems = {slot: words for slot, words in self.problems.items() if slot in self.new}

    @property
    def outcome(self) -> Outcome:
        """What is told of it. A field with a clash or a problem in one slot is saved in the others."""
        good = self._good()
        return Outcome(
            marks=self._marks({**self.now, **good}),
            changed=bool(good),
            problems=self.problems,
            clashes=self.clashes,
        )

    @property
    def change(self) -> Change:
        """What is written."""
        name, good = self.field.id, self._good()
        after = {**self.now, **good}
        if after.get(UNKNOWN):
            return Change(unknown={name: date.fromisoformat(after[UNKNOWN])})
        words = {slot: text for slot, text in after.items() if text and slot != UNKNOWN}
        taken = any(self.now[slot] and not after[slot] for slot in good)
        if taken or not words:
            return Change(values={name: words} if words else {}, cleared=(name,))
        return Change(values={name: {slot: text for slot, text in good.items() if text}})

    def _undone(self) -> set[str]:
        """Slots that a change of another takes away: words, where nobody is said to know; and that, by words."""
        if self.new.get(UNKNOWN):
            return set(self.now)
        return {UNKNOWN} & self.now.keys() if self.new else set()

    def _marks(self, after: Mapping[str, str]) -> dict[str, str]:
        """A box that shows what is kept knows it; one that shows anything else knows what it was shown."""
        was, nothing = self.entry.was, mark(self.field, "")
        shown = {slot: mark(self.field, text) for slot, text in self.typed.items()}
        kept = {slot: mark(self.field, text) for slot, text in after.items()}
        return {slot: one if shown.get(slot) == one else was.get(slot, nothing) for slot, one in kept.items()}

    def _good(self) -> dict[str, str]:
        if UNKNOWN in self.problems or UNKNOWN in self.clashes:
            return {}
        bad = {*self.problems, *self.clashes}
        if self.new.get(UNKNOWN) and bad:
            return {}
        return {slot: text for slot, text in self.new.items() if slot not in bad}

    def _typed(self) -> dict[str, str]:
        if self.entry.unknown is not None and self.field.may_be_unknown:
            return {**dict.fromkeys(self.now, ""), UNKNOWN: self._day(self.entry.unknown)}
        said = {slot: self._judged(slot, text) for slot, text in self.entry.words.items() if slot in self.now}
        return {**said, UNKNOWN: ""} if self.field.may_be_unknown else said

    def _judged(self, slot: str, text: str) -> str:
        text = cleaned(text)
        if text:
            try:
                return checked(self.field, text)
            except ValueError as no:
                self.problems[slot] = str(no)
        return text

    def _day(self, text: str) -> str:
        try:
            return date.fromisoformat(text.strip()).isoformat()
        except ValueError:
            self.problems[UNKNOWN] = "expected the day by which you will tell it"
            return text.strip() or "?"

    def _clash(self, slot: str) -> Clash:
        value = self.value
        return Clash(
            mine=self.typed[slot], theirs=self.now[slot], by=value.by if value else "", at=value.at if value else None
        )


def _together(changes: Iterator[Change]) -> Change:
    values: dict[str, Mapping[str, str]] = {}
    unknown: dict[str, date] = {}
    cleared: list[str] = []
    for one in changes:
        values |= one.values
        unknown |= one.unknown
        cleared += one.cleared
    return Change(values=values, unknown=unknown, cleared=cleared)


def _instant(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except ValueError:
        return text
