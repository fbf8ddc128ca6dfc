"""A scan that is killed at any moment leaves a readable store and a run marked as interrupted."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time

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
    breachready("runs", cwd=tmp_path, check=0)
    with held(tmp_path / "breachready-state" / "scan.lock", what="scan"):
        second = breachready("scan", "--quiet", cwd=tmp_path, check=2)
    assert str(os.getpid()) in second.stderr
    assert runs(tmp_path) == []
