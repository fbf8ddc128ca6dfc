"""Exceptions as a user has them: they shorten lists and the exit code, move no number, and come back."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.command import breachready

CONFIG = """
[[server]]
name = "db1"
host = "127.0.0.1"
port = 1
[[store]]
name = "orders"
kind = "database"
server = "db1"
[[dataset]]
name = "customers"
class = "special"
stores = ["orders"]
records = 1000
[[group]]
name = "sales"
people = 12
owner = "head of sales"
leavers_with_access = 3
grants = ["store:orders"]
"""
TODAY = datetime.now(UTC).date()


def rule(kind="accept", check="leaver-with-access", days=30, **more):
    given = {"target": "inventory: people", "owner": "head of sales", "reason": "they return in March", **more}
    said = "".join(f"{name} = {json.dumps(value)}\n" for name, value in given.items())
    return f'[[{kind}]]\ncheck = "{check}"\nexpires = {TODAY + timedelta(days=days)}\n{said}'


@pytest.fixture
def place(tmp_path):
    (tmp_path / "breachready.toml").write_text(CONFIG)
    return tmp_path


def scan(place, *words):
    done = breachready("scan", "--json", *words, cwd=place)
    return json.loads(done.stdout), done.returncode


def failing(said):
    return {one["check"]: one for one in said["findings"] if one["outcome"] == "FAIL"}


def test_they_shorten_lists_move_no_number_are_kept_and_come_back(place):
    before, _ = scan(place)
    names = sorted(failing(before))
    assert names
    text = "".join(rule(check=name, target=failing(before)[name]["target"]) for name in names)
    (place / "exceptions.toml").write_text(text)
    after, code = scan(place)
    assert code == 3, "nothing unanswered for is failing, and much was not seen"
    assert after["posture"]["score"] == before["posture"]["score"]
    assert after["posture"]["interval"] == before["posture"]["interval"]
    assert after["counts"] == before["counts"]
    assert after["worst"] == []
    assert all(one["exception"]["owner"] == "head of sales" for one in failing(after).values())

    (place / "exceptions.toml").write_text(rule(check=names[0], days=-1))
    again, _ = scan(place)
    assert not any(one["exception"] for one in failing(again).values()), "an expired rule excepts nothing"
    assert [one["expired"] for one in again["exceptions"]] == [True]
    shown = breachready("report", "--format", "markdown", cwd=place, check=0).stdout
    assert "1 rule expired" in shown
    kept = json.loads(breachready("report", "--format", "json", "--run", "2", cwd=place, check=0).stdout)
    assert all(one["exception"] for one in failing(kept).values()), "a run keeps what was excepted then"


def test_every_format_says_so(place):
    (name, *_) = sorted(failing(scan(place)[0]))
    (place / "exceptions.toml").write_text(rule(check=name, reason="<b>because</b>"))
    scan(place)
    shown = {
        form: breachready("report", "--format", form, cwd=place, check=0).stdout
        for form in ("html", "markdown", "json", "jsonl", "csv", "sarif", "ocsf", "junit")
    }
    for form, text in shown.items():
        assert "head of sales" in text, form
        assert ("<b>because" in text) is (form in ("json", "jsonl", "csv", "sarif", "ocsf")), form
    (result,) = (one for one in json.loads(shown["sarif"])["runs"][0]["results"] if one.get("suppressions"))
    assert result["ruleId"] == name
    assert result["kind"] == "fail"


def test_the_list(place):
    (place / "exceptions.toml").write_text(rule(days=3) + rule("mute", "ssh-*", target="nowhere"))
    found = json.loads(breachready("exceptions", "--json", cwd=place, check=0).stdout)
    assert found["run"] is None
    scan(place)
    told = breachready("exceptions", cwd=place, check=0).stdout
    assert "fits no finding" in told
    assert "expires in 3 days" in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (rule(check="leaver-with-acess"), "did you mean leaver-with-access?"),
        (rule(check="nonsense"), "fits no check"),
        ("[[accept]]\n", "is missing"),
        (rule(days=400), "more than a year ahead"),
        ("\0", "is not valid TOML"),
    ],
)
def test_a_malformed_file_stops_everything_before_it_begins(place, text, said):
    (place / "exceptions.toml").write_text(text)
    for words in (("scan",), ("exceptions",)):
        done = breachready(*words, cwd=place, check=2)
        assert said in done.stderr
        assert done.stdout == ""
    assert not (place / "breachready-state" / "runs").exists()


def test_a_file_that_is_named_must_be_there(place):
    config = place / "breachready.toml"
    config.write_text(config.read_text() + '[checks]\nexceptions = "gone.toml"\n')
    assert "gone.toml" in breachready("scan", cwd=place, check=2).stderr
