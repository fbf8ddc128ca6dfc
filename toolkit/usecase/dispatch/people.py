"""Lists of people into the ledger of an incident."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.collect.recipients import Row
from toolkit.core.dispatch import Choice, Law, Letter, Person, Refused, choose, person_of
from toolkit.store.notified import Ledger

FOLDER = "recipients"
NAME = "told.db"


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


def load(ledger: Ledger, rows: Iterable[Row], language: str) -> Loaded:
    """Keep the people of these rows, all or none of them; `language` for those who name none."""
    new, there, nobody = ledger.load(_people(rows, language))
    return Loaded(new=new, there=there, nobody=nobody)


def _people(rows: Iterable[Row], language: str) -> Iterator[tuple[int, Person | str]]:
    for row in rows:
        try:
            yield row.number, person_of(row.values, language)
        except Refused as no:
            yield row.number, str(no)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What choices are made from. `tongue`: the language for those whose own no letter has."""

    letters: list[Letter]
    laws: list[Law]
    tongue: str = "en"


def plan(ledger: Ledger, rules: Rules) -> int:
    """Decide for everybody who has no plan yet. How many tellings are new."""
    people = list(ledger.unplanned())
    return ledger.plan((n, choose(one, rules.letters, rules.laws, rules.tongue)) for n, one in people)


def shown(ledger: Ledger, key: str, rules: Rules) -> tuple[Person, tuple[Choice, ...]]:
    """What one person gets, and got. Raises `LookupError` for nobody of this key."""
    found = ledger.person(key)
    if found is None:
        raise LookupError(key)
    planned = [one.choice() for one in ledger.of_person(key)]
    return found[1], tuple(planned) or choose(found[1], rules.letters, rules.laws, rules.tongue)
