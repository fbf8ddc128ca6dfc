"""Runs the reading of many targets: bounded concurrency, a deadline each, trouble turned into `Unread`.

A reader is a generator of what it saw. Whatever it yields before trouble is kept; the trouble becomes
an `Unread` for the rest. A reader that outlives its deadline is abandoned: it costs its own target only.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from toolkit.collect.trouble import Unreadable
from toolkit.core.errors import UserError
from toolkit.core.fact import Fact, Seen, Unread
from toolkit.core.target import Target

GRACE = 5.0
"""Seconds past its deadline before a reader that does not stop by itself is abandoned."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Reading:
    """What a reader may know about its own run: when it must be done, and whom to tell how far it is."""

    deadline: float
    """`time.monotonic()` seconds."""
    tell: Callable[[float, str], None] = field(default=lambda _share, _what: None)
    """Call with the share done (0 to 1) and a word on what is being done."""

    def left(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self.deadline - time.monotonic())

    def check(self, call: str) -> None:
        """Raise `Unreadable` when the time is up."""
        if self.left() <= 0:
            raise Unreadable(call, "ran out of time")


Reader = Callable[[Reading], Iterable[Seen]]


@dataclass(frozen=True, slots=True)
class Job:
    """One target to be read, and for how many seconds at most."""

    target: Target
    read: Reader
    seconds: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """All that was seen on one target, and when."""

    target: Target
    observed_at: datetime
    seen: tuple[Seen, ...]
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one target is; `share` 0 to 1."""

    target: Target
    share: float
    what: str


Tell = Callable[[Progress], None]


def collect(jobs: Sequence[Job], *, parallel: int = 24, tell: Tell = lambda _progress: None) -> Iterator[Collected]:
    """Read every job, at most `parallel` at once, and yield each as it ends. Never raises for one of them."""
    pool = _Pool(jobs, tell)
    for _ in range(min(parallel, len(jobs))):
        pool.start_worker()
    pending = {job.target: job for job in jobs}
    while pending:
        try:
            collected = pool.done.get(timeout=_next_look(pending, pool.started))
        except queue.Empty:
            for job in _overdue(pending, pool.started):
                del pending[job.target]
                yield _abandoned(job, pool.kept[job.target], pool.started[job.target])
                pool.start_worker()  # in the abandoned thread's place
            continue
        pool.kept.pop(collected.target, None)  # or memory would grow with the number of targets
        if pending.pop(collected.target, None):
            yield collected


class _Pool:
    """Daemon threads that take jobs until none is left; one that hangs keeps nobody from leaving."""

    def __init__(self, jobs: Sequence[Job], tell: Tell) -> None:
        self.tell = tell
        self.waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self.done: queue.SimpleQueue[Collected] = queue.SimpleQueue()
        self.started: dict[Target, float] = {}
        self.kept: dict[Target, list[Seen]] = {}
        for job in jobs:
            self.waiting.put(job)

    def start_worker(self) -> None:
        threading.Thread(target=self._work, name="collect", daemon=True).start()

    def _work(self) -> None:
        while True:
            try:
                job = self.waiting.get_nowait()
            except queue.Empty:
                return
            self.kept[job.target] = []
            self.started[job.target] = time.monotonic()
            self.done.put(read_one(job, self.kept[job.target], self.tell))


def read_one(job: Job, kept: list[Seen], tell: Tell = lambda _progress: None) -> Collected:
    """Read one target here and now; `kept` receives what is seen as it is seen."""
    begun = time.monotonic()
    observed_at = datetime.now(UTC)
    reading = Reading(begun + job.seconds, lambda share, what: tell(Progress(job.target, share, what)))
    tell(Progress(job.target, 0.0, "connecting"))
    try:
        for one in job.read(reading):
            kept.append(one)  # noqa: PERF402  what was seen before trouble is kept
    except Unreadable as no:
        kept.append(Unread(kind=Fact, target=job.target.name, reason=no.reason, call=no.call))
    except UserError as no:  # a secret that cannot be had, say: it costs this target only
        kept.append(Unread(kind=Fact, target=job.target.name, reason=str(no), call="configuration"))
    except Exception as error:  # the one barrier around collectors
        log.exception("reading %s", job.target)
        kept.append(_fault(job.target, error))
    tell(Progress(job.target, 1.0, "read"))
    return Collected(target=job.target, observed_at=observed_at, seen=tuple(kept), seconds=time.monotonic() - begun)


def attempt(kind: type[Fact], target: str, resource: str, read: Callable[[], Seen]) -> Seen:
    """One read inside a reader: its refusal is an `Unread` of its own and the others go on."""
    try:
        return read()
    except Unreadable as no:
        return Unread(kind=kind, target=target, resource=resource, reason=no.reason, call=no.call)
    except UserError as no:
        return Unread(kind=kind, target=target, resource=resource, reason=str(no), call="configuration")
    except Exception as error:  # same barrier, one read instead of one target
        log.exception("reading %s %s of %s", kind.__name__, resource, target)
        return Unread(kind=kind, target=target, resource=resource, reason=_fault_words(error), fault=True)


def _fault(target: Target, error: Exception) -> Unread:
    return Unread(kind=Fact, target=target.name, reason=_fault_words(error), fault=True)


def _fault_words(error: Exception) -> str:
    return f"a fault in the toolkit: {type(error).__name__}: {error}"


def _next_look(pending: dict[Target, Job], started: dict[Target, float]) -> float:
    ends = [started[target] + job.seconds + GRACE for target, job in pending.items() if target in started]
    return min(max(0.05, min(ends) - time.monotonic()), 1.0) if ends else 0.05


def _overdue(pending: dict[Target, Job], started: dict[Target, float]) -> list[Job]:
    now = time.monotonic()
    begun = ((job, started.get(target)) for target, job in pending.items())
    return [job for job, at in begun if at is not None and now > at + job.seconds + GRACE]


def _abandoned(job: Job, kept: list[Seen], begun: float) -> Collected:
    log.warning("%s did not stop at its deadline and was left behind", job.target)
    late = Unread(kind=Fact, target=job.target.name, reason=f"no answer within {job.seconds:.0f} seconds")
    return Collected(
        target=job.target,
        observed_at=datetime.now(UTC),
        seen=(*kept, late),
        seconds=time.monotonic() - begun,
    )
