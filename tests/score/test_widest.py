"""The widest path against every cut and every path of small graphs (19), and a published graph with known answers."""

import math
import random
from itertools import combinations, product

import networkx as nx
import pytest

from tests.score.test_graph import NOW, SCALE, both, random_graph, step
from toolkit.core.step import Step
from toolkit.score.graph import START, Ease, Edge, Graph, Join
from toolkit.score.path import search
from toolkit.score.widest import hardest


def widest(steps: list[Edge | Join], end: str) -> float | None:
    """Points of the hardest step of the widest path."""
    graph = Graph(steps, SCALE)
    found = hardest(graph, search(graph, graph.points(NOW)).weights, end)
    return found[1] if found else None


def small(seed: int) -> tuple[list[Edge], list[str]]:
    """At most seven nodes, so that all of its cuts can be looked at."""
    chance = random.Random(seed)
    names = [f"n{n}" for n in range(chance.randint(2, 7))]
    edges = [Edge(START, names[0], Step.HOLD, Ease(0.5))]
    for _ in range(chance.randint(1, 18)):
        ease = Ease(chance.choice([1.0, 0.9, 0.5, 0.1, chance.random() or 0.5]))
        edges.append(Edge(chance.choice(names), chance.choice(names), Step.MOVE, ease))
    return edges, names


@pytest.mark.parametrize("seed", range(80))
def test_19_the_widest_path_is_as_hard_as_the_cut_whose_easiest_step_is_hardest(seed: int) -> None:
    edges, (first, *others) = small(seed)
    for end in others:
        between = [name for name in others if name != end]
        cuts = []
        for inside in (
            set(some) | {first} for count in range(len(between) + 1) for some in combinations(between, count)
        ):
            crossing = [SCALE.points(e.ease.base) for e in edges if e.start in inside and e.end not in inside]
            cuts.append(min(crossing, default=math.inf))
        expected = max(cuts)
        assert widest(edges, end) == (None if math.isinf(expected) else expected)


@pytest.mark.parametrize("seed", range(60))
def test_19_as_many_separate_ways_as_steps_must_be_cut(seed: int) -> None:
    """At the width of the widest path there is a way; among the easier steps alone a cut of none is enough."""
    edges, names = random_graph(seed)
    for end in names[1:6]:
        found = widest(edges, end)
        if found is None:
            continue
        costs = [(edge.start, edge.end, SCALE.points(edge.ease.base)) for edge in edges[1:] if edge.start != edge.end]
        for limit, ways in ((found, True), (math.nextafter(found, -1), False)):
            graph = nx.DiGraph()
            graph.add_nodes_from(names)
            graph.add_edges_from(((a, b) for a, b, cost in costs if cost <= limit), capacity=1)
            flow = nx.maximum_flow_value(graph, names[0], end)
            assert flow == len(nx.minimum_edge_cut(graph, names[0], end))
            assert (flow > 0) is ways


def test_the_last_line_is_on_the_widest_path_and_not_on_the_easiest() -> None:
    easiest = [step("a", "b", 1.0), step("b", "end", 0.3)]
    wider = [step("a", "c", 0.5), step("c", "end", 0.5)]
    graph = Graph([Edge(START, "a", Step.HOLD, Ease(0.01)), *easiest, *wider], SCALE)
    found = hardest(graph, search(graph, graph.points(NOW)).weights, "end")
    assert found is not None
    assert (found[0].start, found[0].end, found[1]) == ("a", "c", SCALE.points(0.5))


def test_what_needs_two_things_is_as_wide_as_the_narrower_way_to_one_of_them() -> None:
    steps = [step(START, "a", 1.0), step("a", "cipher", 0.5), step("a", "key", 0.1), both("data", "cipher", "key")]
    assert widest([*steps, step("data", "end", 0.8)], "end") == SCALE.points(0.1)
    assert widest([*steps[:2], both("data", "cipher", "key")], "data") is None


def test_a_join_that_leads_back_to_what_it_needs_proves_nothing() -> None:
    circle = [step("a", "key", 0.1), both("data", "a", "key"), step("data", "key", 1.0)]
    assert widest([step(START, "a", 1.0), *circle], "data") == SCALE.points(0.1)


def test_where_an_attacker_stands_is_no_step() -> None:
    assert widest([Edge(START, "end", Step.HOLD, Ease(0.1))], "end") is None
    assert widest([], "end") is None


# Wang, Islam, Long, Singhal, Jajodia: "An Attack Graph-Based Probabilistic Security Metric" (DBSec 2008), their
# example of three machines. Each exploit has the chance of its name, wherever it is used.
CHANCE = {"ftp_rhosts": 0.8, "rsh": 0.9, "sshd_bof": 0.1, "local_bof": 0.1}
EXPLOITS = [
    ("ftp_rhosts", "user0", "trust10"),
    ("rsh", "trust10", "user1"),
    ("sshd_bof", "user0", "user1"),
    ("ftp_rhosts", "user0", "trust20"),
    ("rsh", "trust20", "user2"),
    ("ftp_rhosts", "user1", "trust21"),
    ("rsh", "trust21", "user2"),
    ("local_bof", "user2", "root2"),
]


def test_the_published_graph_of_three_machines() -> None:
    """Any way at all has the published 0.087; the easiest single way, which is what we say, 0.8 * 0.9 * 0.1."""
    total = 0.0
    for works in product((True, False), repeat=len(EXPLOITS)):
        reached, grew = {"user0"}, True
        while grew:
            more = {b for (_, a, b), on in zip(EXPLOITS, works, strict=True) if on and a in reached} - reached
            reached, grew = reached | more, bool(more)
        if "root2" in reached:
            chances = (
                CHANCE[name] if on else 1 - CHANCE[name] for (name, *_), on in zip(EXPLOITS, works, strict=True)
            )
            total += math.prod(chances)
    assert round(total, 3) == 0.087
    steps: list[Edge | Join] = [step(START, "user0", 1.0), *(step(a, b, CHANCE[name]) for name, a, b in EXPLOITS)]
    graph = Graph(steps, SCALE)
    found = search(graph, graph.points(NOW))
    assert SCALE.chance(found.to("root2")) == pytest.approx(0.072)
    assert [edge.end for edge, _ in found.way_to("root2")] == ["user0", "trust20", "user2", "root2"]
    assert SCALE.chance(found.to("root2")) <= total
    assert widest(steps, "root2") == SCALE.points(0.1)
