"""`breachready duties` as a responder uses it, from the first look to the last authority told."""

import json
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from tests.cli.command import breachready
from tests.usecase.incident.books import FIRE, LETTERS
from toolkit.cli.duties import app

CONFIG = """
[organisation]
name = "Siam Example"
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
people = { DE = 1200, US = 5000 }
"""
STOLEN = (
    "sectors=none",
    "role=controller",
    "confidentiality=yes",
    "integrity=no",
    "availability=no",
    "encrypted=no",
    "exfiltrated=yes",
    "recipient=malicious",
    "elements=ssn",
    "harm-possible=yes",
)


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

    call("incident", "open", "-p", "fire", "--store", "exports", "bucket=example-exports")
    return call


def told(done):
    return json.loads(done.stdout)


def moment(words):
    return datetime.fromisoformat(words)


def by_key(document):
    return {one["duty"]: one for one in document["duties"]}


def test_from_the_first_look_to_the_last_authority(run, home):
    (name,) = [one.name for one in (home / "breachready-state" / "incidents").iterdir()]
    assert (
        run("duties", name).stdout == run("duties", "list", name).stdout == run("duties", "list", "-i", name).stdout
    )
    first = told(run("duties", "list", "--json"))
    assert {one["standing"] for one in first["duties"]} == {"undecided"}
    assert (first["risk"]["least"], first["risk"]["worst"]) == ("unlikely", "high")
    asked = {one["question"]: one for one in told(run("duties", "ask", "--json"))}
    assert asked["role"]["decides"] > 100
    assert "depend on where people live" in run("duties", "list").stdout
    run("duties", "people", name, "--country", "DE=1200", "--country", "US-CA=501", "--country", "US=501", "--all")
    run("duties", "answer", name, *STOLEN)
    early = datetime.now(UTC) - timedelta(hours=2)
    run("duties", "start", "discovery", "--at", early.isoformat())
    done = run("duties", "start", name, "awareness", "--at", (early + timedelta(hours=1)).isoformat())
    assert "awareness counts from" in done.stderr
    done = run("duties", "start", "awareness")
    assert "also kept" in done.stderr
    document = told(run("duties", "list", "--json"))
    rows = by_key(document)
    assert {key for key, one in rows.items() if one["standing"] == "owed"} == {
        "eu-gdpr/authority",
        "eu-gdpr/people",
        "eu-gdpr/register",
        "us-ca/people",
        "us-ca/attorney-general",
    }
    assert document["note"].startswith("Not legal advice")
    clock = rows["eu-gdpr/authority"]["clock"]
    assert moment(clock["conservative"]) == early + timedelta(hours=73)
    assert moment(clock["conservative"]) <= moment(clock["outer"])
    assert rows["us-ca/attorney-general"]["clock"]["run"] == "waits"
    shown = run("duties", "list", "--why", "us-ca/people").stdout
    assert shown.count("Not legal advice") == 1
    assert "501 people affected live in US-CA" in shown
    assert "30 days from discovery" in shown
    run("duties", "met", "eu-gdpr/authority", "--reference", "case 118")
    run("duties", "met", name, "us-ca/people", "--reference", "people-full, 501 letters")
    rows = by_key(told(run("duties", "list", "--json")))
    assert rows["eu-gdpr/authority"]["standing"] == "met"
    assert rows["eu-gdpr/authority"]["met"]["reference"] == "case 118"
    assert rows["us-ca/attorney-general"]["clock"]["run"] == "running"
    status = run("incident", "status").stdout
    assert "Who must be told: 3 owed, 0 undecided, 2 met" in status
    assert "us-ca/attorney-general" in run("incident", "next").stdout
    report = run("incident", "report").stdout
    assert "| `eu-gdpr/authority` |" in report
    assert "case 118" in report
    assert "`eu-gdpr/controller`: you do not hold the data as its processor" in report
    status = told(run("incident", "status", "--json"))
    assert len(status["duties"]) == 5


def test_the_calendar_updates_and_names_nobody(run, home):
    run("duties", "answer", *STOLEN)
    run("duties", "people", "--country", "US=0", "--country", "DE=12", "--all")
    run("duties", "start", "awareness")
    run("duties", "calendar", "--out", "clocks.ics")
    raw = (home / "clocks.ics").read_bytes()
    events = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    (event,) = events
    due = moment(by_key(told(run("duties", "list", "--json")))["eu-gdpr/authority"]["clock"]["conservative"])
    assert event.decoded("dtstart") == due.replace(microsecond=0)
    assert len(event.walk("VALARM")) == 3
    assert "ana" not in str(event["summary"])
    assert b"customers" not in raw
    run("duties", "calendar", "--out", "clocks.ics")
    (again,) = icalendar.Calendar.from_ical((home / "clocks.ics").read_bytes()).walk("VEVENT")
    assert again["uid"] == event["uid"]
    assert int(again["sequence"]) >= int(event["sequence"])


