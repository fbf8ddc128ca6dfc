"""The cheapest set against brute force (reference: scoring §1.14, law 18), on random graphs."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.score.fixes.graphs import (
    INTERNET,
    TABLES,
    Case,
    again,
    cases,
    cheaper_first,
    holding,
    step,
    weakness,
    what_if,
)
from toolkit.core.fix import Ending
from toolkit.score.evidence import Required
from toolkit.score.fixes.barriers import barriers
from toolkit.score.fixes.cheapest import cheapest_to
from toolkit.score.fixes.hitting import _Hitting, cheapest, drawn, meant, whole
from toolkit.score.fixes.whatif import WhatIf

quiet = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}
targets = st.one_of(st.sampled_from([10.0, 30.0, 45.0, 60.0, 60.5, 75.0, 100.0]), st.integers(0, 99))


def aim(case: Case, wanted: float) -> float:
    """Whole numbers stand for a score that some set gives exactly, for there it is easiest to be wrong."""
    if isinstance(wanted, float):
        return wanted
    return case.what.look([number for number in range(len(case.costs)) if wanted >> number & 1]).score


def check_against_brute_force(case: Case, target: float) -> None:
    found = cheapest_to(case.what, case.costs, target)
    reaching = next((some for some in case.sets() if case.what.look(some).score >= target), None)
    assert (found.ending is Ending.IMPOSSIBLE) == (reaching is None) == (case.what.everything.score < target)
    if reaching is None:
        assert found.proof
        assert not any(barrier.row for barrier in found.proof)
        return
    assert (found.ending is Ending.ALREADY) == (not reaching)
    assert found.after.score >= target
    assert found.after.done == reaching, (case.names(found.after.done), case.names(reaching))
    for fix in found.after.done:
        assert case.what.look(found.after.done - {fix}).score < target
    if found.ending is Ending.REACHED:
        check_proof(case, found)
    assert case.cost(found.after.done) <= case.cost(cheaper_first(case, target))


def check_proof(case: Case, found) -> None:
    rows = [barrier.row for barrier in found.proof]
    hitting = [some for some in case.sets() if all(some & row for row in rows)]
    assert case.cost(hitting[0]) == case.cost(found.after.done), "the proof does not force the cost"
    assert found.needs is not None
    for fix in found.after.done:
        assert rows[found.needs[fix]] & found.after.done == {fix}


@settings(max_examples=400, **quiet)
@given(cases(), targets)
def test_18_the_set_is_the_one_that_brute_force_finds(case: Case, wanted: float) -> None:
    check_against_brute_force(case, aim(case, wanted))


@settings(max_examples=25, **quiet)
@given(cases(most=10), targets)
def test_18_with_ten_fixes(case: Case, wanted: float) -> None:
    check_against_brute_force(case, aim(case, wanted))


@settings(max_examples=60, **quiet)
@given(cases(most=30), targets)
def test_18_the_order_of_the_graph_does_not_matter(case: Case, wanted: float) -> None:
    target = aim(case, wanted)
    one, other = (cheapest_to(some.what, some.costs, target) for some in (case, again(case)))
    assert (one.ending, one.after.done, one.after.score) == (other.ending, other.after.done, other.after.score)


@settings(max_examples=200, **quiet)
@given(cases(), targets, st.integers(0, 127))
def test_every_row_is_hit_by_every_set_that_reaches_the_target(case: Case, wanted: float, some: int) -> None:
    target = aim(case, wanted)
    after = case.what.look([number for number in range(len(case.costs)) if some >> number & 1])
    found = barriers(case.what, after, target)
    assert bool(found) == (after.score < target)
    for other in case.sets():
        if case.what.look(other).score >= target:
            assert all(other & barrier.row for barrier in found)


def test_a_fix_that_is_on_two_paths_is_cheaper_than_one_for_each() -> None:
    both = weakness("shared", 0.8)
    what = what_if(
        [
            step(INTERNET, "a", 0.02, weakness("one", 0.8)),
            step("a", "store:s0:read", 0.02, both),
            step(INTERNET, "b", 0.02, weakness("two", 0.8)),
            step("b", "store:s1:read", 0.02, both),
        ],
        [holding("d0", ["s0"]), holding("d1", ["s1"])],
    )
    found = cheapest_to(what, [3 if one.fix.check == "shared" else 2 for one in what.candidates], 40.0)
    assert [what.candidates[number].fix.check for number in found.after.done] == ["shared"]


@pytest.mark.parametrize(("costs", "chosen"), [((1, 2), "needed"), ((2, 1), "way")])
def test_a_ceiling_is_lifted_by_the_required_check_or_by_closing_the_way(costs, chosen) -> None:
    weak = weakness("needed", 0.2)
    edges = [
        step(INTERNET, "a", 0.02, weak, required=[Required(weak.key, "needed", unseen=False)]),
        step("a", "store:s0:read", 0.015, weakness("way", 0.2)),
    ]
    what = what_if(edges, [holding("d0", ["s0"], records=10)])
    what = WhatIf(what.model, [one for one in what.candidates if not one.change])
    assert what.now.look.caps
    assert what.now.score == TABLES.required_ceiling < 62 < what.now.look.level.total
    found = cheapest_to(what, costs, 62.0)
    assert [what.candidates[number].fix.check for number in found.after.done] == [chosen]
    assert [barrier.cap for barrier in found.proof] == ["required-check"]
    assert len(found.proof[0].row) == 2


def test_unfinished_is_said() -> None:
    what = what_if(
        [step(INTERNET, "store:s0:read", 0.02, weakness("a", 0.8), weakness("b", 0.5))], [holding("d", ["s0"])]
    )
    assert cheapest_to(what, [1] * len(what.candidates), 40.0, rounds=1).ending is Ending.UNFINISHED


rows = st.lists(st.frozensets(st.integers(0, 7), min_size=1, max_size=4), min_size=1, max_size=8)


@settings(max_examples=200, **quiet)
@given(rows, st.lists(st.sampled_from(["0", "0.1", "0.2", "0.3", "1000000", "0.001"]), min_size=8, max_size=8))
def test_hitting_sets_are_the_cheapest_to_the_last_decimal(some, prices) -> None:
    from itertools import combinations

    costs = whole([Decimal(price) for price in prices])
    every = [frozenset(one) for size in range(9) for one in combinations(range(8), size)]
    hitting = [one for one in every if all(one & row for row in some)]
    draws = [drawn(f"fix {n}") for n in range(8)]
    best = min(hitting, key=lambda one: (sum(costs[n] for n in one), len(one), sum(draws[n] for n in one)))
    assert sum(costs[n] for n in cheapest(some, costs)) == sum(costs[n] for n in best)
    assert meant(some, costs, draws) == best


def test_equal_costs_are_equal_in_decimals_and_not_in_floats() -> None:
    assert 0.1 + 0.2 > 0.3
    costs = whole([Decimal("0.1"), Decimal("0.2"), Decimal("0.3")])
    assert costs == [1, 2, 3]
    assert meant([frozenset({0, 2}), frozenset({1, 2})], costs, [0, 0, 0]) == {2}


@pytest.mark.parametrize(("draws", "chosen"), [([9, 8, 1, 1], 1), ([8, 9, 1, 1], 0)])
def test_fewer_members_come_before_a_lower_draw(draws, chosen) -> None:
    """Two members draw less together than any that hits both rows alone."""
    problem = _Hitting([frozenset({0, 1, 2}), frozenset({0, 1, 3})], [1, 1, 0, 1])
    for cheapest_of_all in ({0}, {1}, {2, 3}):  # whichever the solver happened to give first
        assert problem.meant(frozenset(cheapest_of_all), draws) == {chosen}


@pytest.mark.parametrize(("prices", "numbers"), [([], []), (["0"], [0]), (["2.50", "5"], [1, 2]), (["7"], [1])])
def test_whole_costs_are_in_their_greatest_common_measure(prices, numbers) -> None:
    assert whole([Decimal(price) for price in prices]) == numbers
