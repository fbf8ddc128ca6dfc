"""A scan started from a page: a process of its own, one at a time, watched by what store and locks say."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.store.made import WEB, finding, keep
from tests.web.posture.test_pages import words
from toolkit.core.run import RunStatus
from toolkit.store.lock import Lock
from toolkit.web.posture import started

REAL = started.PROGRAM
SLEEP = ("/bin/sh", "-c", "exec sleep 60")


def until(true, seconds=90):
    """Wait for it."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.1)


@pytest.fixture
def ended(nothing_is_scanned):
    """Ends what a test started, before it is waited for."""
    yield
    for one in started._children:
        if one.poll() is None:
            os.kill(one.pid, signal.SIGKILL)
            one.wait()
    started._children.clear()


def test_it_is_started_watched_and_ends_with_a_run(visitor, house, ended, monkeypatch):
    monkeypatch.setattr(started, "PROGRAM", REAL)
    browser = visitor("engineer")
    answer = browser.post("/posture/scan/")
    assert (answer.status_code, answer["Location"]) == (302, "/posture/scan/")
    page = browser.get("/posture/scan/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "<button>Start a scan" not in page
    until(lambda: not started.anybody_scans(house.settings.state))
    part = browser.get("/posture/scan/part/")
    assert "hx-trigger" not in part.content.decode(), "nothing is asked for any more"
    assert 'href="/posture/runs/1/"' in part.content.decode(), words(part)
    (run,) = house.store.runs()
    assert run.status is RunStatus.FINISHED
    assert (run.observed, run.targets) == (1, 1)
    assert Path(house.settings.state / "web-scan.log").stat().st_mode & 0o777 == 0o600


def test_a_second_one_is_refused_while_the_first_runs(visitor, house, ended, monkeypatch):
    monkeypatch.setattr(started, "PROGRAM", SLEEP)
    browser = visitor("engineer")
    browser.post("/posture/scan/")
    answer = browser.post("/posture/scan/")
    assert answer.status_code == 409
    assert "another scan is running" in words(answer)
    assert len(started._children) == 1


def test_it_is_refused_while_the_command_line_scans(visitor, house, ended, monkeypatch):
    monkeypatch.setattr(started, "PROGRAM", SLEEP)
    lock = Lock(house.settings.state / "scan.lock")
    assert lock.take()
    lock.sign()
    answer = visitor("engineer").post("/posture/scan/")
    assert answer.status_code == 409
    assert f"another scan is running in this state directory (process {os.getpid()})" in words(answer)
    assert "A scan is running" in words(visitor("viewer").get("/posture/scan/"))
    lock.release()
    assert started._children == []


def test_one_that_was_killed_says_so(visitor, house, ended, monkeypatch):
    monkeypatch.setattr(started, "PROGRAM", SLEEP)
    browser = visitor("engineer", name="ada")
    browser.post("/posture/scan/")
    assert "A scan is running" in words(browser.get("/posture/scan/part/"))
    os.kill(started._children[0].pid, signal.SIGKILL)
    until(lambda: not started.runs(house.settings.state), 10)
    said = words(browser.get("/posture/scan/"))
    assert "The last scan ended before it was done" in said
    assert "Started here by ada" in said
    assert "It said nothing" in said


def test_one_that_could_not_begin_shows_its_words(visitor, house, ended, monkeypatch):
    words_of_it = ("/bin/sh", "-c", "echo 'breachready: <b>no</b> such thing' >&2; exit 2")
    monkeypatch.setattr(started, "PROGRAM", words_of_it)
    browser = visitor("engineer")
    browser.post("/posture/scan/")
    until(lambda: not started.runs(house.settings.state), 10)
    answer = browser.get("/posture/scan/")
    assert "breachready: <b>no</b> such thing" in words(answer)
    assert "<b>no</b>" not in answer.content.decode()


def test_a_run_cut_off_before_is_not_taken_for_the_one_started_here(visitor, house, ended, monkeypatch):
    keep(house.store, 1, {WEB: [finding()]})
    monkeypatch.setattr(started, "PROGRAM", ("/bin/sh", "-c", "exit 2"))
    browser = visitor("engineer")
    browser.post("/posture/scan/")
    until(lambda: not started.runs(house.settings.state), 10)
    said = words(browser.get("/posture/scan/"))
    assert "ended before it was done" in said
    assert "It read nothing" in said


def test_only_targets_of_the_inventory_are_named(visitor, house, ended, monkeypatch):
    told = []
    monkeypatch.setattr(started, "_child", lambda _here, targets, _log, _lock: told.append(targets))
    monkeypatch.setattr(started, "_reap", lambda: None)
    visitor("engineer").post("/posture/scan/", {"target": ["db1", "--config", "x; rm -rf /"]})
    assert told == [("db1",)]
    started._children.clear()


def test_it_goes_on_when_whoever_started_it_ends(house, ended, monkeypatch):
    """In a session of its own, holding its lock by itself."""
    monkeypatch.setattr(started, "PROGRAM", SLEEP)
    started.start(house, by="ada", targets=(), after=0)
    child = started._children[0]
    assert os.getsid(child.pid) == child.pid
    assert started.runs(house.settings.state)


def test_who_may_not_scan_only_watches(visitor, house, ended, monkeypatch):
    monkeypatch.setattr(started, "PROGRAM", SLEEP)
    for role in ("viewer", "communications", "administrator"):
        browser = visitor(role)
        assert "<button>Start a scan" not in browser.get("/posture/scan/").content.decode()
        assert browser.post("/posture/scan/").status_code == 403
    assert started._children == []
