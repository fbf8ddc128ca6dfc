"""A scan that is killed at any moment leaves a readable store and a run marked as interrupted."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time

import pytest

from tests.cli.command import SCRIPT, breachready
from toolkit.store.lock import held

CONFIG = """
[[server]]
name = "here"
local = true
[[network]]
name = "own"
local = true
ports = "22,80,443"
[[store]]
name = "data"
kind = "files"
server = "here"
[[dataset]]
name = "customers"
class = "personal"
stores = ["data"]
"""


def runs(folder):
    return json.loads(breachready("runs", "--json", cwd=folder, check=0).stdout)


def test_killed_at_any_moment(tmp_path):
    (tmp_path / "breachready.toml").write_text(CONFIG)
    chance = random.Random(7)
    seen = set()
    for _ in range(6):
        scan = subprocess.Popen(
            [SCRIPT, "scan", "--quiet"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.3, 3.0))
        os.kill(scan.pid, signal.SIGKILL)
        scan.wait()
        states = [run["status"] for run in runs(tmp_path)] if (tmp_path / "breachready-state").exists() else []
        assert "running" not in states
        seen.update(states)
    assert "interrupted" in seen, "no kill hit a run; the moments are wrong"
    document = json.loads(breachready("scan", "--json", "--quiet", cwd=tmp_path).stdout)
    assert document["run"]["status"] == "finished"
    assert document["findings"]
    with sqlite3.connect(tmp_path / "breachready-state" / "breachready.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_two_scans_at_once_are_refused(tmp_path):
    (tmp_path / "breachready.toml").write_text(CONFIG)
    (tmp_path / "breachready-state").mkdir(mode=0o700)
    with held(tmp_path / "breachready-state" / "scan.lock", what="scan"):
        second = breachready("scan", "--quiet", cwd=tmp_path, check=2)
    assert str(os.getpid()) in second.stderr
    assert runs(tmp_path) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_leaves_no_nmap_behind(tmp_path, how):
    slow = CONFIG.replace(
        'local = true\nports = "22,80,443"', 'ranges = ["127.0.44.1"]\nports = "1-65535"\nmax_rate = 50'
    )
    (tmp_path / "breachready.toml").write_text(slow)
    scan = subprocess.Popen(
        [SCRIPT, "scan", "--quiet"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert wait_until(lambda: "127.0.44.1" in processes()), "nmap was never started"
    scan.send_signal(how)
    _, said = scan.communicate(timeout=30)
    assert scan.returncode == 130
    assert said == "breachready: stopped; what was read so far is kept\n"
    assert wait_until(lambda: "127.0.44.1" not in processes())
    assert [run["status"] for run in runs(tmp_path)] == ["interrupted"]


def test_killed_at_once_it_takes_its_nmap_with_it(tmp_path):
    """SIGKILL leaves us no last word: the kernel ends nmap, or it would go on for an hour."""
    slow = CONFIG.replace(
        'local = true\nports = "22,80,443"', 'ranges = ["127.0.45.1"]\nports = "1-65535"\nmax_rate = 50'
    )
    (tmp_path / "breachready.toml").write_text(slow)
    scan = subprocess.Popen([SCRIPT, "scan", "--quiet"], cwd=tmp_path, stdout=subprocess.DEVNULL)
    assert wait_until(lambda: "127.0.45.1" in processes()), "nmap was never started"
    scan.kill()
    scan.wait()
    assert wait_until(lambda: "127.0.45.1" not in processes())


def processes():
    return subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout


def wait_until(so, seconds=20):
    deadline = time.monotonic() + seconds
    while not so() and time.monotonic() < deadline:
        time.sleep(0.1)
    return so()
