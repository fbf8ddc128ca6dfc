"""Why nothing moves, how many ways there are, where they all pass: against networkx, and by hand."""

import math
import random
from decimal import Decimal

import networkx as nx
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.score.fixes.graphs import INTERNET, Case, cases, holding, step, weakness, what_if
from toolkit.core.fix import Act, Ending, Price, Prices
from toolkit.core.inventory import DataClass
from toolkit.core.step import Step
from toolkit.score.evidence import Required
from toolkit.score.fixes import advise, fixes
from toolkit.score.fixes.chokes import chokes
from toolkit.score.fixes.dominators import immediate_dominators
from toolkit.score.fixes.gains import binding, plateau, single_gains, tail
from toolkit.score.fixes.ways import disjoint_ways
from toolkit.score.graph import START, Edge, Join

CREDENTIALS = DataClass.CREDENTIALS
quiet = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}


def parallel(count: int, shared: str = "") -> list[Edge]:
    """So many ways of one ease; with `shared`, each begins by the same mendable step."""
    edges = [step(INTERNET, "in", 0.02, weakness(shared, 0.5))] if shared else [step(INTERNET, "in", 1.0)]
    for number in range(count):
        edges.append(step("in", f"n{number}", 0.02, weakness(f"c{number}", 0.5)))
        edges.append(step(f"n{number}", "store:s0:read", 0.3))
    return edges


def told(what) -> tuple[str, int]:
    held = binding(what)
    return plateau(what, held, single_gains(what, held))


@pytest.mark.parametrize("count", [2, 3, 7])
def test_equally_weak_ways_are_counted_and_said(count) -> None:
    what = what_if(parallel(count), [holding("d0", ["s0"], data_class=CREDENTIALS)])
    words, ways = told(what)
    assert ways == count == disjoint_ways(what)
    assert f"{count} ways to the data are equally weak" in words
    found = fixes(what.model, (), (), target=100.0)
    assert not any(gain.gain for gain in found.gains)
    assert [one.fix.check for one in found.next.fixes] == [f"c{number}" for number in range(count)]


def test_where_one_step_is_shared_there_is_no_plateau() -> None:
    what = what_if(parallel(3, shared="door"), [holding("d0", ["s0"], data_class=CREDENTIALS)])
    assert told(what)[0] == ""
    assert disjoint_ways(what) == 1
    assert [gain.fix.check for gain in single_gains(what, binding(what)) if gain.gain] == ["door"]


def test_a_way_that_nothing_mends_is_said() -> None:
    what = what_if(
        [*parallel(2), step(INTERNET, "store:s0:read", 0.15)], [holding("d0", ["s0"], data_class=CREDENTIALS)]
    )
    assert what.now.look.level.points == what.model.scale.points(0.15)
    words, ways = told(what)
    assert ways == 0
    assert "no step that can be mended" in words
    found = fixes(what.model, (), (), target=60.0).to_target
    assert found.ending is Ending.IMPOSSIBLE
    assert [one.breakers for one in found.obstacles] == [()]
    assert found.score == what.everything.score < 60


def test_two_reasons_on_one_step_are_said() -> None:
    edge = step(INTERNET, "store:s0:read", 0.02, weakness("a", 0.5), weakness("b", 0.5))
    what = what_if([edge], [holding("d0", ["s0"], data_class=CREDENTIALS)])
    assert told(what) == (
        "No single fix moves the score: a step of the easiest way is as easy for more than one reason.",
        1,
    )


def test_parallel_steps_count_as_ways_of_their_own() -> None:
    edges = [step(INTERNET, "store:s0:read", 0.02, weakness(name, 0.5)) for name in "ab"]
    what = what_if(edges, [holding("d0", ["s0"], data_class=CREDENTIALS)])
    assert told(what)[1] == 2


def test_a_ceiling_is_said() -> None:
    weak = [weakness("needed", 0.02), weakness("too", 0.02)]
    required = [Required(one.key, "", unseen=False) for one in weak]
    what = what_if(
        [step(INTERNET, "store:s0:read", 0.02, *weak, required=required)],
        [holding("d0", ["s0"], records=3, data_class=CREDENTIALS)],
    )
    assert what.now.score == 60
    words, _ = told(what)
    assert words.startswith(
        "No single fix moves the score. It is held at 60: required checks on a way to personal data"
    )


