"""The agent: a scan, something opens, the next scan tells by mail and by signed webhook."""

import json
import os
import signal
import subprocess
import time

from tests.cli.command import SCRIPT, breachready
from tests.daemons.redis import redis_server
from tests.daemons.smtp import smtp_sink
from tests.tell.hook import KEY, receiver

ADDRESS = "127.0.43.1"


def configuration(port, sink, hook, schedule=""):
    return f"""
{schedule}
[[network]]
name = "edge"
ranges = ["{ADDRESS}"]
ports = "{port}"
vantage = "internet"
[[server]]
name = "cache"
host = "{ADDRESS}"
port = 1
[[store]]
name = "sessions"
kind = "cache"
server = "cache"
port = {port}
[[dataset]]
name = "sessions"
class = "personal"
stores = ["sessions"]
records = 1000
[scan]
known_hosts = []
ssh_config = ""
[alert]
threshold = "high"
[alert.mail]
server = "127.0.0.1"
port = {sink.port}
tls = "none"
sender = "breachready@example.org"
recipients = ["security@example.org"]
[alert.webhook]
url = "{hook.url}"
secret = "env:HOOK_SECRET"
"""


def test_what_opened_is_told_once(tmp_path):
    with smtp_sink(tmp_path, tls="none") as sink, receiver() as hook:
        with redis_server(ADDRESS, "long-and-secret") as redis:
            port = redis.port
        (tmp_path / "breachready.toml").write_text(configuration(port, sink, hook))

        def scan():
            return breachready("agent", "--once", cwd=tmp_path, check=0, HOOK_SECRET=KEY)

        scan()
        assert not sink.mails, "a first run has nothing to compare with"
        with redis_server(ADDRESS, "", "--protected-mode", "no", port=port):
            lines = [json.loads(line) for line in scan().stderr.splitlines()]
            scan()
    assert {"time", "level", "event"} <= set(lines[0])
    assert len(sink.mails) == len(hook.bodies) == 1, "told once, not again while nothing changes"
    assert "Redis serves anyone who connects" in sink.mails[0].get_content()
    assert hook.genuine == [True]
    assert "redis-unauthenticated" in json.dumps(json.loads(hook.bodies[0]))


def test_it_stops_cleanly_when_told(tmp_path):
    with smtp_sink(tmp_path, tls="none") as sink, receiver() as hook:
        text = configuration(1, sink, hook, '[schedule]\nevery = "6 hours"\n')
        (tmp_path / "breachready.toml").write_text(text)
        agent = subprocess.Popen(
            [SCRIPT, "agent"], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env={**os.environ, "HOOK_SECRET": KEY}
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            said = breachready("runs", "--json", cwd=tmp_path)  # an error until there is a store
            runs = json.loads(said.stdout or "[]")
            if any(run["status"] == "finished" for run in runs):
                break
            time.sleep(0.3)
        agent.send_signal(signal.SIGTERM)
        _, log = agent.communicate(timeout=40)
    assert any(run["status"] == "finished" for run in runs), log
    assert agent.returncode == 0, log
    assert all(json.loads(line)["event"] for line in log.splitlines())