def test_overriding_takes_two_and_shows_everywhere(run):
    run("duties", "answer", *STOLEN)
    run("duties", "people", "--country", "US=0", "--all")
    assert "expected why" in run("duties", "override", "risk=unlikely", check=2).stderr
    run("duties", "override", "risk=unlikely", "--because", "made-up data")
    assert "it takes two people" in run("duties", "approve", "risk", check=2).stderr
    run("duties", "approve", "risk", "--by", "bob")
    assert by_key(told(run("duties", "list", "--all", "--json")))["eu-gdpr/people"]["standing"] == "not-owed"
    run("duties", "override", "eu-gdpr/people=owed", "--because", "we tell them all the same")
    run("duties", "approve", "eu-gdpr/people", "--by", "bob")
    shown = run("duties", "list").stdout
    assert "eu-gdpr/people The people affected [decided otherwise]" in shown
    assert "approved eu-gdpr/people to be owed" in run("incident", "timeline").stdout


def test_our_own_words_and_another_edition(run, home):
    run("duties", "answer", *STOLEN)
    (home / "duties.toml").write_text(
        '[[duty]]\nid = "eu-gdpr/people"\nreason = "[bold]ours[/bold]"\nby = "Lena"\non = 2026-11-20\n'
        'channels = ["in writing"]\n'
    )
    done = run("duties", "list")
    assert "the laws have changed since" in done.stderr
    assert "[own words]" not in done.stdout
    assert "eu-gdpr/people: channels, changed changed" in run("duties", "adopt").stdout
    assert "[own words]" not in run("duties", "list").stdout
    run("duties", "adopt", "--because", "counsel")
    assert "[own words]" in run("duties", "list").stdout
    assert "[bold]ours[/bold]" in run("duties", "list", "--why", "eu-gdpr/people").stdout
    (home / "duties.toml").write_text("[[duty]]\nid = 1\n")
    assert "duties.toml: duty[0].id: expected text" in run("duties", "laws", check=2).stderr
    done = run("incident", "status")
    assert "cannot be worked out" in done.stdout, "a broken file of laws never hides the incident"


def test_the_laws_without_an_incident(home):
    listed = told(breachready("duties", "laws", "--json", cwd=home, check=0))
    assert len(listed["laws"]) == 97
    assert any(not one["confirmed"] for one in listed["laws"])
    assert "Notice of Data Breach" in breachready("duties", "show", "us-ca", "--json", cwd=home, check=0).stdout
    shown = breachready("duties", "show", "us-ma/people", cwd=home, check=0).stdout
    assert "must not say: nature of the breach" in shown
    assert "us-ma/attorney-general" not in shown
    assert "STALE" not in shown
    assert "97 laws" in breachready("duties", "check", cwd=home, check=0).stderr
    assert "no law is called 'atlantis'" in breachready("duties", "show", "atlantis", cwd=home, check=2).stderr


WRONG = [
    (["duties", "start", "breakfast"], "EVENT: expected one of discovery"),
    (["duties", "start"], "Missing argument"),
    (["duties", "start", "awareness", "--day", "25.11.2026"], "--day: expected a date"),
    (["duties", "start", "awareness", "--day", "2026-11-25", "--at", "10:00"], "give one of them"),
    (["duties", "start", "awareness", "--undo", "1", "--because", "x"], "line 1 records no awareness"),
    (["duties", "people"], "--country: expected how many live where"),
    (["duties", "people", "--country", "ZZ=1"], "no country 'ZZ'"),
    (["duties", "met", "a", "b", "c"], "expected KEY"),
    (["duties", "list", "--why", "moon"], "no duty is called 'moon'"),
    (["duties", "2026-01-01-none"], "there is no incident"),
    (["duties", "override", "risk"], "expected risk=LEVEL"),
    (["duties", "calendar", "--out", "no/such/folder.ics"], "No such file"),
    (["duties", "moon"], "No such command"),
]


def test_wrong_use_says_what_was_expected(run):
    for words, said in WRONG:
        assert said in run(*words, check=2).stderr.replace("\n", " "), words


def test_every_command_has_an_example_of_itself():
    commands = [(one.name, one.epilog) for one in app.registered_commands]
    assert len(commands) == 14
    for name, epilog in commands:
        assert epilog.startswith("Example: breachready duties "), name
        assert not name or name in epilog
