"""`breachready fixes` as a user runs it: on a scan of a server that refuses, with data that ought to be gone."""

import json
import shutil

import pytest

from tests.cli.command import breachready

CONFIG = """
[organisation]
name = "Acme"
[[server]]
name = "db1"
host = "127.0.0.1"
port = 1
user = "nobody"
password = "env:NOTHING"
[[store]]
name = "orders"
kind = "database"
server = "db1"
[[store]]
name = "export"
kind = "files"
server = "db1"
[[store]]
name = "old"
kind = "backup"
server = "db1"
[[dataset]]
name = "customers"
class = "special"
stores = ["orders", "export", "old"]
records = 2000000
[dataset.register]
owner = "sales"
past_retention = 1999000
[[group]]
name = "sales"
people = 12
grants = ["store:export"]
"""


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scanned")
    (folder / "breachready.toml").write_text(CONFIG)
    breachready("scan", "-q", cwd=folder, NOTHING="x")
    return folder


def answer(folder, *words):
    return json.loads(breachready("fixes", "--json", *words, cwd=folder, check=0, NOTHING="x").stdout)


def names(fixes):
    return [(one["check"], one["target"]) for one in fixes]


def test_the_answer_as_json(scanned):
    found = answer(scanned, "--target", "45")
    kept = json.loads(breachready("weakest", "--json", cwd=scanned, check=0).stdout)
    assert found["score"] == kept["score"]
    assert found["note"] == ""
    assert names(found["gains"])[:2] == [("purge", "customers"), ("delete-copy", "customers/export")]
    assert {one["act"] for one in found["gains"]} == {"purge", "delete-copy", "pseudonymise", "look"}
    chosen = found["set"]
    assert (chosen["ending"], chosen["unit"], chosen["cost"]) == ("reached", "acts", len(chosen["fixes"]))
    assert chosen["score"] >= 45 > found["score"]
    for one in chosen["fixes"]:
        breakers = {tuple(name) for name in chosen["obstacles"][one["needed_for"]]["breakers"]}
        assert breakers & set(names(chosen["fixes"])) == {(one["check"], one["target"])}
    assert ("delete-copy", "customers/old") not in names(found["gains"])
    assert kept["advice"]["gains"], "the scan's own advice"
    assert names(kept["advice"]["moves"]) == names(kept["advice"]["gains"])[:1]


def test_prices_change_the_set_and_rows_that_price_nothing_are_said(scanned):
    (scanned / "costs.csv").write_text(
        "check,target,cost,unit\npurge,*,0.1,hours\npseudonymise,customers,impossible,\nssh-,*,4,\n*,*,0.2,\n"
    )
    done = breachready("fixes", "--target", "30", "--costs", "costs.csv", "--json", cwd=scanned, check=0)
    found = json.loads(done.stdout)
    assert found["set"]["unit"] == "hours"
    assert found["set"]["cost"] == round(0.1 + 0.2 * (len(found["set"]["fixes"]) - 1), 6)
    assert ("purge", "customers") in names(found["set"]["fixes"])
    assert found["excluded"] == [["pseudonymise", "customers"]]
    assert found["unmatched"] == ['line 4: check "ssh-", target "*"']
    shown = breachready("fixes", "--costs", "costs.csv", cwd=scanned, check=0)
    assert 'costs.csv: no fix of this run is priced by line 4: check "ssh-"' in shown.stderr
    assert "Left out of the sets, priced impossible: pseudonymise on customers" in shown.stdout


def test_an_impossible_target_says_what_stays(scanned):
    shown = breachready("fixes", "--target", "99", cwd=scanned, check=0).stdout
    assert "No set of known fixes reaches 99" in shown
    assert "One of: nothing that is known" in shown
    assert answer(scanned, "--target", "99")["set"]["ending"] == "impossible"
    assert answer(scanned, "--target", "1")["set"]["ending"] == "already-reached"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--target", "101"], "--target: expected a score from 0 to 100, not 101.0"),
        (["--target", "nan"], "--target: expected a score from 0 to 100"),
        (["--target", "high"], "--target"),
        (["--run", "99"], "holds no run 99"),
        (["--run", "0"], "holds no run 0"),
        (["--costs", "none.toml"], "none.toml: No such file"),
        (["--state", "nowhere"], "nowhere: holds no runs"),
    ],
)
def test_wrong_use(scanned, words, said):
    done = breachready("fixes", *words, cwd=scanned, check=2)
    assert said in done.stderr
    assert done.stdout == ""


def test_the_facts_file_may_be_gone_but_what_the_run_was_scored_from_may_not_be_changed(scanned, tmp_path):
    state = shutil.copytree(scanned / "breachready-state", tmp_path / "state")
    (state / "runs" / "1" / "facts.jsonl.gz").unlink()
    breachready("fixes", "--state", str(state), cwd=scanned, check=0, NOTHING="x")
    (structure,) = (file for file in (state / "inputs").iterdir() if file.is_file())
    with structure.open("ab") as file:
        file.write(b"x")
    changed = breachready("fixes", "--state", str(state), cwd=scanned, check=2, NOTHING="x")
    assert structure.name.partition(".")[0][:12] in changed.stderr


def test_the_page_says_what_to_do_on_monday(scanned):
    for form in ("html", "markdown"):
        page = breachready("report", "--format", form, cwd=scanned, check=0).stdout
        assert "What to do on Monday" in page
        assert "if it proves good" in page
