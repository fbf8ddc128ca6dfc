"""Both curves from a real store, what is remembered, what cannot be had, and the last change explained."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from tests.score.trend.test_groups import WORLD, saying
from tests.score.worlds import AT, PUBLIC
from tests.usecase.kept import at_day, keep, scored_with
from toolkit.core.errors import UserError
from toolkit.core.trend import Group
from toolkit.core.verdict import Outcome
from toolkit.score.tables import shipped, shipped_text
from toolkit.store import Store
from toolkit.store.structure import path_of
from toolkit.usecase import trend as usecase
from toolkit.usecase.trend import between, trend, with_trend

OPEN = saying(Outcome.FAIL, check=PUBLIC, target="aws", resource="bucket:b")
"""The estate with a public bucket, which is then its weakest link."""

NOW = shipped().version
OLDER = (
    shipped_text()
    .replace(f'"{shipped().version}"', '"2025.4"')
    .replace("risk_appetite = { value = 0.001", "risk_appetite = { value = 0.0002")
)
assert OLDER.count("0.0002") == 1


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "state") as opened:
        yield opened


def older(store, world, monkeypatch, formulas=1):
    """A run that was scored with other tables."""
    with scored_with(monkeypatch, OLDER, formulas) as tables:
        return keep(store, replace(world, tables=tables))


def points(found):
    return {part.group: part.points for part in found.attribution.parts if part.points}


def test_equal_models_are_restated_without_scoring(store, monkeypatch):
    for day in range(3):
        keep(store, at_day(WORLD, day))
    monkeypatch.setattr(usecase, "_restated", None)
    found = trend(store)
    assert [point.restated for point in found.points] == [point.reported for point in found.points]
    assert not any(point.changed for point in found.points)
    assert found.attribution.score_before == found.attribution.score_now
    assert not any(part.points for part in found.attribution.parts)


def test_runs_of_other_tables_are_restated_once_and_marked(store, monkeypatch):
    older(store, at_day(OPEN, 0), monkeypatch)
    older(store, at_day(WORLD, 1), monkeypatch)
    keep(store, at_day(WORLD, 2))
    first = trend(store)
    today = [at_day(world, 0).score() for world in (OPEN, WORLD, WORLD)]
    assert [point.restated for point in first.points] == today
    assert [point.reported == point.restated for point in first.points] == [False, False, True]
    assert [point.changed for point in first.points] == [(), (), (f"tables 2025.4 → {NOW}",)]
    assert [point.model for point in first.points] == ["2025.4", "2025.4", NOW]
    monkeypatch.setattr(usecase, "_restated", None)  # is not called again
    assert trend(store, runs=2).points[0].restated == today[1]


def test_a_thousand_runs_are_restated_once(store, monkeypatch):
    """The inputs of one run stand for all: what matters is how often they are asked for."""
    older(store, at_day(WORLD, 0), monkeypatch)
    from toolkit.store import models

    row = models.Run.objects.get()
    copies = [
        models.Run(**{f.attname: getattr(row, f.attname) for f in row._meta.fields} | {"id": None})
        for _ in range(999)
    ]
    models.Run.objects.bulk_create(copies)
    asked = []
    monkeypatch.setattr(usecase, "_restated", lambda store, run, model: (asked.append(run), (1.0, ""))[1])
    assert len(trend(store, runs=2000).points) == 1000
    assert len(asked) == 1000
    real = store.trail.model(shipped_text(), 1)
    for run in asked:
        store.trail.keep_restated(run, real, 1.0)
    asked.clear()
    assert {point.restated for point in trend(store, runs=2000).points} == {1.0}
    assert not asked


def test_a_run_of_before_inputs_were_kept_is_as_reported_only(store):
    keep(store, at_day(WORLD, 0), inputs=False)
    keep(store, at_day(WORLD, 1))
    found = trend(store)
    assert found.points[0].restated is None
    assert "before runs kept" in found.points[0].why_not
    assert found.attribution is None
    assert "before runs kept" in found.why_none


def test_a_store_of_an_earlier_version_keeps_its_runs(tmp_path):
    """The schema of before: migrated when opened; its run is as reported."""
    from django.core.management import call_command

    state = tmp_path / "state"
    with Store.open(state) as store:
        keep(store, at_day(WORLD, 0), inputs=False)
        call_command("migrate", "store", "0001", verbosity=0)
    with Store.open(state) as store:
        keep(store, at_day(WORLD, 1))
        assert [point.restated is None for point in trend(store).points] == [True, False]


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:50])])
def test_inputs_that_are_lost_are_a_reason_and_no_guess(store, monkeypatch, harm):
    run = older(store, at_day(WORLD, 0), monkeypatch)
    last = keep(store, at_day(OPEN.declaring(assumed="other"), 1))
    harm(path_of(store.state, store.trail.inputs(run).structure))
    found = trend(store)
    assert found.points[0].restated is None
    assert found.points[0].reported == store.run(run).posture.score
    assert found.points[0].why_not in (
        "the inputs of the run are missing",
        "the inputs of the run are cut or damaged",
    )
    assert found.points[1].restated == store.run(last).posture.score
    assert found.attribution is None
    assert str(store.state) not in found.why_none + found.points[0].why_not


def test_what_was_restated_stays_known_when_its_inputs_are_lost(store, monkeypatch):
    run = older(store, at_day(WORLD, 0), monkeypatch)
    known = trend(store).points[0].restated
    path_of(store.state, store.trail.inputs(run).structure).unlink()
    assert trend(store).points[0].restated == known


def test_interrupted_runs_are_left_out(store):
    keep(store, at_day(WORLD, 0))
    store.abandon(keep(store, at_day(OPEN, 1), finish=False))
    keep(store, at_day(WORLD, 2))
    assert [point.run for point in trend(store).points] == [1, 3]
    with pytest.raises(UserError, match="no finished run"):
        between(store, 1, 2)


def test_two_runs_of_the_same_moment_and_a_clock_set_back(store):
    for day in (5, 5, 1):
        keep(store, at_day(WORLD, day))
    found = trend(store)
    assert [point.run for point in found.points] == [1, 2, 3]
    assert found.notes == ("the clock was set back between runs 2 and 3; they stand in the order of making",)
    assert found.attribution.before == 2


def test_the_window_by_number_day_and_run(store):
    for day in range(6):
        keep(store, at_day(WORLD, day))
    assert [point.run for point in trend(store, runs=2).points] == [5, 6]
    assert [point.run for point in trend(store, since=AT + timedelta(days=2)).points] == [4, 5, 6]
    assert [point.run for point in trend(store, until=4, runs=3).points] == [2, 3, 4]
    with pytest.raises(UserError, match="no finished run since"):
        trend(store, since=AT + timedelta(days=99))


def test_one_run_is_no_change(store):
    keep(store, at_day(WORLD, 0))
    found = trend(store)
    assert found.attribution is None
    assert "one run" in found.why_none


def test_nothing_kept_is_the_users_to_mend(store):
    with pytest.raises(UserError, match="breachready scan"):
        trend(store)


def test_the_change_between_two_runs_in_either_direction(store, monkeypatch):
    first = older(store, at_day(OPEN, 0), monkeypatch)
    second = keep(store, at_day(WORLD, 3))
    there, back = between(store, first, second), between(store, second, first)
    for found in (there, back):
        told = found.attribution
        assert sum(part.points for part in told.parts) == Fraction(told.score_now) - Fraction(told.score_before)
    assert points(there).keys() == {Group.FIXED, Group.MODEL}
    assert points(back) == {
        Group.WORSE: -points(there)[Group.FIXED],
        Group.MODEL: -points(there)[Group.MODEL],
    }
    with pytest.raises(UserError, match="same run"):
        between(store, first, first)
    with pytest.raises(UserError, match="99"):
        between(store, first, 99)


def test_other_formulas_are_the_models_share(store, monkeypatch):
    """What was scored by formulas that are gone is scored by those of today, and the rest is said to be theirs."""
    first = older(store, at_day(WORLD, 0), monkeypatch, formulas=0)
    from toolkit.store import models

    models.Run.objects.update(score=12.25)
    second = keep(store, at_day(WORLD, 1))
    found = between(store, first, second)
    assert points(found) == {Group.MODEL: Fraction(store.run(second).posture.score) - Fraction(12.25)}
    assert found.points[1].changed == (f"tables 2025.4 → {NOW}", "formulas 0 → 1")
    assert found.attribution.parts[-1].differences[0] == "the score's formulas changed (version 0 then, 1 today)"


def test_tables_that_this_version_cannot_use_are_the_models_share(store, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("toolkit.usecase.kept_inputs.shipped_text", lambda: 'version = "1999"\nwisdom = 7\n')
        first = keep(store, at_day(OPEN, 0))
    second = keep(store, at_day(WORLD, 1))
    found = between(store, first, second)
    assert found.points[0].restated == at_day(OPEN, 0).score()
    assert "cannot use" in found.attribution.parts[-1].differences[0]
    assert points(found).keys() == {Group.FIXED}


def test_a_score_that_its_inputs_do_not_give_is_not_explained(store):
    keep(store, at_day(WORLD, 0))
    second = keep(store, at_day(WORLD, 1))
    from toolkit.store import models

    models.Run.objects.filter(pk=second).update(score=3.0)
    found = trend(store)
    assert found.attribution is None
    assert "not what was scored" in found.why_none


def test_a_run_carries_the_trend_up_to_it(store):
    runs = [keep(store, at_day(WORLD, day)) for day in range(3)]
    one = with_trend(store, store.run(runs[1]))
    assert [point.run for point in one.trend.points] == runs[:2]
    unscored = replace(store.run(runs[0]), id=0)
    assert with_trend(store, unscored).trend is None


def test_long_work_is_told(store, monkeypatch):
    for day in range(3):
        older(store, at_day(WORLD, day), monkeypatch)
    told = []
    trend(store, tell=lambda done, of: told.append((done, of)))
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert shipped().version == NOW


def test_a_report_does_not_wait_for_many(store, monkeypatch):
    for day in range(usecase.AT_ONCE + 2):
        older(store, at_day(WORLD, day), monkeypatch)
    last = store.run(usecase.AT_ONCE + 2)
    reasons = [[point.why_not for point in with_trend(store, last).trend.points] for _ in range(2)]
    assert reasons[0] == [usecase.LATER] * 2 + [""] * usecase.AT_ONCE
    assert reasons[1] == [""] * (usecase.AT_ONCE + 2)


def test_a_report_of_a_large_estate_leaves_the_explanation_to_the_command(store, monkeypatch):
    for world in (OPEN, WORLD):
        keep(store, at_day(world, 0))
    monkeypatch.setattr(usecase, "LARGE", 1)
    found = with_trend(store, store.run()).trend
    assert (found.attribution, found.why_none) == (None, usecase.TOO_LARGE)
    assert trend(store).attribution
