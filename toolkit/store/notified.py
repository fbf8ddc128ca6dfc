"""The ledger of who was told, one SQLite file beside an incident's journal, deleted whole when its time is over.

Before anything is handed in, the promise is on the disk; after it, the answer. What is promised and not answered when
nobody is sending is in doubt, and is named: it is not sent again until a person says so.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from toolkit.core.dispatch import Channel, Choice, Person, State
from toolkit.core.errors import Problem, UserError

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS person (
  n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, row INTEGER NOT NULL, said TEXT NOT NULL,
  planned INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS refused (row INTEGER NOT NULL, why TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS telling (
  n INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(n),
  letter TEXT NOT NULL,
  language TEXT NOT NULL,
  channel TEXT NOT NULL,
  laws TEXT NOT NULL,
  why TEXT NOT NULL,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  message TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  promised_at TEXT NOT NULL DEFAULT '',
  settled_at TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS telling_state ON telling (state, channel, n);
CREATE INDEX IF NOT EXISTS telling_person ON telling (person);
CREATE INDEX IF NOT EXISTS telling_message ON telling (message) WHERE message <> '';
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One attempt to tell one person by one channel."""

    n: int
    person: Person
    letter: str
    language: str
    channel: Channel | None
    laws: tuple[str, ...]
    why: tuple[str, ...]
    state: State
    attempt: int = 0
    message: str = ""
    """Message-ID, the same however often it is sent."""
    digest: str = ""
    """SHA-256 of the bytes that were handed in."""
    promised_at: str = ""
    settled_at: str = ""
    answer: str = ""
    """What the server said."""

    def choice(self) -> Choice:
        """As it was chosen."""
        return Choice(letter=self.letter, language=self.language, channel=self.channel, laws=self.laws, why=self.why)