def test_at_a_hundred_there_is_nothing_to_say() -> None:
    what = what_if([step(INTERNET, "store:s0:read", 0.001)], [holding("d0", ["s0"], records=1)])
    assert what.now.score == 100
    assert told(what) == ("", 1)
    advice = advise(what.model, (), ())
    assert not advice.gains
    assert not advice.moves
    assert not advice.plateau


def test_the_tail_is_what_binds_without_the_stores_before() -> None:
    edges = [step(INTERNET, f"store:s{number}:read", ease) for number, ease in enumerate((0.5, 0.1, 0.02))]
    what = what_if(edges, [holding(f"d{number}", [f"s{number}"]) for number in range(3)])
    told_of = tail(what)
    assert [store for store, _ in told_of] == ["store s1", "store s2"]
    assert what.now.score < told_of[0][1] < told_of[1][1]


@settings(max_examples=150, **quiet)
@given(cases(most=30))
def test_advice_agrees_with_the_whole_answer(case: Case) -> None:
    model = case.what.model
    advice, whole = advise(model, (), ()), fixes(model, (), (), target=60.0)
    assert advice.score >= whole.score
    if not advice.gains and advice.moves:
        assert [one.fix for one in whole.next.fixes] == list(advice.moves) or any(
            one.fix.act not in (Act.MEND, Act.LOOK) for one in whole.next.fixes
        )
    for gain in advice.gains:
        assert gain in whole.gains


@settings(max_examples=200, **quiet)
@given(cases(most=30))
def test_ways_are_the_flow_that_networkx_finds(case: Case) -> None:
    what = case.what
    level, search, graph = what.now.look.level, what.now.look.search, what.model.graph
    assume(level is not None and not graph.joins)
    flow = nx.DiGraph()
    for edge, points in zip(graph.edges, search.weights.by_edge.tolist(), strict=True):
        if math.isfinite(search.to(edge.start)) and search.to(edge.start) + points == search.to(edge.end):
            room = 1 if what.breaking(edge.ease, what.now.look.lens) else math.inf
            before = flow.get_edge_data(edge.start, edge.end, {"capacity": 0})["capacity"]
            flow.add_edge(edge.start, edge.end, capacity=before + room)
    for one in what.model.estate.holdings:
        for place in one.places if one.worth else ():
            node = what.model.places[place].node
            if search.to(node) == level.points:
                flow.add_edge(node, "all", capacity=math.inf)
    try:
        expected = nx.maximum_flow_value(flow, START, "all")
    except nx.NetworkXUnbounded:
        expected = 0
    assert disjoint_ways(what) == expected


@settings(max_examples=300, **quiet)
@given(st.integers(1, 14), st.integers(0, 10**9))
def test_dominators_are_those_of_networkx(size, seed) -> None:
    chance = random.Random(seed)
    graph = nx.gnp_random_graph(size, chance.random() * 0.5, seed=seed, directed=True)
    expected = nx.immediate_dominators(graph, 0)
    expected[0] = 0
    assert immediate_dominators({node: list(graph.successors(node)) for node in graph}, 0) == expected


def test_a_long_chain_needs_no_deep_stack() -> None:
    assert immediate_dominators({number: [number + 1] for number in range(50_000)}, 0)[50_000] == 49_999


def in_places(edges: list[Edge | Join], stores: int):
    what = what_if(edges, [holding(f"d{number}", [f"s{number}"]) for number in range(stores)])
    return [(one.place, one.stores, one.of) for one in chokes(what.model, what.now.look)]


def test_choke_points_are_where_every_way_passes() -> None:
    edges = [
        step(INTERNET, "host:gate:user", 0.9),
        step("host:gate:user", "host:a:user", 0.9),
        step("host:gate:user", "host:b:user", 0.9),
        step("host:a:user", "store:s0:read", 0.9),
        step("host:b:user", "store:s0:read", 0.9),
        step("host:b:user", "store:s1:read", 0.9),
        step("host:b:user", "store:s2:read", 0.9),
    ]
    assert in_places(edges, 3) == [("gate", 3, 3), ("b", 2, 3)]
    around = [*edges, step(INTERNET, "store:s0:read", 0.5)]
    assert in_places(around, 3) == [("b", 2, 3), ("gate", 2, 3)]
    unlikely = [*edges, step(INTERNET, "store:s0:read", 0.001)]
    assert in_places(unlikely, 3) == [("gate", 3, 3), ("b", 2, 3)]


