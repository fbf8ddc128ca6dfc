"""`breachready trend` as a user runs it, over runs that were kept before and two that are scanned here."""

import json
from fractions import Fraction

import pytest

from tests.cli.command import breachready
from tests.score.trend.test_groups import WORLD
from tests.usecase.kept import at_day, keep
from tests.usecase.test_trend import OPEN
from toolkit.store import Store
from toolkit.store.structure import path_of


@pytest.fixture
def folder(tmp_path):
    with Store.open(tmp_path / "breachready-state") as store:
        keep(store, at_day(OPEN, 0), inputs=False)
        keep(store, at_day(OPEN, 1))
        keep(store, at_day(WORLD, 2))
    return tmp_path


def test_both_curves_and_the_explanation(folder):
    said = " ".join(breachready("trend", cwd=folder, check=0).stdout.split())
    assert "not restated: made before runs kept" in said
    assert "because 1 fault was fixed: Fault public is there on aws, bucket b." in said


def test_json_is_what_help_promises(folder):
    said = json.loads(breachready("trend", "--json", cwd=folder, check=0).stdout)
    assert list(said) == ["model", "points", "attribution", "why_none", "notes"]
    keys = ["run", "at", "reported", "interval", "restated", "why_not", "model", "changed"]
    assert all(list(point) == keys for point in said["points"])
    found = said["attribution"]
    assert list(found) == ["from", "to", "score_before", "score_now", "change", "parts", "evaluations"]
    assert list(found["parts"][0]) == ["group", "points", "exact", "differences"]
    assert sum(Fraction(part["exact"]) for part in found["parts"]) > 0
    assert round(sum(part["points"] for part in found["parts"]), 6) == found["change"]
    promised = breachready("trend", "--help", cwd=folder, check=0).stdout
    for key in (*said, *keys, *found, "group", "exact", "differences", *(part["group"] for part in found["parts"])):
        assert key.split("-")[0] in promised


def test_two_named_runs_and_a_window(folder):
    back = json.loads(breachready("trend", "--from", "3", "--to", "2", "--json", cwd=folder, check=0).stdout)
    there = json.loads(breachready("trend", "--runs", "2", "--json", cwd=folder, check=0).stdout)
    assert back["attribution"]["change"] == -there["attribution"]["change"]
    assert [point["run"] for point in there["points"]] == [2, 3]
    since = json.loads(breachready("trend", "--since", "2026-05-03", "--json", cwd=folder, check=0).stdout)
    assert [point["run"] for point in since["points"]] == [3]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "2"), "--to RUN"),
        (("--to", "2"), "--to RUN"),
        (("--from", "2", "--to", "2"), "same run"),
        (("--from", "2", "--to", "77"), "77"),
        (("--since", "yesterday"), "YYYY-MM-DD"),
        (("--since", "2099-01-01"), "no finished run"),
    ],
)
def test_wrong_use_is_one_line_and_ends_with_2(folder, words, told):
    done = breachready("trend", *words, cwd=folder, check=2)
    assert told in done.stderr
    assert done.stdout == ""


def test_lost_inputs_are_told_and_no_error(folder):
    with Store.open(folder / "breachready-state") as store:
        path_of(store.state, store.trail.inputs(2).structure).write_bytes(b"edited")
    said = breachready("trend", cwd=folder, check=0).stdout
    assert "cannot be said: run 2: the inputs of the run are cut or damaged" in " ".join(said.split())


def test_the_reports_for_people_carry_it(folder):
    page = breachready("report", cwd=folder, check=0).stdout
    assert 'class="plot wide"' in page
    assert "From run 2 to run 3 the score went" in page
    assert "## How the score went" in breachready("report", "-f", "markdown", cwd=folder, check=0).stdout
    assert "How the score went" not in breachready("report", "-f", "json", cwd=folder, check=0).stdout


def test_a_scan_keeps_what_it_was_scored_from_and_a_second_shares_it(tmp_path):
    for _ in range(2):
        breachready("scan", "-q", cwd=tmp_path)
    state = tmp_path / "breachready-state"
    assert len(list((state / "inputs").iterdir())) == 1
    for facts in (state / "runs").rglob("*.gz"):
        facts.unlink()
    said = json.loads(breachready("trend", "--json", cwd=tmp_path, check=0).stdout)
    assert len(said["points"]) == 2
    assert said["attribution"]["evaluations"] >= 1
    assert 'class="plot wide"' in (state / "reports" / "run-2.html").read_text()
    with Store.open(state) as store:
        from toolkit.usecase.kept_inputs import load

        for point in said["points"]:
            assert round(load(store, point["run"]).score(), 6) == point["reported"]
