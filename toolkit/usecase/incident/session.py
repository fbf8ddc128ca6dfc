"""An incident's folder opened to look at, or to record in. What is recorded is on disk when the call returns."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Event, Incident, Kind, NotOurs, event, fold, set_back
from toolkit.core.incident.clock import TOLERANCE
from toolkit.core.incident.overtaken import overtaking
from toolkit.store.journal import Writer, read, writing
from toolkit.usecase.playbook.shelf import kept

Clock = Callable[[], datetime]

TOOL = "breachready"
"""Who records what no person did."""


def real_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What every recording command may say: who, when it happened (None: now), and in what words."""

    by: str
    at: datetime | None = None
    note: str = ""
    seen: int | None = None
    """How many lines of the journal the speaker had seen; None: whoever speaks has seen all."""


class Overtaken(UserError):
    """Others have recorded what the speaker had not seen and ought to. Nothing was recorded of what he said."""

    def __init__(self, events: tuple[Event, ...]) -> None:
        self.events = events
        who = ", ".join(sorted({one.by for one in events}))
        super().__init__(Problem("journal", f"line {events[0].n}", f"{who} recorded something that you had not seen"))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An incident as it stands, with its journal. `warnings` are for whoever looks at it."""

    folder: Path
    incident: Incident
    events: tuple[Event, ...]
    head: str
    now: datetime
    """On the incident's own clock: an exercise's runs ahead of the real one."""
    warnings: tuple[str, ...] = ()


def look(folder: Path, clock: Clock = real_clock) -> View:
    """Read an incident. Raises `UserError` that names the line where its journal does not hold."""
    found = read(folder)
    events, incident = _folded(folder, found.entries)
    warnings = [*_clock_words(events)]
    if found.cut:
        warnings.append(
            f"line {len(events) + 1} was being written when its command died, and was told to nobody as done; "
            "the next command puts it aside"
        )
    return View(
        folder=folder,
        incident=incident,
        events=events,
        head=found.head,
        now=clock() + incident.ahead,
        warnings=tuple(warnings),
    )


@contextmanager
def recording(folder: Path, clock: Clock = real_clock) -> "Iterator[Record]":
    """Hold an incident's journal for the block, alone. Two who act at once come one after the other."""
    with writing(folder) as writer:
        record = Record(folder=folder, writer=writer, clock=clock, library=dict(kept(folder)))
        record.begin()
        yield record


@dataclass(slots=True, kw_only=True)
class Record:
    """The incident as it stands with the lock held, and the pen to go on with."""

    folder: Path
    writer: Writer
    clock: Clock
    library: dict[str, Any]
    events: list[Event] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _incident: Incident | None = None
    _read: int = 0
    """Lines that were there when the lock was taken; what stands after them is our own."""

    @property
    def incident(self) -> Incident:
        """How it stands after the last line."""
        if self._incident is None:
            self._incident = _fold(self.folder, self.events, self.library)
        return self._incident

    @property
    def now(self) -> datetime:
        """The time on the incident's clock."""
        return self.clock() + self._ahead

    def begin(self) -> None:
        """Read what is there, and record it when an unfinished line had to be put aside."""
        self.events = list(_events(self.folder, self.writer.entries))
        self._read = len(self.events)
        if self.writer.aside:
            name, digest = self.writer.aside
            words = "a line was being written when its command died; it was told to nobody as done"
            self.write(Kind.REPAIRED, Said(by=TOOL, note=words), data={"file": name, "sha256": digest})
            self.warnings.append(f"{words}. What there was of it is in {name}")

    def write(self, kind: Kind, said: Said, *, step: str = "", data: Mapping[str, Any] | None = None) -> Event:
        """Write one line. Raises `UserError` when the disk refuses, or the moment has not come yet; `Overtaken`."""
        if said.seen is not None:
            new = self.events[max(said.seen, 0) : self._read]
            if missed := overtaking(kind, step, data or {}, new):
                raise Overtaken(missed)
        recorded = self.clock()
        now = recorded + self._ahead
        occurred = said.at or now
        if occurred > now + TOLERANCE:
            raise UserError(Problem("--at", "", f"{occurred.isoformat()} has not come yet; it is {now.isoformat()}"))
        one = Event(
            kind=kind,
            by=_name(said.by),
            occurred_at=occurred,
            recorded_at=recorded,
            step=step,
            note=said.note,
            data=data or {},
        )
        self._notice_clock(recorded)
        written = event(self.writer.append(one.entry()))
        self.events.append(written)
        self._incident = None
        return written

    @property
    def _ahead(self) -> timedelta:
        return self.incident.ahead if self.events else timedelta()

    def view(self) -> View:
        """How it stands now, for whoever asked for the change."""
        return View(
            folder=self.folder,
            incident=self.incident,
            events=tuple(self.events),
            head=self.writer.head,
            now=self.now,
            warnings=tuple(self.warnings),
        )

    def reload(self) -> None:
        """The pinned playbooks again, after one was added."""
        self.library = dict(kept(self.folder))

    def _notice_clock(self, recorded: datetime) -> None:
        if self.events and recorded < self.events[-1].recorded_at:
            back = self.events[-1].recorded_at - recorded
            self.warnings.append(f"this machine's clock was set back by {_span(back)}: the order of the lines counts")


def _name(by: str) -> str:
    if not by.strip() or not by.isprintable() or len(by) > 200:
        raise UserError(Problem("--by", "", "expected who did it: a printable name of at most 200 letters"))
    return " ".join(by.split())


def _events(folder: Path, entries: Any) -> Iterator[Event]:
    for number, entry in enumerate(entries, 1):
        try:
            yield event(entry)
        except NotOurs as no:
            raise UserError(Problem(str(folder), f"line {number}", str(no))) from no


def _folded(folder: Path, entries: Any) -> tuple[tuple[Event, ...], Incident]:
    events = tuple(_events(folder, entries))
    return events, _fold(folder, events, kept(folder))


def _fold(folder: Path, events: Any, library: Mapping[str, Any]) -> Incident:
    try:
        return fold(events, library)
    except NotOurs as no:
        raise UserError(Problem(str(folder), "", str(no))) from no


def _clock_words(events: tuple[Event, ...]) -> Iterator[str]:
    for line, back in set_back(events):
        yield (
            f"line {line} was recorded {_span(back)} earlier than the line before: the clock was set back. "
            "The order of the lines counts"
        )


def _span(back: Any) -> str:
    return str(back).split(".", maxsplit=1)[0]
