"""`incident`, `evidence` and `exercise` as a user runs them."""

import json
import zipfile

import pytest

from tests.cli.command import breachready
from tests.usecase.incident.books import FIRE, LETTERS

CONFIG = """
[organisation]
name = "Example"
[[account]]
name = "prod"
[[store]]
name = "exports"
kind = "bucket"
account = "prod"
bucket = "example-exports"
[[dataset]]
name = "customers"
class = "personal"
stores = ["exports"]
records = 1200
people = { TH = 900, DE = 300 }
"""
HOSTILE = "a\x1b[31m<script>alert(1)</script>\u202e|`x`"


@pytest.fixture
def home(tmp_path):
    (tmp_path / "breachready.toml").write_text(CONFIG)
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "fire.toml").write_text(FIRE)
    (tmp_path / "playbooks" / "letters.toml").write_text(LETTERS)
    return tmp_path


@pytest.fixture
def run(home):
    def call(*words, check=0, **environment):
        return breachready(*words, cwd=home, check=check, BREACHREADY_RESPONDER="ana", **environment)

    return call


@pytest.fixture
def opened(run):
    run("incident", "open", "-p", "fire", "--store", "exports", "bucket=example-exports")
    return run


def told(done):
    return json.loads(done.stdout)


def test_from_opening_to_closing(opened, home):
    run = opened
    assert "See that example-exports burns" in run("incident", "next").stdout
    assert "the door is cold" in run("incident", "start", "see", check=2).stderr
    run("incident", "start", "see", "--ready")
    assert told(run("incident", "status", "--json"))["in_doubt"] == ["see"]
    run("incident", "done", "see")
    run("incident", "set", "real=yes", "--level", "P2")
    (step,) = told(run("incident", "next", "--json"))
    assert (step["step"], step["suggested"], step["answers"]) == ("is-it", "yes", ["yes", "no"])
    run("incident", "decide", "is-it", "yes")
    (home / "photo.jpg").write_bytes(b"x")
    run("evidence", "add", "photo.jpg", "--step", "photograph", "--wanted", "photo", "--what", "The fire")
    run("incident", "done", "photograph")
    assert "a second person must approve" in run("incident", "done", "put-out", check=2).stderr
    run("incident", "approve", "put-out", "--by", "bob")
    document = told(run("incident", "done", "put-out", "--verified", "no flame", "--json"))
    assert document["recorded"]["kind"] == "done"
    assert [one["step"] for one in document["in_hand"]] == ["look", "listen"], "P2 does not call everybody"
    assert "cannot be closed" in run("incident", "close", check=2).stderr
    run("incident", "set", "--reached", "personal-data-excluded", "--note", "empty")
    assert "--despite" in run("incident", "close", check=2).stderr
    run("incident", "close", "--despite", "only a test", "--note", "bye")
    listed = told(run("incident", "list", "--json"))
    assert listed["incidents"][0]["closed_at"]
    contain = next(one for one in listed["metrics"] if one["name"] == "contain")
    assert (contain["reached_in"], contain["of"]) == (1, 1)
    assert "was closed" in run("incident", "done", "look", "-i", listed["incidents"][0]["id"], check=2).stderr


def test_what_was_on_paper_is_entered_later_and_both_times_are_shown(opened):
    run = opened
    run("incident", "done", "see", "--ready", "--at", "2026-01-02T03:04", "--zone", "Asia/Bangkok", "--note", "paper")
    (line,) = [one for one in told(run("incident", "timeline", "--json")) if one["kind"] == "done"]
    assert line["occurred_at"] == "2026-01-01T20:04:00Z"
    assert line["entered_later"] is True
    assert line["recorded_at"] > "2026-01-02"
    shown = " ".join(run("incident", "timeline", "--zone", "Asia/Bangkok").stdout.split())
    assert "2026-01-02 03:04:00 +07:00 (2026-01-01 20:04:00 UTC) entered later" in shown
    for words in ("25:00", "yesterday", "2026-13-01T00:00"):
        assert "--at:" in run("incident", "note", "x", "--at", words, check=2).stderr
    assert "has not come yet" in run("incident", "note", "x", "--at", "2199-01-01T00:00", check=2).stderr
    assert "no time zone 'Mars'" in run("incident", "timeline", "--zone", "Mars", check=2).stderr


def test_hostile_words_do_nothing_wherever_they_are_shown(run):
    values = [f"bucket={HOSTILE}"]
    run("incident", "open", "-p", "fire", "--title", HOSTILE, *values)
    run("incident", "note", HOSTILE)
    run("incident", "done", "see", "--ready", "--note", HOSTILE, "--verified", HOSTILE)
    for words in (
        ["next"],
        ["status"],
        ["timeline"],
        ["list"],
        ["handover"],
        ["report"],
        ["report", "--format", "html"],
    ):
        said = run("incident", *words)
        assert "\x1b" not in said.stdout + said.stderr, words
        assert "\u202e" not in said.stdout + said.stderr, words
        if words == ["report", "--format", "html"]:
            assert "<script" not in said.stdout
    for words in (["status"], ["next"], ["timeline"], ["list"]):
        raw = run("incident", *words, "--json").stdout
        assert raw.isascii()
        assert "\x1b" not in raw


def test_two_incidents_must_be_told_apart(opened):
    opened("incident", "open", "-p", "letters")
    assert "say which one" in opened("incident", "status", check=2).stderr
    ids = [one["id"] for one in told(opened("incident", "list", "--json"))["incidents"]]
    assert told(opened("incident", "status", "--json", "-i", ids[0]))["id"] == ids[0]
    assert told(opened("incident", "status", "--json", BREACHREADY_INCIDENT=ids[1]))["id"] == ids[1]


