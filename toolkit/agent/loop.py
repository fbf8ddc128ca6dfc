"""The loop: wait until a scan is due, scan, tell, wait again; stop when asked to, in bounded time."""

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType
from typing import TextIO

import schedule

from toolkit.agent.lines import Lines, everything
from toolkit.config.plan import Plan, due, planned
from toolkit.config.settings import Settings
from toolkit.core.errors import UserError
from toolkit.core.run import Run, RunStatus
from toolkit.core.verdict import Outcome
from toolkit.engine.children import leave as leave_at_once
from toolkit.store import Store
from toolkit.store.lock import held
from toolkit.usecase.deliver import Delivery

GRACE = 20.0
"""Seconds that a running scan has to end by itself after SIGTERM."""

LONGEST_WAIT = 60.0
"""Seconds between two looks at the clock, which may be set meanwhile."""

PAUSES = (60.0, 300.0, 900.0)
"""Seconds before a failed scan is tried again, each time longer; then it waits until one is due."""

BACKWARDS = 90.0
"""Seconds that the clock may go back before the plan is made anew."""

Tell = Callable[[Run | None], Iterable[Delivery]]
Overdue = Callable[[], Iterable[tuple[str, str]]]
"""Lists of people whose time is over: incident, and words that say what to do. The agent deletes nothing."""


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a piece of work ended; `code` as a command would exit."""

    code: int


def run(
    settings: Settings,
    *,
    once: bool,
    scan: Callable[[], Run],
    tell: Tell = lambda _run: (),
    overdue: Overdue = lambda: (),
    last: datetime | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], object] | None = None,
    out: TextIO | None = None,
    grace: float = GRACE,
    leave: Callable[[int], object] = leave_at_once,
) -> int:
    """Run scans as `[schedule]` says until SIGTERM or SIGINT; with `once`, one scan now.

    `scan` makes one whole run; `tell` is called with None at the start (what an earlier process left untold) and
    with each run. Both run in a thread of their own, so they open the store themselves. `last` is when the last
    scan ended, by default the store's word; a scan that was missed runs at once, once. A scan that fails is
    logged and tried again (`PAUSES`), then the next one comes when it is due.

    Returns the exit code: 0 when stopped; with `once`, 2 when the user erred and 3 when the toolkit failed. A scan
    that outlives `grace` seconds after the signal is left behind by `leave`; the store marks it as interrupted.
    Raises `UserError` for a schedule that cannot be understood or when an agent runs here already.
    """
    lines = Lines(out or sys.stderr, now)
    plan = None if once else planned(settings.schedule, str(settings.source or "breachready.toml"))
    kept = _last_finished(settings)
    agent = _Agent(lines, scan, tell, overdue, now, sleep, grace, leave)
    guard = nullcontext() if once else held(settings.state / "agent.lock", what="agent", patience=0)
    with guard, everything(lines), agent.signals():
        return agent.one() if plan is None else agent.loop(plan, last or kept)


def _last_finished(settings: Settings) -> datetime | None:
    with Store.open(settings.state, settings.database.url) as store:
        return next((run.finished_at for run in store.runs(100) if run.status is RunStatus.FINISHED), None)


class _Agent:
    """One running agent. What reaches it from outside its thread comes through the inbox."""

    def __init__(  # noqa: PLR0917  made in one place, by `run`
        self,
        lines: Lines,
        scan: Callable[[], Run],
        tell: Tell,
        overdue: Overdue,
        now: Callable[[], datetime],
        sleep: Callable[[float], object] | None,
        grace: float,
        leave: Callable[[int], object],
    ) -> None:
        self._lines = lines
        self._scan = scan
        self._tell = tell
        self._overdue = overdue
        self._now = now
        self._sleep = sleep
        self._grace = grace
        self._leave = leave
        # A SimpleQueue, because its `put` may interrupt its own `get`, as a signal does; an Event's `set` may not.
        self._inbox: queue.SimpleQueue[_Ended | signal.Signals] = queue.SimpleQueue()
        self._stopped = False

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Take SIGTERM and SIGINT for the block."""

        def heard(number: int, _frame: FrameType | None) -> None:
            self._inbox.put(signal.Signals(number))

        before = {number: signal.signal(number, heard) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def one(self) -> int:
        """One scan, now."""
        code = self._work(self._scan_and_tell)
        return 0 if self._stopped else code

    def loop(self, plan: Plan, ended: datetime | None) -> int:
        """Scan whenever it is due, until stopped."""
        self._lines.say("agent.started", pid=os.getpid(), last_scan=ended)
        self._work(lambda: self._told(None))
        last = _local(ended) if ended else None
        wanted = due(plan, last, self._local_now())
        while not self._stopped:
            if wanted:
                last = self._attempt(plan)
            wanted, last = self._idle(plan, last)
        self._lines.say("agent.stopped")
        return 0

    def _attempt(self, plan: Plan) -> datetime:
        """Scan, and again after a while when that failed; until it works or the next one is due. When it ended."""
        begun = self._local_now()
        for pause in (*PAUSES, None):
            if self._work(self._scan_and_tell) == 0 or pause is None or self._stopped:
                break
            self._lines.say("scan.retry", "warning", after=pause)
            left = pause  # counted down, because the clock may be set meanwhile
            while left > 0 and not self._stopped:
                self._wait(min(left, LONGEST_WAIT))
                left -= LONGEST_WAIT
            if self._stopped or due(plan, begun, self._local_now()):
                break
        return self._local_now()

    def _idle(self, plan: Plan, last: datetime | None) -> tuple[bool, datetime | None]:
        """Wait for the next scan: whether it is due, and since when the plan counts from now on."""
        rung: list[bool] = []
        timer = _timer(plan, last, lambda: rung.append(True))
        self._lines.say("scan.next", at=timer.next_run)
        seen = self._local_now()
        while not self._stopped:
            timer.run_pending()
            if rung:
                return True, last
            now = self._local_now()
            if (seen - now).total_seconds() > BACKWARDS:
                self._lines.say("clock.back", "warning", seconds=(seen - now).total_seconds())
                return False, now
            seen = now
            self._wait(timer.idle_seconds)
        return False, last

    def _scan_and_tell(self) -> None:
        begun = time.monotonic()
        self._lines.say("scan.started")
        run = self._scan()
        self._lines.say(
            "scan.finished",
            run=run.id,
            status=str(run.status),
            score=run.posture.score if run.posture else None,
            findings={str(outcome): run.count(outcome) for outcome in Outcome},
            changed=bool(run.change),
            seconds=round(time.monotonic() - begun, 3),
        )
        self._told(run)

    def _told(self, run: Run | None) -> None:
        for one in self._tell(run):
            level = "info" if one.sent and not one.doubtful else "warning"
            what = "alert.sent" if one.sent else "alert.failed"
            self._lines.say(what, level, run=one.run, channel=one.channel, doubtful=one.doubtful, reason=one.reason)
        for incident, words in self._overdue():
            self._lines.say("recipients.overdue", "warning", incident=incident, reason=words)

    def _work(self, work: Callable[[], None]) -> int:
        """Do it in a thread of its own and wait; a signal gives it the grace, then it is left behind."""

        def labour() -> None:
            code = 3  # stays when it dies of a fault of ours, which the thread's hook logs
            try:
                work()
                code = 0
            except UserError as no:
                code = 2
                self._lines.say("scan.failed", "error", reason=str(no))
            finally:
                self._inbox.put(_Ended(code))

        threading.Thread(target=labour, name="agent-work", daemon=True).start()
        until: float | None = None
        while True:
            try:
                message = self._inbox.get(timeout=None if until is None else max(0.0, until - time.monotonic()))
            except queue.Empty:
                self._lines.say("scan.abandoned", "warning", after=self._grace)
                self._leave(0)
                return 0
            if isinstance(message, _Ended):
                return message.code
            self._stop(message)
            until = until or time.monotonic() + self._grace

    def _wait(self, idle: float | None) -> None:
        seconds = min(max(idle or 0.0, 0.2), LONGEST_WAIT)
        if self._sleep:
            self._sleep(seconds)
            seconds = 0.0
        try:
            message = self._inbox.get(timeout=seconds)
        except queue.Empty:
            return
        if isinstance(message, signal.Signals):
            self._stop(message)

    def _stop(self, number: signal.Signals) -> None:
        self._stopped = True
        self._lines.say("agent.stopping", signal=number.name)

    def _local_now(self) -> datetime:
        return _local(self._now())


def _local(moment: datetime) -> datetime:
    """As people here read the clock, which is how `at` is meant."""
    return moment.astimezone().replace(tzinfo=None)


def _timer(plan: Plan, last: datetime | None, ring: Callable[[], object]) -> schedule.Scheduler:
    """A scheduler whose jobs ring; several that ring at once are one scan."""
    timer = schedule.Scheduler()
    if plan.interval is not None:
        job = getattr(timer.every(plan.count), plan.unit).do(ring)
        if last is not None:
            job.next_run = last + plan.interval
    for clock in plan.times:
        for day in plan.days or ("day",):
            getattr(timer.every(), day).at(f"{clock:%H:%M}").do(ring)
    return timer