def test_a_join_is_gone_round_by_no_one_of_its_inputs() -> None:
    edges = [
        step(INTERNET, "host:x:user", 0.9),
        step(INTERNET, "host:y:user", 0.9),
        Join("host:both:user", ("host:x:user", "host:y:user"), Step.UNLOCK),
        step("host:both:user", "store:s0:read", 0.9),
    ]
    assert in_places(edges, 1) == [("both", 1, 1)]


def test_what_lies_before_all_inputs_of_a_join_is_a_choke_point() -> None:
    edges = [
        step(INTERNET, "host:gate:user", 0.9),
        step("host:gate:user", "host:x:user", 0.9),
        step("host:gate:user", "host:y:user", 0.9),
        Join("host:both:user", ("host:x:user", "host:y:user"), Step.UNLOCK),
        step("host:both:user", "store:s0:read", 0.9),
    ]
    assert in_places(edges, 1) == [("both", 1, 1), ("gate", 1, 1)]


def test_a_way_through_a_join_is_a_way_by_its_dearest_input() -> None:
    edges = [
        step(INTERNET, "key", 0.9),
        step(INTERNET, "ciphertext", 0.02, weakness("c", 0.5)),
        Join("both", ("key", "ciphertext"), Step.UNLOCK),
        step("both", "store:s0:read", 0.3),
        step(INTERNET, "other", 0.02, weakness("o", 0.5)),
        step("other", "store:s0:read", 0.3),
    ]
    what = what_if(edges, [holding("d0", ["s0"], data_class=CREDENTIALS)])
    assert told(what)[1] == disjoint_ways(what) == 2


def test_no_choke_points_where_no_path_is_worth_noting() -> None:
    assert in_places([step(INTERNET, "host:a:user", 0.001), step("host:a:user", "store:s0:read", 0.9)], 1) == []


def priced(*rows: tuple[str, str, int | None], unit: str = "hours") -> Prices:
    prices = [
        Price(check=check, target=target, cost=None if cost is None else Decimal(cost), where=f"cost[{number}]")
        for number, (check, target, cost) in enumerate(rows)
    ]
    return Prices(rows=tuple(prices), unit=unit)


def two_ways_out():
    edges = [
        step(INTERNET, "a", 0.02, weakness("near", 0.8)),
        step("a", "store:s0:read", 0.02, weakness("far", 0.8)),
    ]
    return what_if(edges, [holding("d0", ["s0"], data_class=CREDENTIALS)]).model


@pytest.mark.parametrize(
    ("prices", "chosen"),
    [
        (priced(("near", "*", 5), ("*", "*", 1)), ["far"]),
        (priced(("far", "t", 2), ("*", "*", 1)), ["near"]),
        (priced(("near", "*", None), ("*", "*", 9)), ["far"]),
        (priced(("fa*", "*", 3), ("fa*", "*", 0), ("*", "*", 2)), ["near"]),
        (priced(("ear", "*", 0), ("near", "*", 1), ("far", "*", 2)), ["near"]),
        (priced(("far", "*", 1)), ["far"]),
    ],
)
def test_prices_decide_the_first_row_that_fits_and_the_whole_name(prices, chosen) -> None:
    found = fixes(two_ways_out(), (), (), target=40.0, prices=prices)
    assert [one.fix.check for one in found.to_target.fixes] == chosen
    assert found.to_target.unit == "hours"


def test_what_is_left_out_is_named() -> None:
    model = two_ways_out()
    found = fixes(model, (), (), target=40.0, prices=priced(("near", "*", None), ("fra", "*", 1), ("ne?r", "*", 1)))
    assert found.excluded == (("near", "t"),)
    assert found.unpriced == (("far", "t"),)
    assert found.unmatched == ('cost[1]: check "fra", target "*"', 'cost[2]: check "ne?r", target "*"')
    assert found.to_target.ending is Ending.IMPOSSIBLE
    assert found.gains, "a price changes what is chosen, not what would be gained"
