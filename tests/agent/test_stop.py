"""A real process and real signals: it stops cleanly, in bounded time, and the store says what became of the scan."""

import json
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager

import pytest

from toolkit.core.run import RunStatus
from toolkit.store import Store

AGENT = textwrap.dedent("""
    import sys, time
    from datetime import UTC, datetime
    from pathlib import Path
    from tests.store.made import WEB, at, finding, keep
    from toolkit.agent.loop import run
    from toolkit.config.settings import ScheduleSettings, Settings
    from toolkit.store import Store

    state, seconds = Path(sys.argv[1]), float(sys.argv[2])

    def scan():
        with Store.open(state) as store:
            number = store.begin(started_at=at(1), organisation="", version="1", targets=(WEB,), checks=())
            store.record(number, [(WEB, at(1), [finding()])])
            print("scanning", flush=True)
            time.sleep(seconds)
            store.finish(number, finished_at=datetime.now(UTC), posture=None)
            return store.run(number)

    settings = Settings(state=state, schedule=ScheduleSettings(every="6 hours"))
    sys.exit(run(settings, once="once" in sys.argv, scan=scan, grace=1.5))
""")


@contextmanager
def agent(state, seconds, *words):
    command = [sys.executable, "-c", AGENT, str(state), str(seconds), *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def events(process):
    return [json.loads(line)["event"] for line in process.stderr.read().splitlines()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_while_it_waits(tmp_path, number):
    with agent(tmp_path / "state", 0) as process:
        while json.loads(process.stderr.readline())["event"] != "scan.next":
            pass
        process.send_signal(number)
        assert process.wait(5) == 0
        assert events(process) == ["agent.stopping", "agent.stopped"]


def test_a_scan_that_ends_in_time_is_finished(tmp_path):
    with agent(tmp_path / "state", 0.7) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        assert events(process)[-1] == "agent.stopped"
    with Store.open(tmp_path / "state") as store:
        assert [run.status for run in store.runs()] == [RunStatus.FINISHED]


@pytest.mark.parametrize("words", [(), ("once",)])
def test_a_scan_that_does_not_end_is_left_interrupted(tmp_path, words):
    with agent(tmp_path / "state", 60, *words) as process:
        process.stdout.readline()
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert time.monotonic() - begun > 1
        assert events(process)[-1] == "scan.abandoned"
    with Store.open(tmp_path / "state") as store:
        assert [run.status for run in store.interrupted()] == [RunStatus.INTERRUPTED]
        assert len(store.run(1).findings) == 1


def test_killed_and_started_again_it_catches_up(tmp_path):
    with agent(tmp_path / "state", 60) as process:
        process.stdout.readline()
        process.kill()
        process.wait()
    with agent(tmp_path / "state", 0) as process:
        assert process.stdout.readline() == "scanning\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    with Store.open(tmp_path / "state") as store:
        assert [run.status for run in store.runs()] == [RunStatus.FINISHED, RunStatus.INTERRUPTED]
    with agent(tmp_path / "state", 0) as process:
        while (line := json.loads(process.stderr.readline()))["event"] != "scan.next":
            assert line["event"] != "scan.started", "the last scan counts"
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0


def test_two_agents_on_one_state_directory(tmp_path):
    with agent(tmp_path / "state", 60) as first:
        first.stdout.readline()
        with agent(tmp_path / "state", 0) as second:
            assert second.wait(20) == 1
            assert "another agent is running" in second.stderr.read()
