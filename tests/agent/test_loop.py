"""The loop against a clock that the tests move; the schedule library sees the same clock."""

import datetime as dt
import io
import json
import logging
import signal
import threading
from types import SimpleNamespace

import pytest
import schedule

from tests.store.made import WEB, finding, keep
from toolkit.agent.loop import run
from toolkit.config.settings import ScheduleSettings, Settings
from toolkit.core.errors import Problem, UserError
from toolkit.store import Store
from toolkit.store.lock import held
from toolkit.usecase.deliver import Delivery


class Clock:
    """Time that passes when somebody sleeps. `ends` is when the agent is asked to stop."""

    def __init__(self, start, hours):
        self.now = start
        self.ends = start + dt.timedelta(hours=hours)
        self.backwards = None

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += dt.timedelta(seconds=seconds)
        if self.backwards and self.now >= self.backwards[0]:
            self.now, self.backwards = self.backwards[1], None
            self.ends = self.now + dt.timedelta(hours=15)
        if self.now >= self.ends:
            signal.raise_signal(signal.SIGTERM)


@pytest.fixture
def clock(monkeypatch):
    # `at` is meant in local time; noon of the place where the test runs, far from changes of the clocks
    local = dt.datetime(2026, 3, 4, 12, 0).astimezone()
    made = Clock(local.astimezone(dt.UTC), hours=30)

    class Now(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return made.now.astimezone(tz) if tz else made.now.astimezone().replace(tzinfo=None)

    faked = SimpleNamespace(datetime=Now, timedelta=dt.timedelta, time=dt.time, date=dt.date)
    monkeypatch.setattr(schedule, "datetime", faked)
    return made


@pytest.fixture
def agent(tmp_path, clock):
    """Run an agent on that clock; gives its exit code, when it scanned (hours after the start) and its lines."""

    def started(words, *, once=False, scan=None, **more):
        out, scans, begun = io.StringIO(), [], clock.now

        def scanned():
            scans.append((clock.now - begun).total_seconds() / 3600)
            return scan() if scan else made_run(tmp_path)

        settings = Settings(state=tmp_path / "state", schedule=words)
        code = run(settings, once=once, scan=scanned, now=clock, sleep=clock.sleep, out=out, **more)
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        return SimpleNamespace(code=code, scans=[round(hour, 1) for hour in scans], lines=lines, raw=out.getvalue())

    return started


def made_run(tmp_path):
    with Store.open(tmp_path / "state") as store:
        return store.run(keep(store, 1, {WEB: [finding()]}))


def test_every_so_often(agent):
    ran = agent(ScheduleSettings(every="6 hours"))
    assert ran.code == 0
    assert ran.scans == [0, 6, 12, 18, 24]
    assert [line["event"] for line in ran.lines[:4]] == [
        "agent.started",
        "scan.started",
        "scan.finished",
        "scan.next",
    ]
    assert [line["event"] for line in ran.lines[-2:]] == ["agent.stopping", "agent.stopped"]
    assert ran.lines[2]["findings"] == {"PASS": 0, "FAIL": 1, "UNKNOWN": 0, "NOT_APPLICABLE": 0}


def test_at_times_of_day(agent, clock):
    ran = agent(ScheduleSettings(at=("02:00", "14:00")), last=clock.now)
    assert ran.scans == [2, 14, 26]


def test_on_days_only(agent, clock):
    clock.ends += dt.timedelta(days=6)  # from Wednesday noon
    ran = agent(ScheduleSettings(at=("02:00",), days=("friday", "monday")), last=clock.now)
    assert ran.scans == [38, 110]


@pytest.mark.parametrize(
    ("ago", "scans"),
    [(2, [4, 10, 16, 22, 28]), (7, [0, 6, 12, 18, 24]), (1000, [0, 6, 12, 18, 24])],
)
def test_after_a_restart_it_counts_from_the_last_scan_and_a_missed_one_runs_once(agent, clock, ago, scans):
    ran = agent(ScheduleSettings(every="6 hours"), last=clock.now - dt.timedelta(hours=ago))
    assert ran.scans == scans


def test_a_missed_time_of_day_runs_at_once(agent, clock):
    ran = agent(ScheduleSettings(at=("02:00",)), last=clock.now - dt.timedelta(hours=20))
    assert ran.scans == [0, 14]


def test_the_store_says_when_the_last_scan_ended(agent, clock, tmp_path):
    with Store.open(tmp_path / "state") as store:
        number = store.begin(started_at=clock.now, organisation="", version="1", targets=(), checks=())
        store.finish(number, finished_at=clock.now - dt.timedelta(hours=1), posture=None)
    assert agent(ScheduleSettings(every="6 hours")).scans[0] == 5


def test_a_machine_that_slept_through_several_times_scans_once(agent, clock, tmp_path):
    slept = []

    def scan_and_sleep():
        if not slept:
            slept.append(1)
            clock.now += dt.timedelta(hours=15)
        return made_run(tmp_path)

    ran = agent(ScheduleSettings(at=("13:00", "14:00", "15:00")), last=clock.now, scan=scan_and_sleep)
    assert ran.scans == [1, 25, 26, 27]


def test_a_clock_set_back_does_not_stop_the_scans(agent, clock):
    clock.backwards = (clock.now + dt.timedelta(hours=3), clock.now - dt.timedelta(hours=100))
    ran = agent(ScheduleSettings(every="6 hours"), last=clock.now)
    assert ran.scans == [-94, -88]
    assert "clock.back" in {line["event"] for line in ran.lines}


@pytest.mark.parametrize(
    ("error", "event", "code"),
    [
        (UserError(Problem("disk", "", "is full\n\x1b[31m")), "scan.failed", 2),
        (ZeroDivisionError("ours"), "fault", 3),
    ],
)
def test_a_failing_scan_is_told_and_tried_again_and_the_next_one_comes(agent, error, event, code):
    def fails():
        raise error

    ran = agent(ScheduleSettings(every="6 hours"), scan=fails)
    assert ran.scans[:5] == pytest.approx([0, 1 / 60, 6 / 60, 21 / 60, 6 + 21 / 60], abs=0.06)
    # a fault is logged by its dying thread: that of the last scan may come after the agent's last line
    assert [line["event"] for line in ran.lines].count(event) >= len(ran.scans) - 1
    assert [line["after"] for line in ran.lines if line["event"] == "scan.retry"][:4] == [60, 300, 900, 60]
    assert ran.code == 0
    assert "\x1b" not in ran.raw
    assert agent(ScheduleSettings(), once=True, scan=fails).code == code


def test_a_scan_that_works_at_the_second_try_is_not_tried_a_third_time(agent, tmp_path):
    tries = []

    def fails_once():
        tries.append(1)
        if len(tries) == 1:
            raise UserError(Problem("disk", "", "is full"))
        return made_run(tmp_path)

    assert agent(ScheduleSettings(every="6 hours"), scan=fails_once).scans == [0, 0, 6, 12, 18, 24]


def test_trying_again_ends_when_the_next_one_is_due(agent):
    def fails():
        raise UserError(Problem("disk", "", "is full"))

    ran = agent(ScheduleSettings(every="3 minutes"), scan=fails)
    pauses = [line["after"] for line in ran.lines if line["event"] == "scan.retry"]
    assert set(pauses) == {60, 300}


def test_once(agent):
    ran = agent(ScheduleSettings(), once=True)
    assert (ran.code, ran.scans) == (0, [0])


def test_what_is_told_is_a_line_and_the_untold_come_first(agent, clock):
    told = []

    def tell(run):
        told.append(run and run.id)
        return [Delivery(run=7, channel="mail", sent=run is None, doubtful=False, reason="é\u202e\n")]

    clock.ends = clock.now + dt.timedelta(hours=1)
    ran = agent(ScheduleSettings(every="6 hours"), tell=tell)
    assert told == [None, 1]
    assert [line["event"] for line in ran.lines if line["event"].startswith("alert")] == [
        "alert.sent",
        "alert.failed",
    ]
    assert ran.raw.isascii()


def test_what_is_logged_becomes_a_line(agent, tmp_path):
    def scan():
        logging.getLogger("toolkit.x").warning("odd \x1b[31m\n%s", "thing")
        return made_run(tmp_path)

    ran = agent(ScheduleSettings(), once=True, scan=scan)
    (line,) = [line for line in ran.lines if line["event"] == "log"]
    assert (line["level"], line["message"]) == ("warning", "odd \x1b[31m\nthing")
    assert threading.excepthook is not None
    assert "\x1b" not in ran.raw


def test_a_schedule_that_means_nothing_is_refused_before_anything(agent, tmp_path):
    with pytest.raises(UserError, match=r"schedule\.every"):
        agent(ScheduleSettings(every="often"))
    assert not (tmp_path / "state").exists()


def test_one_agent_a_state_directory(agent, tmp_path):
    Store.open(tmp_path / "state").close()
    with held(tmp_path / "state" / "agent.lock", what="agent"), pytest.raises(UserError, match="another agent"):
        agent(ScheduleSettings(every="6 hours"))


def test_handlers_are_put_back(agent):
    before = signal.getsignal(signal.SIGTERM), threading.excepthook, list(logging.getLogger().handlers)
    agent(ScheduleSettings(), once=True)
    assert (signal.getsignal(signal.SIGTERM), threading.excepthook, list(logging.getLogger().handlers)) == before
