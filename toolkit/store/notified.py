"""The ledger of who was told, one SQLite file beside an incident's journal, deleted whole when its time is over.

Before anything is handed in, the promise is on the disk; after it, the answer. What is promised and not answered when
nobody is sending is in doubt, and is named: it is not sent again until a person says so.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from toolkit.core.dispatch import Channel, Choice, Person, State, Telling
from toolkit.core.errors import Problem, UserError
from toolkit.store import attempts as rows
from toolkit.store.attempts import SCHEMA

PAGE = 1000
BATCH = "batch"
"""Under which, with the channel, the file is noted that is being written."""
UNRECORDED = "unrecorded"


class Ledger:
    """One file. Every change is on the disk when its call returns."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self.path = path

    def load(
        self,
        people: Iterable[tuple[int, Person | str]],
        source: str = "",
        note: Callable[[tuple[int, int, int]], str] = lambda _: "",
    ) -> tuple[int, int, int]:
        """Keep people, or why a row is nobody; all or nothing. How many are new, were there, are nobody.

        `source`: what the rows come from; what was refused of the same before is said once. `note`: what is to be
        recorded elsewhere of these numbers, kept under `UNRECORDED` until it is.
        """
        kept = twice = refused = 0
        with self.whole():
            self._database.execute("DELETE FROM refused WHERE source = ?", (source,))
            for row, person in people:
                if isinstance(person, str):
                    self._database.execute("INSERT INTO refused VALUES (?, ?, ?)", (source, row, person))
                    refused += 1
                    continue
                said = json.dumps(asdict(person), ensure_ascii=False)
                done = self._database.execute(
                    "INSERT OR IGNORE INTO person (key, row, said) VALUES (?, ?, ?)", (person.key, row, said)
                )
                kept += done.rowcount
                if not done.rowcount:
                    twice += self._twice(source, row, person.key, said)
            self.set_meta(UNRECORDED, note((kept, twice, refused)))
        return kept, twice, refused

    def _twice(self, source: str, row: int, key: str, said: str) -> int:
        """The same person again; said otherwise, nobody knows which is right, and it is named."""
        first, before = self._database.execute("SELECT row, said FROM person WHERE key = ?", (key,)).fetchone()
        if before != said:
            why = f"is the person of row {first}, and says other things of them: row {first} stands"
            self._database.execute("INSERT INTO refused VALUES (?, ?, ?)", (source, row, why))
        return 1

    def plan(self, chosen: Iterable[tuple[int, tuple[Choice, ...]]]) -> int:
        """Write what each person is to get; who has a plan keeps it. How many are new."""
        fresh = 0
        with self.whole():
            for person, choices in chosen:
                self._database.execute("UPDATE person SET planned = 1 WHERE n = ?", (person,))
                for one in choices:
                    self._add(person, one, attempt=0)
                    fresh += 1
        return fresh

    def unplanned(self) -> Iterator[tuple[int, Person]]:
        """Everybody who has no plan yet; they may be planned meanwhile."""
        query = "SELECT n, said FROM person WHERE planned = 0 AND n > ? ORDER BY n LIMIT ?"
        after = 0
        while page := self._database.execute(query, (after, PAGE)).fetchall():
            yield from ((n, rows.person(said)) for n, said in page)
            after = page[-1][0]

    def everybody(self) -> Iterator[Person]:
        """All of them, in the order of the list."""
        after = 0
        while page := self._database.execute(
            "SELECT n, said FROM person WHERE n > ? ORDER BY n LIMIT ?", (after, PAGE)
        ).fetchall():
            yield from (rows.person(said) for _, said in page)
            after = page[-1][0]

    def fail(self, one: Telling, state: State, words: str, at: datetime, choice: Choice) -> None:
        """An attempt did not reach them, and another by another channel is planned: both or neither."""
        row = self._database.execute("SELECT person FROM telling WHERE n = ?", (one.n,)).fetchone()
        with self.whole():
            self.settle(one.n, state, words, at)
            self._add(row[0], choice, attempt=one.attempt + 1)

    def _add(self, person: int, one: Choice, *, attempt: int) -> None:
        state = State.PLANNED if one.channel else State.UNREACHABLE
        laws, why = rows.words(one.laws), rows.words(one.why)
        self._database.execute(
            "INSERT INTO telling (person, letter, language, channel, laws, why, state, attempt)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (person, one.letter, one.language, one.channel or "", laws, why, state, attempt),
        )

    def waiting(
        self, channel: Channel, after: int = 0, most: int = 500, *, letter: str = "", language: str = ""
    ) -> list[Telling]:
        """Planned by this channel and not promised, in order; of a letter and a language where they are given."""
        where = (
            "state = ? AND channel = ? AND t.n > ? AND ? IN ('', letter) AND ? IN ('', language) ORDER BY t.n LIMIT ?"
        )
        return self._tellings(where, State.PLANNED, channel, after, letter, language, most)

    def awaited(self, channel: Channel) -> list[tuple[str, str]]:
        """Letters and languages in which somebody waits."""
        query = "SELECT DISTINCT letter, language FROM telling WHERE state = ? AND channel = ? ORDER BY 1, 2"
        return [(str(a), str(b)) for a, b in self._database.execute(query, (State.PLANNED, channel))]

    def doubtful(self) -> Iterator[Telling]:
        """Promised and never answered."""
        yield from self._each("state = ?", State.PROMISED)

    def of_state(self, *states: State) -> Iterator[Telling]:
        """All in these states."""
        marks = ",".join("?" * len(states))
        yield from self._each(f"state IN ({marks}) ORDER BY t.n", *states)

    def of_person(self, key: str) -> list[Telling]:
        """Every attempt to tell one person."""
        return self._tellings("p.key = ? ORDER BY t.n", key)

    def of_message(self, message: str) -> Telling | None:
        """The attempt that a Message-ID was given to."""
        return next(iter(self._tellings("t.message = ?", message)), None)

    def of_numbers(self, numbers: Sequence[int]) -> list[Telling]:
        """These, in order."""
        return self._tellings("t.n IN (SELECT value FROM json_each(?)) ORDER BY t.n", json.dumps(list(numbers)))

    def person(self, key: str) -> tuple[int, Person] | None:
        """A person by key."""
        row = self._database.execute("SELECT n, said FROM person WHERE key = ?", (key,)).fetchone()
        return (row[0], rows.person(row[1])) if row else None

    def promise(self, n: int, message: str, digest: str, at: datetime, version: str = "") -> None:
        """About to be handed in."""
        self._set(
            n, state=State.PROMISED, message=message, digest=digest, version=version, promised_at=at.isoformat()
        )

    def settle(self, n: int, state: State, answer: str, at: datetime) -> None:
        """What became of it."""
        self._set(n, state=state, answer=answer[:500], settled_at=at.isoformat())

    def begin_batch(self, name: str, batch: Sequence[Telling]) -> None:
        """A file with these is about to be written: whatever happens, the next try writes the same one."""
        self.set_meta(f"{BATCH} {batch[0].channel}", json.dumps([name, [one.n for one in batch]]))

    def batch(self, channel: Channel) -> tuple[str, list[Telling]] | None:
        """The file that was being written when a process died."""
        if not (said := self.meta(f"{BATCH} {channel}")):
            return None
        name, numbers = json.loads(said)
        left = [one for one in self.of_numbers(numbers) if one.state is State.PLANNED]
        return (name, left) if left else None

    def end_batch(self, taken: Sequence[Telling], name: str, digest: str, version: str, at: datetime) -> None:
        """The file is on the disk, and so all of these are handed over: all of it in the ledger or none."""
        with self.whole():
            for one in taken:
                self._set(
                    one.n,
                    state=State.HANDED_OVER,
                    answer=f"in {name}",
                    digest=digest,
                    version=version,
                    settled_at=at.isoformat(),
                )
            self.set_meta(f"{BATCH} {taken[0].channel}", "")

    def counts(self) -> dict[tuple[str, str], int]:
        """How many by state and channel."""
        found = self._database.execute("SELECT state, channel, count(*) FROM telling GROUP BY state, channel")
        return {(state, channel): number for state, channel, number in found}

    def tally(self) -> list[tuple[str, str, str, str, str, int]]:
        """How many by letter, laws, language, channel and state."""
        query = (
            "SELECT letter, laws, language, channel, state, count(*) FROM telling GROUP BY 1, 2, 3, 4, 5 ORDER BY 1"
        )
        return [
            (letter, ", ".join(json.loads(laws)), language, channel, state, number)
            for letter, laws, language, channel, state, number in self._database.execute(query)
        ]

    def people(self) -> int:
        """How many people there are."""
        return int(self._database.execute("SELECT count(*) FROM person").fetchone()[0])

    def fresh(self) -> int:
        """How many have no plan yet."""
        return int(self._database.execute("SELECT count(*) FROM person WHERE planned = 0").fetchone()[0])

    def refused(self) -> Iterator[tuple[int, str]]:
        """Rows that are nobody, and why."""
        yield from self._database.execute("SELECT row, why FROM refused ORDER BY source, row")

    def noted(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Rows of people with something that was left out, and what."""
        query = (
            "SELECT row, json_extract(said, '$.notes') FROM person"
            " WHERE json_array_length(said, '$.notes') ORDER BY row"
        )
        yield from ((row, tuple(json.loads(notes))) for row, notes in self._database.execute(query))

    def of_mail(self, mail: str) -> Telling | None:
        """The last mail that was handed in for an address."""
        where = (
            "lower(json_extract(p.said, '$.mail')) = ? AND channel = ? AND state IN (?, ?) ORDER BY t.n DESC LIMIT 1"
        )
        given = (mail.lower(), Channel.MAIL, State.ACCEPTED, State.PROMISED)
        return next(iter(self._tellings(where, *given)), None)

    def meta(self, key: str) -> str:
        """A value that was kept beside; "" where none was."""
        row = self._database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value beside."""
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _set(self, n: int, **values: str) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        self._database.execute(f"UPDATE telling SET {names} WHERE n = ?", (*values.values(), n))  # noqa: S608  our names

    def _tellings(self, where: str, *given: object) -> list[Telling]:
        return list(self._each(where, *given))

    def _each(self, where: str, *given: object) -> Iterator[Telling]:
        query = f"SELECT {rows.COLUMNS} FROM telling t JOIN person p ON p.n = t.person WHERE {where}"  # noqa: S608
        for row in self._database.execute(query, given):
            yield rows.telling(row)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """All of the block is on the disk or none of it."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


@contextmanager
def ledger(path: Path, *, make: bool = False) -> Iterator[Ledger]:
    """Open a ledger for the block. Raises `UserError` when there is none, or the disk or another process refuses."""
    if not make and not path.is_file():
        raise UserError(Problem(str(path), "", "no list of people was loaded; `breachready notice recipients load`"))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        database = sqlite3.connect(path, isolation_level=None, timeout=10.0)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            database.executescript(SCHEMA)
            yield Ledger(database, path)
        finally:
            database.close()
    except (sqlite3.Error, OSError) as no:
        raise UserError(Problem(str(path), "", f"the ledger: {no}")) from no
