"""The laws of attribution, on random pairs of worlds. No tolerance: points stand on a grid, shares are fractions."""

from fractions import Fraction
from itertools import permutations
from math import factorial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.score.trend.pairs import inputs, later, pairs
from tests.score.worlds import World, worlds
from toolkit.core.trend import Group
from toolkit.score.trend import attribute, contributions, shapley
from toolkit.score.trend.inputs import score
from toolkit.score.trend.mixture import Mixture

laws = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)

MIRROR = {Group.FIXED: Group.WORSE, Group.WORSE: Group.FIXED}
ALL = frozenset(Group)


def mixture(before: World, now: World) -> Mixture:
    return Mixture(inputs(before), inputs(now))


@laws
@given(pairs())
def test_no_group_is_the_first_run_and_all_groups_are_the_second(pair):
    before, now = pair
    mixed = mixture(before, now)
    assert mixed.score(frozenset()) == before.score()
    assert mixed.score(ALL) == now.score()


@laws
@given(pairs())
def test_20_the_shares_sum_to_the_change_without_a_rest(pair):
    before, now = pair
    scores = (before.score(), now.score())
    said = attribute(inputs(before), inputs(now), runs=(1, 2), reported=scores)
    assert sum(part.points for part in said.parts) == Fraction(scores[1]) - Fraction(scores[0])
    assert [part.group for part in said.parts] == list(Group)
    assert said.evaluations <= 128


@laws
@given(pairs())
def test_going_back_is_the_negative_with_fixed_and_new_exchanged(pair):
    before, now = pair
    there, back = contributions(mixture(before, now)), contributions(mixture(now, before))
    assert back == {MIRROR.get(group, group): -share for group, share in there.items()}


@laws
@given(pairs())
def test_a_group_without_a_difference_gets_nothing_and_changes_no_mixture(pair):
    mixed = mixture(*pair)
    shares = contributions(mixed)
    others = frozenset(mixed.active[::2])
    for group in ALL - set(mixed.active):
        assert shares[group] == 0
        for chosen in (frozenset({group}), others | {group}):  # as if it were asked for
            asked = score(mixed.inputs(chosen), mixed.findings.mixed(chosen))
            assert asked == mixed.score(chosen - {group})


@laws
@given(worlds(), st.sampled_from([0, 1, 2]))
def test_nothing_changed_is_nothing_to_share(world, days):
    mixed = mixture(world, later(world, days))
    assert not any(contributions(mixed).values())
    assert mixed.evaluations <= 4


def test_shapley_is_the_mean_over_all_orders_of_arrival():
    worth = {frozenset(some): Fraction(len(some) ** 3 + ("a" in some) * 5 - ("b" in some and "c" in some) * 7, 3)
             for size in range(5) for some in permutations("abcd", size)}  # fmt: skip
    expected = dict.fromkeys("abcd", Fraction(0))
    for order in permutations("abcd"):
        for place, player in enumerate(order):
            step = worth[frozenset(order[: place + 1])] - worth[frozenset(order[:place])]
            expected[player] += step / factorial(4)
    assert shapley("abcd", worth.__getitem__) == expected


def test_shapley_of_nobody_is_nothing():
    assert shapley((), lambda chosen: Fraction(0)) == {}
