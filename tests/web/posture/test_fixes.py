"""Fixes in the browser: gains, the cheapest set, and what the score would be with chosen ones done."""

from dataclasses import replace

import pytest

from tests.usecase import kept
from tests.usecase.test_fixes import RULES, WORLD
from tests.web.posture.test_pages import words
from toolkit.core.inventory import DataClass, Dataset, StoreKind
from toolkit.core.inventory import Store as Store_
from toolkit.core.verdict import Outcome
from toolkit.usecase.fixes import opened
from toolkit.web.posture.fixing import mark_of

ESTATE = replace(
    WORLD,
    inventory=replace(
        WORLD.inventory,
        stores=(Store_(name="orders", kind=StoreKind.DATABASE, server="s0"),),
        datasets=(Dataset(name="customers", data_class=DataClass.PERSONAL, stores=("orders",), records=9000),),
    ),
)


@pytest.fixture
def scene(house, monkeypatch):
    """A run of a small estate, and what can be done about it."""
    house._catalogue = RULES
    kept.keep(house.store, ESTATE)
    found = opened(house.catalogue, house.store)
    assert found.what.candidates
    return found


def asked(browser, *fixes, target="100"):
    """The whole answer with these fixes chosen."""
    marks = "".join(f"&do={mark_of(fix)}" for fix in fixes)
    return browser.get(f"/posture/fixes/whole/?target={target}{marks}")


def test_the_score_with_fixes_done_is_that_of_an_estate_in_which_they_pass(house, scene):
    fixes = [one.fix for one in scene.what.candidates if one.fix.failing]
    assert fixes
    for some in ([], fixes[:1], fixes):
        done = scene.done([one.name for one in some])
        keys = {key for fix in some for key in fix.failing}
        mended = [replace(one, outcome=Outcome.PASS) if one.key in keys else one for one in ESTATE.findings]
        assert done.score == pytest.approx(replace(ESTATE, findings=tuple(mended)).score(), abs=1e-9)
        assert done.before == pytest.approx(ESTATE.score(), abs=1e-9)
    assert scene.done([("nothing", "such")]).score == scene.what.now.score


def test_chosen_fixes_are_scored_and_stay_chosen(visitor, house, scene):
    fixes = [one.fix for one in scene.what.candidates]
    done = scene.done([one.name for one in fixes])
    assert done.score > done.before
    answer = asked(visitor("viewer"), *fixes)
    many = "fixes" if len(fixes) > 1 else "fix"
    said = f"With the {len(fixes)} {many} chosen the score goes from {done.before:.1f} to {done.score:.1f}."
    assert said in words(answer)
    for fix in fixes:
        assert f'value="{mark_of(fix)}" checked' in answer.content.decode()
    none = asked(visitor("viewer"))
    assert "chosen the score goes" not in words(none)
    assert " checked" not in none.content.decode()


def test_gains_stand_beside_the_fixes(visitor, house, scene):
    gains = [one for one in scene.answer(100.0).fixes.gains if one.gain >= 0.05]
    said = words(asked(visitor("viewer")))
    for gain in gains:
        assert f"+{gain.gain:.1f}" in said
    assert "No set of known fixes reaches 100" in said or "No cheaper set exists" in said


def test_a_price_list_beside_the_configuration_counts(visitor, house, scene, place):
    (place / "costs.toml").write_text('[[cost]]\ncheck = "*"\ntarget = "*"\ncost = 2.5\nunit = "days"\n')
    least = scene.answer(0.0).fixes.score + 1
    assert "days" in words(asked(visitor("viewer"), target=f"{least:.1f}"))
    (place / "costs.toml").write_text("[[cost]]\n")
    assert "It cannot be worked out" in words(asked(visitor("viewer"), target=f"{least:.1f}"))


@pytest.mark.parametrize("said", ["nan", "-1", "101", "x", ""])
def test_a_target_that_is_none_is_the_usual_one(visitor, house, scene, said):
    assert 'value="60"' in asked(visitor("viewer"), target=said).content.decode()


def test_a_run_that_kept_nothing_to_score_again_says_so(visitor, house):
    kept.keep(house.store, ESTATE, inputs=False)
    answer = asked(visitor("viewer"))
    assert answer.status_code == 200
    assert "It cannot be worked out" in words(answer)


def test_marks_of_nobody_are_no_fixes(visitor, house, scene):
    answer = visitor("viewer").get("/posture/fixes/whole/?do=<script>&do=" + "&do=".join(map(str, range(600))))
    assert answer.status_code == 200
    assert "chosen the score goes" not in words(answer)
