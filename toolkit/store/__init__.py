"""What is kept: runs, findings as states, alerts. The door of this room; opening a store imports Django."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import datetime
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import quote

from toolkit.core.check import Check
from toolkit.core.errors import Problem, UserError
from toolkit.core.exemption import Exemption
from toolkit.core.finding import Finding
from toolkit.core.posture import Posture
from toolkit.core.run import Run, RunStatus
from toolkit.core.target import Target
from toolkit.store.kept import FILE, AlertState, KeptAlert, Key, Past, Reported, RunInputs, RunSummary
from toolkit.store.lock import Lock, held, take_or_tell

if TYPE_CHECKING:
    # `_enter` imports them when a store is opened; Django takes 220 ms.
    from toolkit.store import database, observed, reading, sifting, telling, trail, writing  # noqa: TC004
    from toolkit.store.sifting import Sifted

__all__ = [
    "AlertState",
    "KeptAlert",
    "Key",
    "Past",
    "Reported",
    "RunInputs",
    "RunSummary",
    "Store",
    "is_there",
    "schema_unknown_here",
]

T = TypeVar("T")

KEPT = 4
"""Runs whose `Sifted` is kept."""


def _enter() -> None:
    """Import the rooms behind this door. Importing a module binds its name in its package, so here."""
    import_module("toolkit.store.settings").configure()
    for room in ("database", "observed", "reading", "sifting", "telling", "trail", "writing"):
        import_module(f"toolkit.store.{room}")


def is_there(state: Path, url: str = "") -> bool:
    """Whether something was kept here before. A database server is asked when it is opened."""
    return bool(url) or (state / FILE).is_file()


def schema_unknown_here(state: Path) -> str:
    """The newest change to the database's schema that this version does not know; "" when it knows them all.

    Reads and changes nothing. Raises `UserError` when the database cannot be read.
    """
    file = state / FILE
    ours = {one.name.removesuffix(".py") for one in files("toolkit.store.migrations").iterdir()}
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True)) as database:
            rows = database.execute("select name from django_migrations where app = 'store'").fetchall()
    except sqlite3.Error as no:
        raise UserError(Problem(str(file), "", f"cannot be read: {no}")) from no
    return max({name for (name,) in rows} - ours, default="")


class Store:
    """The store of one state directory. Made by `open`, ended by `close`; also a context manager.

    Every method raises `UserError` for what the user can mend (full disk, damaged or locked database).
    Any thread may use it; what one thread opened it should close.
    """

    def __init__(self, state: Path, name: str) -> None:
        self.state = state
        self._name = name
        self._lock = Lock(state / "scan.lock")
        self._locked = False
        self._recording: dict[int, writing.Recording] = {}
        self._interrupted: list[int] = []
        self._sifted: dict[int, Sifted] = {}

    @classmethod
    def open(cls, state: Path, url: str = "") -> Self:
        """Open or make the store, bring its schema up to date, mark dead runs as interrupted.

        Several processes may do so at once. Raises `UserError` when the database is corrupt, newer than this
        program, cannot be written, or the disk is full.
        """
        _enter()
        store = cls(state, database.open_database(state, url))
        try:
            store._mark_interrupted()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Let go of the database and of the lock. A run that is still being written is left as interrupted."""
        if not self._name:
            return
        self._abandon_all()
        self._release()
        database.close_database(self._name)
        self._name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the one scan of this state directory; `UserError` naming the process when there is another.

        A run begun inside and not finished when the block ends is left as interrupted.
        """
        take_or_tell(self._lock, what="scan")
        self._locked = True
        try:
            yield
        finally:
            self._locked = False
            self._abandon_all()
            self._release()

    def begin(
        self,
        *,
        started_at: datetime,
        organisation: str,
        version: str,
        targets: Sequence[Target],
        checks: Sequence[Check],
        model: str = "",
        inventory_note: str = "",
        exceptions: Sequence[Exemption] = (),
    ) -> int:
        """Promise a run before anything is read, and give its number.

        `checks` are those that are asked: a state of a check that is not among them stays as it is. Takes the
        lock of scans unless `lock` holds it already, and keeps it until the run ends.
        """
        if self._recording:
            raise RuntimeError("a run is being written already")
        if not self._locked:
            take_or_tell(self._lock, what="scan")
        try:
            with self._told():
                observed.mark_interrupted()
                recording = writing.begin(
                    started_at=started_at,
                    organisation=organisation,
                    version=version,
                    targets=targets,
                    checks=checks,
                    model=model,
                    inventory_note=inventory_note,
                    exceptions=exceptions,
                )
        except BaseException:
            self._release()
            raise
        self._recording[recording.id] = recording
        return recording.id

    def record(self, run: int, collected: Sequence[tuple[Target, datetime, Sequence[Finding]]]) -> None:
        """Keep what was found on these targets: all of it or, when this is killed, nothing.

        A finding of a target that is not given any more has ended. An unchanged finding writes no row.
        """
        with self._told():
            self._recording[run].record(collected)

    def finish(
        self,
        run: int,
        *,
        finished_at: datetime,
        posture: Posture | None,
        worst: Sequence[Finding] = (),
        evidence: Mapping[str, str] | None = None,
    ) -> None:
        """Keep the result: from now on this is the last finished run."""
        with self._told():
            self._recording[run].finish(
                finished_at=finished_at, posture=posture, worst=worst, evidence=dict(evidence or {})
            )
        del self._recording[run]
        self._release()

    def abandon(self, run: int) -> None:
        """Leave the run as interrupted, with what was recorded."""
        recording = self._recording.pop(run, None)
        try:
            if recording:
                with self._told():
                    recording.abandon()
        finally:
            self._release()

    def run(self, id: int | None = None) -> Run | None:
        """A run with its findings as they were; None is the last finished one. None when there is no such run."""
        return self._ask(lambda: reading.run(id))

    def findings(self, run: int) -> Iterator[Finding]:
        """The findings of a run one after another, in memory that does not grow with their number."""
        with self._told():
            yield from reading.findings(run)

    def sifted(self, run: int | None = None) -> "Sifted | None":
        """A run's findings, to be asked for by filters inside `asked`; None is the last finished run.

        Of the last few ended runs it is kept: names and words, no findings. None when there is no such run.
        """
        number = self._ask(sifting.last) if run is None else run
        if number is None:
            return None
        found = self._sifted.get(number) or self._ask(lambda: sifting.sifted(number))
        if found and found.run.status is not RunStatus.RUNNING:
            self._sifted = dict([*self._sifted.items(), (number, found)][-KEPT:])
        return found

    def asked(self) -> AbstractContextManager[None]:
        """A block in which what `sifted` gave is asked."""
        return self._told()

    def runs(self, limit: int = 20, *, before: int | None = None) -> list[RunSummary]:
        """The newest runs first, whatever their status; of those before a run, if one is given."""
        return self._ask(lambda: reading.runs(limit, before))

    def previous(self, run: int) -> int | None:
        """The last finished run before this one."""
        return self._ask(lambda: reading.previous(run))

    def latest(
        self, targets: Iterable[Target], *, run: int | None = None, checks: Collection[str] | None = None
    ) -> list[Finding]:
        """What was last known of these targets as of a run (None: now), of these checks (None: all).

        `observed_at` is when the target was last read.
        """
        return self._ask(lambda: reading.latest(targets, run=run, checks=checks))

    def past(self, targets: Iterable[Target] | None = None, *, run: int | None = None) -> Mapping[Key, Past]:
        """The last real answer (not UNKNOWN) of every finding of these targets (None: all), and when it last held.

        As of the end of a run, its own answers included; None: now.
        """
        return self._ask(lambda: reading.past(targets, run=run))

    @property
    def trail(self) -> "trail.Trail":
        """What runs were scored from, and what other models made of it."""
        return trail.Trail(self.state, self._ask)

    def interrupted(self) -> list[RunSummary]:
        """The runs found dead when this store was opened."""
        return self._ask(lambda: reading.summaries(self._interrupted))

    def telling(self) -> AbstractContextManager[Lock]:
        """Be the one that sends alerts; `UserError` when another process does."""
        return held(self.state / "alert.lock", what="sender of alerts")

    def promise(self, run: int, channel: str, *, subject: str, body: str, at: datetime) -> KeptAlert:
        """Keep an alert before it is sent; the same run and channel again gives the first one."""
        return self._ask(lambda: telling.promise(run, channel, subject=subject, body=body, at=at))

    def unsettled(self) -> list[KeptAlert]:
        """Alerts still to be sent. Call inside `telling`: what says SENDING there was cut off and is `doubtful`."""
        return self._ask(telling.unsettled)

    def sending(self, alert: int) -> None:
        """Commit that the next thing done is to send this alert."""
        self._ask(lambda: telling.sending(alert))

    def settled(self, alert: int, *, sent: bool, reason: str = "", doubtful: bool = False, at: datetime) -> None:
        """Keep how sending went; `doubtful` when it may have arrived although it failed."""
        self._ask(lambda: telling.settled(alert, sent=sent, reason=reason, doubtful=doubtful, at=at))

    def told(self, run: int) -> list[KeptAlert]:
        """The alerts of one run, whatever became of them."""
        return self._ask(lambda: telling.told(run))

    def _ask(self, question: Callable[[], T]) -> T:
        with self._told():
            return question()

    def _told(self) -> AbstractContextManager[None]:
        if not self._name:
            raise RuntimeError("this store is closed")
        return database.told(self._name)

    def _mark_interrupted(self) -> None:
        """A run that says RUNNING while nobody holds the lock of scans is dead."""
        if self._lock.take(patience=0):
            try:
                with self._told():
                    self._interrupted = observed.mark_interrupted()
            finally:
                self._lock.release()

    def _abandon_all(self) -> None:
        for run in list(self._recording):
            with suppress(UserError):  # then the next one to open the store marks it
                self.abandon(run)

    def _release(self) -> None:
        if not self._locked and not self._recording:
            self._lock.release()