class Ledger:
    """One file. Every change is on the disk when its call returns."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self.path = path

    def load(self, people: Iterable[tuple[int, Person | str]]) -> tuple[int, int, int]:
        """Keep people, or why a row is nobody; all or nothing. How many are new, were there, are nobody."""
        kept = twice = refused = 0
        with self._whole():
            for row, person in people:
                if isinstance(person, str):
                    self._database.execute("INSERT INTO refused VALUES (?, ?)", (row, person))
                    refused += 1
                    continue
                said = json.dumps(asdict(person), ensure_ascii=False)
                done = self._database.execute(
                    "INSERT OR IGNORE INTO person (key, row, said) VALUES (?, ?, ?)", (person.key, row, said)
                )
                kept += done.rowcount
                if not done.rowcount:
                    twice += self._twice(row, person.key, said)
        return kept, twice, refused

    def _twice(self, row: int, key: str, said: str) -> int:
        """The same person again; said otherwise, nobody knows which is right, and it is named."""
        first, before = self._database.execute("SELECT row, said FROM person WHERE key = ?", (key,)).fetchone()
        if before != said:
            why = f"is the person of row {first}, and says other things of them: row {first} stands"
            self._database.execute("INSERT INTO refused VALUES (?, ?)", (row, why))
        return 1

    def plan(self, chosen: Iterable[tuple[int, tuple[Choice, ...]]]) -> int:
        """Write what each person is to get; who has a plan keeps it. How many are new."""
        fresh = 0
        with self._whole():
            for person, choices in chosen:
                self._database.execute("UPDATE person SET planned = 1 WHERE n = ?", (person,))
                for one in choices:
                    self._add(person, one, attempt=0)
                    fresh += 1
        return fresh

    def unplanned(self) -> Iterator[tuple[int, Person]]:
        """Everybody who has no plan yet."""
        for n, said in self._database.execute("SELECT n, said FROM person WHERE planned = 0 ORDER BY n"):
            yield n, _person(said)

    def fail(self, one: Telling, state: State, words: str, at: datetime, choice: Choice) -> None:
        """An attempt did not reach them, and another by another channel is planned: both or neither."""
        row = self._database.execute("SELECT person FROM telling WHERE n = ?", (one.n,)).fetchone()
        with self._whole():
            self.settle(one.n, state, words, at)
            self._add(row[0], choice, attempt=one.attempt + 1)

    def _add(self, person: int, one: Choice, *, attempt: int) -> None:
        state = State.PLANNED if one.channel else State.UNREACHABLE
        self._database.execute(
            "INSERT INTO telling (person, letter, language, channel, laws, why, state, attempt)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (person, one.letter, one.language, one.channel or "", _words(one.laws), _words(one.why), state, attempt),
        )

    def waiting(self, channel: Channel, after: int = 0, most: int = 500, language: str = "") -> list[Telling]:
        """Planned by this channel and not promised, in order; with a language those in it."""
        where = "state = ? AND channel = ? AND t.n > ? AND ? IN ('', language) ORDER BY t.n LIMIT ?"
        return self._tellings(where, State.PLANNED, channel, after, language, most)

    def languages(self, channel: Channel) -> list[str]:
        """Languages in which somebody waits."""
        query = "SELECT DISTINCT language FROM telling WHERE state = ? AND channel = ? ORDER BY language"
        return [str(row[0]) for row in self._database.execute(query, (State.PLANNED, channel))]

    def doubtful(self) -> Iterator[Telling]:
        """Promised and never answered."""
        yield from self._each("state = ?", State.PROMISED)

    def of_state(self, *states: State) -> Iterator[Telling]:
        """All in these states."""
        marks = ",".join("?" * len(states))
        yield from self._each(f"state IN ({marks})", *states)

    def of_person(self, key: str) -> list[Telling]:
        """Every attempt to tell one person."""
        return self._tellings("p.key = ? ORDER BY t.n", key)

    def of_message(self, message: str) -> Telling | None:
        """The attempt that a Message-ID was given to."""
        return next(iter(self._tellings("t.message = ?", message)), None)

    def person(self, key: str) -> tuple[int, Person] | None:
        """A person by key."""
        row = self._database.execute("SELECT n, said FROM person WHERE key = ?", (key,)).fetchone()
        return (row[0], _person(row[1])) if row else None

    def promise(self, n: int, message: str, digest: str, at: datetime) -> None:
        """About to be handed in."""
        self._set(n, state=State.PROMISED, message=message, digest=digest, promised_at=at.isoformat())

    def settle(self, n: int, state: State, answer: str, at: datetime) -> None:
        """What became of it."""
        self._set(n, state=state, answer=answer[:500], settled_at=at.isoformat())

    def settle_all(self, numbers: Sequence[int], state: State, answer: str, at: datetime) -> None:
        """The same became of all of these: all of it on the disk or none."""
        with self._whole():
            for n in numbers:
                self.settle(n, state, answer, at)

    def counts(self) -> dict[tuple[str, str], int]:
        """How many by state and channel."""
        rows = self._database.execute("SELECT state, channel, count(*) FROM telling GROUP BY state, channel")
        return {(state, channel): number for state, channel, number in rows}

    def people(self) -> int:
        """How many people there are."""
        return int(self._database.execute("SELECT count(*) FROM person").fetchone()[0])

    def refused(self) -> Iterator[tuple[int, str]]:
        """Rows that are nobody, and why."""
        yield from self._database.execute("SELECT row, why FROM refused ORDER BY row")

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
        columns = "t.n, p.said, letter, language, channel, laws, why, state, attempt, message, digest, promised_at"
        query = f"SELECT {columns}, settled_at, answer FROM telling t JOIN person p ON p.n = t.person WHERE {where}"  # noqa: S608
        for row in self._database.execute(query, given):
            yield _telling(row)

    @contextmanager
    def _whole(self) -> Iterator[None]:
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


def _telling(row: tuple[object, ...]) -> Telling:
    n, said, letter, language, channel, laws, why, state, attempt, *rest = row
    message, digest, promised_at, settled_at, answer = map(str, rest)
    return Telling(
        n=int(str(n)),
        person=_person(str(said)),
        letter=str(letter),
        language=str(language),
        channel=Channel(str(channel)) if channel else None,
        laws=tuple(json.loads(str(laws))),
        why=tuple(json.loads(str(why))),
        state=State(str(state)),
        attempt=int(str(attempt)),
        message=message,
        digest=digest,
        promised_at=promised_at,
        settled_at=settled_at,
        answer=answer,
    )


def _person(said: str) -> Person:
    values = json.loads(said)
    lists = {name: tuple(values[name]) for name in ("address", "notes")}
    return Person(**{**values, **lists, "wants": tuple(map(Channel, values["wants"]))})


def _words(said: tuple[str, ...]) -> str:
    return json.dumps(said, ensure_ascii=False)
