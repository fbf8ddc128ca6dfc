"""A playbook's steps on a real server, as a responder walks them: shown, carried out, put back."""

import json

import pytest

from tests.cli.command import breachready
from tests.daemons.machine import AT, PORT, RESPONDER, machine, missing

pytestmark = pytest.mark.live
CONFIG = f"""
[[server]]
name = "web"
host = "{AT}"
port = {PORT}
user = "root"
key = "key"
"""
TABLES = "nft list tables; ls /run"


@pytest.fixture
def server():
    if lack := missing():
        pytest.skip(f"needs {lack}")
    with machine() as one:
        yield one


@pytest.fixture
def run(server, tmp_path):
    """The command, run from the responder's network."""
    (tmp_path / "breachready.toml").write_text(CONFIG)
    (tmp_path / "key").write_bytes(server.key.read_bytes())
    (tmp_path / "key").chmod(0o600)

    def call(*words, check=0, who="ana"):
        with server.beside():
            return breachready(*words, cwd=tmp_path, check=check, BREACHREADY_RESPONDER=who)

    return call


def told(done):
    return json.loads(done.stdout)


def to_isolation(run):
    """Everything that the playbook wants before the server is cut off."""
    given = ("server=web", f"keep={RESPONDER}", "since=2026-11-01", "instance=none", "signs=a process")
    run("incident", "open", "--playbook", "compromised-server", "--level", "P2", *given)
    run("hosts", "trust", "web", "--yes")
    run("incident", "done", "confirm")
    run("incident", "decide", "is-it-so", "nobody can explain them")
    run("incident", "done", "set-level")
    assert told(run("incident", "act", "capture", "--execute", "--json"))["ending"] == "done"
    run("incident", "skip", "capture-memory", "--note", "no tool is there")
    assert told(run("incident", "act", "keep-logs", "--execute", "--json"))["ending"] == "done"
    run("incident", "decide", "cloud-or-not", "a machine of our own")


def test_cut_off_with_a_second_yes_and_put_back(run, server, tmp_path):
    to_isolation(run)
    before = server.sh(TABLES)
    planned = told(run("incident", "act", "isolate-own", "--json"))
    assert (planned["ending"], len(planned["changes"])) == ("planned", 1)
    assert "a second person must approve" in run("incident", "act", "isolate-own", "--execute", check=2).stderr
    assert server.sh(TABLES) == before
    run("incident", "approve", "isolate-own", who="bob")
    done = told(run("incident", "act", "isolate-own", "--execute", "--json"))
    assert (done["ending"], done["success"]) == ("done", True)
    assert "breachready_isolation" in server.sh(TABLES)
    assert "contained" in told(run("incident", "status", "--json"))["milestones"]
    assert told(run("incident", "act", "isolate-own", "--undo", "--json"))["ending"] == "planned"
    assert "breachready_isolation" in server.sh(TABLES)
    assert told(run("incident", "act", "isolate-own", "--undo", "--execute", "--json"))["ending"] == "undone"
    assert server.sh(TABLES) == before
    kept = told(run("evidence", "list", "--json"))
    assert {(one["wanted"], one["source"]) for one in kept} == {("running", "web"), ("logs", "web")}
    run("evidence", "verify")


def test_a_server_that_is_not_known_yet_says_how_to_know_it(run):
    given = ("server=web", "since=2026-11-01", "instance=none")
    run("incident", "open", "--playbook", "compromised-server", *given)
    refused = run("incident", "act", "capture", check=1).stdout
    assert "breachready hosts trust web" in " ".join(refused.split())


def test_a_day_is_a_moment_as_the_playbooks_say(run):
    words = ("incident", "open", "--playbook", "compromised-server", "server=web")
    wrong = run(*words, "since=2026-13-01", check=2).stderr
    assert "since: expected a moment" in wrong
    run(*words, "since=2026-11-01")
    values = told(run("incident", "status", "--json"))["values"]
    assert values["since"]["text"] == "2026-11-01T00:00:00Z"