def test_an_exercise_is_marked_and_apart(run, home):
    document = told(run("exercise", "start", "-p", "fire", "bucket=b", "--json"))
    name = document["id"]
    assert document["exercise"] is True
    assert told(run("incident", "list", "--json"))["incidents"] == []
    assert told(run("exercise", "list", "--json"))["incidents"][0]["id"] == name
    assert "Somebody calls." in run("exercise", "inject").stdout
    said = run("incident", "done", "see", "--ready", "-i", name)
    assert "EXERCISE" in said.stdout
    assert "EXERCISE" in run("incident", "status", "-i", name).stdout
    assert "EXERCISE" in run("incident", "report", "-i", name).stdout
    assert "Exercise" in run("incident", "report", "-i", name, "--format", "html").stdout
    assert "this is an exercise" in run("incident", "act", "put-out", "--execute", "-i", name, check=2).stderr
    found = told(run("exercise", "result", "--json"))
    assert found["injects"][0]["answers"] == [{"step": "put-out", "seconds": None}]
    assert "Who called?" in run("exercise", "end").stdout
    assert "say which exercise" in run("exercise", "inject", check=2).stderr


def test_a_changed_journal_is_named_by_its_line_everywhere(opened, home):
    run = opened
    run("incident", "note", "one")
    (folder,) = (home / "breachready-state" / "incidents").iterdir()
    journal = folder / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"by":"ana"', b'"by":"eve"', 1))
    for words in (["incident", "status"], ["incident", "note", "two"], ["evidence", "verify"]):
        said = run(*words, "-i", folder.name, check=2).stderr
        assert "line 2: does not follow the line before it" in said
    listed = run("incident", "list", check=3)
    assert "cannot be read" in listed.stdout


def test_evidence_that_was_changed_is_exit_code_one(opened, home):
    run = opened
    (home / "photo.jpg").write_bytes(b"x")
    run("evidence", "add", "photo.jpg")
    assert told(run("evidence", "verify", "--json"))["files"][0]["verdict"] == "same"
    (item,) = told(run("evidence", "list", "--json"))
    run("evidence", "transfer", "E1", "--to", "police", "--copy", str(home / "copy.jpg"))
    (folder,) = (home / "breachready-state" / "incidents").iterdir()
    path = folder / item["file"]
    path.chmod(0o600)
    path.write_bytes(b"y")
    assert "changed" in run("evidence", "verify", check=1).stdout
    assert "is not what was collected" in run("evidence", "transfer", "E1", "--to", "x", check=2).stderr
    assert "changed" in run("incident", "export", "--out", "out.zip", check=3).stderr


def test_an_export_and_its_reports(opened, home):
    run = opened
    document = told(run("incident", "export", "--out", "out.zip", "--json"))
    with zipfile.ZipFile(home / "out.zip") as packed:
        names = {name.partition("/")[2] for name in packed.namelist()}
    assert {"journal.jsonl", "head.json", "head.sig", "head.key", "verify.py", "report.html", "report.md"} <= names
    assert document["lines"] == told(run("incident", "status", "--json"))["lines"]
    run("incident", "report", "--format", "html", "--out", "r.html")
    assert (home / "r.html").stat().st_mode & 0o077 == 0
    run("incident", "handover", "--to", "carol", "--out", "h.md")
    assert "Handing over" in (home / "h.md").read_text()
    assert told(run("incident", "timeline", "--json"))[-1]["kind"] == "handed-over"


def test_an_upgrade_shows_its_difference_first(opened, home):
    run = opened
    assert "already" in run("incident", "upgrade", check=2).stderr
    (home / "playbooks" / "fire.toml").write_text(FIRE.replace("Photograph it", "Draw it").replace("1.0.0", "1.1.0"))
    shown = run("incident", "upgrade").stdout
    assert "changed step photograph: Draw it" in shown
    assert "+step[photograph].title = 'Draw it'" in shown
    assert told(run("incident", "status", "--json"))["playbooks"][0]["version"] == "1.0.0"
    run("incident", "upgrade", "--yes")
    assert told(run("incident", "status", "--json"))["playbooks"][0]["version"] == "1.1.0"
    run("incident", "merge", "--playbook", "letters")
    assert told(run("incident", "status", "--json"))["playbooks"][1]["frame"] == "letters"


def test_reminders_are_shown_and_exit_codes_tell(opened):
    run = opened
    run("incident", "assign", "see", "--to", "bob", "--due", "2026-01-01T00:00")
    assert "over since" in run("incident", "remind").stdout
    assert "alert.mail: is missing" in run("incident", "remind", "--send", check=2).stderr
    (one,) = told(run("incident", "remind", "--json"))
    assert one["assignee"] == "bob"


def test_without_a_finding_of_the_last_run_it_says_so(run):
    assert "holds no runs" in run("incident", "open", "--finding", "x", check=2).stderr
    assert "expected the id of a playbook" in run("incident", "open", check=2).stderr


COMMANDS = {
    "incident": "open merge pin upgrade list status next timeline remind start done fail skip na decide approve "
    "reopen assign set note handover close act report export",
    "evidence": "add list transfer resume verify",
    "exercise": "start inject advance result end list",
}


@pytest.mark.parametrize("group", COMMANDS)
def test_every_command_has_help_with_an_example(group, home):
    from typer.main import get_command

    from toolkit.cli.main import app

    found = get_command(app).commands[group].commands
    assert set(found) == set(COMMANDS[group].split())
    for name, command in found.items():
        assert command.help, name
        assert f"breachready {group} {name}" in command.epilog, name


def test_help_loads_no_library_of_a_provider(home):
    import subprocess
    import sys

    heavy = {"boto3", "botocore", "paramiko", "django", "scipy", "jinja2"}
    code = f"import sys; import toolkit.cli.main; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
