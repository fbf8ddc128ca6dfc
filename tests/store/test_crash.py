"""Killed anywhere: the store is readable, the run says interrupted, no finding is half there, the next run works."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from tests.store.made import WEB, finding, keep
from toolkit.core.errors import UserError
from toolkit.core.run import RunStatus
from toolkit.store import Store

KILLS = 25

WRITER = textwrap.dedent("""
    import itertools, sys
    from datetime import timedelta
    from pathlib import Path
    from tests.store.made import at, finding
    from toolkit.core import Family, Target
    from toolkit.store import Store

    store = Store.open(Path(sys.argv[1]))
    targets = [Target(Family.SERVER, f"host{n}") for n in range(6)]
    for number in itertools.count():
        run = store.begin(started_at=at(number), organisation="", version="1", targets=targets, checks=())
        print(run, flush=True)
        for target in targets:
            text = f"run {run}"
            found = [finding(target, check=f"check-{n}", evidence=text) for n in range(40)]
            store.record(run, [(target, at(number) + timedelta(seconds=1), found)])
        store.finish(run, finished_at=at(number), posture=None)
""")


def writer(state):
    return subprocess.Popen([sys.executable, "-c", WRITER, str(state)], stdout=subprocess.PIPE)


def test_killed_at_any_moment(state):
    chance = random.Random(20260301)
    interrupted = 0
    for _ in range(KILLS):
        process = writer(state)
        process.stdout.readline()
        time.sleep(chance.random() * 0.12)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with Store.open(state) as store:
            newest, *older = store.runs(1000)
            died = store.interrupted()
            assert [one.id for one in died] == ([] if newest.status is RunStatus.FINISHED else [newest.id])
            assert RunStatus.RUNNING not in {one.status for one in (newest, *older)}
            interrupted += len(died)
            findings = store.run(newest.id).findings
            assert len(findings) % 40 == 0
            assert {one.evidence for one in findings} <= {f"run {newest.id}"}
            if newest.status is RunStatus.FINISHED:
                assert len(findings) == 240
            last = store.run()
            assert last is None or {f.evidence for f in last.findings} == {f"run {last.id}"}
            _sound(state)
    assert interrupted > KILLS // 2
    with Store.open(state) as store:
        assert store.run(keep(store, 1, {WEB: [finding()]})).findings


def _sound(state):
    from django.db import connection

    assert connection.connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert connection.connection.execute("pragma foreign_key_check").fetchall() == []


def test_what_was_recorded_before_the_kill_is_there(state):
    code = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from tests.store.made import DB, WEB, at, finding
        from toolkit.store import Store

        store = Store.open(Path(sys.argv[1]))
        run = store.begin(started_at=at(1), organisation="", version="1", targets=(WEB, DB), checks=())
        store.record(run, [(WEB, at(1), [finding()])])
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    ended = subprocess.run([sys.executable, "-c", code, str(state)], check=False)
    assert ended.returncode == -signal.SIGKILL
    with Store.open(state) as store:
        (dead,) = store.interrupted()
        assert dead.status is RunStatus.INTERRUPTED
        assert [f.target for f in store.run(dead.id).findings] == ["web1"]
        assert store.run() is None
    with Store.open(state) as store:
        assert store.interrupted() == []


def test_a_living_run_is_not_called_dead_and_nobody_may_begin_another(state):
    process = writer(state)
    try:
        process.stdout.readline()
        with Store.open(state) as store:
            os.kill(process.pid, signal.SIGSTOP)
            assert store.interrupted() == []
            with pytest.raises(UserError, match=rf"another scan is running .*process {process.pid}"):
                keep(store, 1, {WEB: []})
            with pytest.raises(UserError, match="another scan"), store.lock():
                pass
    finally:
        process.kill()
        process.communicate()
    with Store.open(state) as store, store.lock():
        keep(store, 1, {WEB: [finding()]})


def test_a_scan_that_fails_in_this_process_leaves_an_interrupted_run(store):
    def scan():
        with store.lock():
            keep(store, 1, {WEB: [finding()]}, finish=False)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        scan()
    assert [(one.status, one.observed) for one in store.runs()] == [(RunStatus.INTERRUPTED, 1)]
    with store.lock():
        keep(store, 2, {WEB: [finding()]})
        keep(store, 3, {WEB: [finding()]})
    assert store.run().id == 3


def test_closing_leaves_an_unfinished_run_interrupted(state):
    with Store.open(state) as store:
        keep(store, 1, {WEB: [finding()]}, finish=False)
        with pytest.raises(RuntimeError, match="already"):
            keep(store, 2, {WEB: [finding()]})
    with Store.open(state) as store:
        assert store.runs()[0].status is RunStatus.INTERRUPTED
        assert len(store.run(1).findings) == 1


def test_a_run_that_died_after_this_store_was_opened_is_marked_by_the_next(state):
    with Store.open(state) as store:
        process = writer(state)
        for _ in range(2):
            process.stdout.readline()
        process.kill()
        process.communicate()
        keep(store, 1, {WEB: [finding()]})
        assert RunStatus.RUNNING not in {one.status for one in store.runs(1000)}
