"""Lists of people into the ledger of an incident."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel import Locale

from toolkit.collect.recipients import Row
from toolkit.core.dispatch import Choice, Law, Letter, Person, Refused, choose, person_of
from toolkit.core.incident import Kind
from toolkit.store.notified import UNRECORDED, Ledger, ledger
from toolkit.usecase.incident.inorder import running
from toolkit.usecase.incident.session import Clock, Said, View, look, real_clock, recording

FOLDER = "recipients"
NAME = "told.db"
CAMPAIGN = "campaign"
"""Under which the ledger keeps what its Message-IDs begin with; nobody can guess them."""
_MEANT = {"UK": "GB", "EL": "GR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of the rows: every row is one of the three."""

    new: int
    there: int
    nobody: int

    @property
    def rows(self) -> int:
        """How many there were."""
        return self.new + self.there + self.nobody


def place(incident: Path) -> Path:
    """Where the ledger of an incident is."""
    return incident / FOLDER / NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """Rows, what they come from by name, and the language of those who name none.

    Rows that were refused of a list of the same name before are forgotten: it was mended.
    """

    rows: Iterable[Row]
    name: str
    language: str


def take(folder: Path, given: List, said: Said, *, clock: Clock = real_clock) -> tuple[View, Loaded]:
    """Keep the people of a list, all or none, and a line in the journal that knows their number and no more."""
    running(look(folder, clock).incident)
    with ledger(place(folder), make=True) as book:
        if not book.meta(CAMPAIGN):
            book.set_meta(CAMPAIGN, secrets.token_hex(6))
        loaded = load(book, given.rows, given.language, given.name)
        return record_loading(folder, book, said, clock), loaded


def record_loading(folder: Path, book: Ledger, said: Said, clock: Clock = real_clock) -> View:
    """Write the line of the last list, unless it stands there; whoever was killed in between left it to us."""
    with recording(folder, clock) as record:
        if data := book.meta(UNRECORDED):
            record.write(Kind.RECIPIENTS_LOADED, said, data=json.loads(data))
            book.set_meta(UNRECORDED, "")
        return record.view()


def load(book: Ledger, rows: Iterable[Row], language: str, name: str = "") -> Loaded:
    """Keep the people of these rows, all or none of them; `language` for those who name none."""
    read = _Read(rows)

    def note(counts: tuple[int, int, int]) -> str:
        new, there, nobody = counts
        numbers = {"new": new, "there": there, "refused": nobody, "rows": sum(counts)}
        return json.dumps({**numbers, "digest": read.digest.hexdigest()})

    new, there, nobody = book.load(read.people(language), name, note)
    return Loaded(new=new, there=there, nobody=nobody)


@dataclass(slots=True)
class _Read:
    """Rows on their way, and what they hash to."""

    rows: Iterable[Row]
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def people(self, language: str) -> Iterator[tuple[int, Person | str]]:
        """Each row as a person, or why it is nobody."""
        for row in self.rows:
            self.digest.update(json.dumps(dict(row.values), sort_keys=True).encode())
            try:
                yield row.number, _known(person_of(row.values, language))
            except Refused as no:
                yield row.number, str(no)


def _known(person: Person) -> Person:
    """The same person, of a country that there is. Raises `Refused`."""
    if person.country not in countries():
        meant = _MEANT.get(person.country)
        raise Refused(f"country: there is no {person.country}" + (f"; {meant} is meant" if meant else ""))
    return person


@cache
def countries() -> frozenset[str]:
    """Codes of ISO 3166-1."""
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha() and code not in _NONE)


_NONE = frozenset(("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"))
"""What Unicode has beside the standard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What choices are made from. `tongue`: the language for those whose own no letter has."""

    letters: list[Letter]
    laws: list[Law]
    tongue: str = "en"


def plan(book: Ledger, rules: Rules) -> int:
    """Decide for everybody who has no plan yet. How many tellings are new."""
    return book.plan((n, choose(one, rules.letters, rules.laws, rules.tongue)) for n, one in book.unplanned())


def shown(book: Ledger, key: str, rules: Rules) -> tuple[Person, tuple[Choice, ...]]:
    """What one person gets, and got. Raises `LookupError` for nobody of this key."""
    found = book.person(key)
    if found is None:
        raise LookupError(key)
    planned = [one.choice() for one in book.of_person(key)]
    return found[1], tuple(planned) or choose(found[1], rules.letters, rules.laws, rules.tongue)
