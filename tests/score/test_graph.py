"""The search against networkx, and the worked example of the reference (scoring §1.6) to its last digit."""

import math
import random
from collections.abc import Iterable

import networkx as nx
import pytest

from toolkit.core.inventory import DataClass, Inventory
from toolkit.core.step import Position, Step
from toolkit.core.target import Family
from toolkit.facts.identity import identify
from toolkit.score.estate import Estate, Holding, Place, worth
from toolkit.score.evidence import Control, Weakness
from toolkit.score.graph import START, Ease, Edge, Graph, Join, Lens, Scale, node
from toolkit.score.model import Model
from toolkit.score.path import search, to_any
from toolkit.score.sight import Sight
from toolkit.score.tables import shipped
from toolkit.score.value import Worth, worst_level

FAIL, UNKNOWN, PASS = (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)
SCALE = Scale(1e-3)
NOW = Lens(0.5)


def weakness(name: str, ease: float, said: tuple[float, float], family: Family = Family.SERVER) -> Weakness:
    return Weakness(("t", name, ""), family, ease, *said, name)


def control(name: str, passing: float, said: tuple[float, float]) -> Control:
    return Control(("t", name, ""), Family.SERVER, passing, *said, name)


def estate(*held: tuple[str, int]) -> Estate:
    nothing = Inventory()
    return Estate(
        inventory=nothing,
        identities=identify(nothing, ()),
        sight=Sight(nothing, ()),
        hosts=(),
        places=tuple(Place(name=name, title=name) for name, _ in held),
        holdings=tuple(
            Holding(
                name=name,
                data_class=DataClass.PERSONAL,
                records=records,
                worth=worth(shipped(), DataClass.PERSONAL, records),
                places=(name,),
            )
            for name, records in held
        ),
        notes=(),
    )


def step(start: str, end: str, base: float, *weaknesses: Weakness, controls: tuple[Control, ...] = ()) -> Edge:
    return Edge(start, end, Step.MOVE, Ease(base, weaknesses, controls))


def example(*, public=UNKNOWN, segmentation=FAIL, database=FAIL, purged: bool = False) -> Model:
    """internet -> web -> app -> db; internet -> staff -> vpn -> db; internet -> bucket; app -> backup."""
    internet = node(Position.INTERNET)
    edges = [
        Edge(START, internet, Step.HOLD, Ease(1.0)),
        step(internet, "web", 0.02, weakness("cve", 0.9, FAIL)),
        step("web", "app", 0.8, controls=(control("segmentation", 0.2, segmentation),)),
        step("app", "store:db:read", 0.02, weakness("db-auth", 0.5, database)),
        step(internet, "staff", 0.8),
        step("staff", "vpn", 0.9, controls=(control("mfa", 0.05, PASS),)),
        step("vpn", "store:db:read", 0.8),
        step(internet, "store:bucket:read", 0.02, weakness("public", 1.0, public)),
        step("app", "store:backup:read", 0.02),
    ]
    held = (("db", 2_000_000), ("bucket", 5_000 if purged else 50_000), ("backup", 2_000_000))
    return Model(estate(*held), edges, shipped())


@pytest.mark.parametrize(
    ("world", "score", "low", "high", "binding"),
    [
        ({}, 15.52, 5.77, 16.31, "bucket"),
        ({"public": FAIL}, 5.77, 5.77, 5.77, "bucket"),
        ({"public": PASS}, 16.31, 16.31, 16.31, "db"),
        ({"database": PASS}, 15.52, 5.77, 52.88, "bucket"),
        ({"public": PASS, "segmentation": PASS}, 39.61, 39.61, 39.61, "db"),
        ({"public": PASS, "database": PASS}, 52.88, 52.88, 52.88, "db"),
        ({"purged": True}, 16.31, 9.23, 16.31, "db"),
    ],
)
def test_the_worked_example(world, score: float, low: float, high: float, binding: str) -> None:
    model = example(**world)
    now = model.look(NOW)
    assert now.level is not None
    assert (round(now.score, 2), now.level.place) == (score, binding)
    assert round(model.look(Lens(1.0)).score, 2) == low
    assert round(model.look(Lens(0.0)).score, 2) == high


def test_the_risk_of_the_worked_example() -> None:
    level = example(public=PASS).look(NOW).level
    assert level is not None
    assert SCALE.chance(level.total) == pytest.approx(0.32405, abs=5e-6)
    assert SCALE.chance(level.points) == pytest.approx(0.36)
    assert level.value == pytest.approx(0.9001, abs=5e-5)


def random_graph(seed: int) -> tuple[list[Edge], list[str]]:
    chance = random.Random(seed)
    names = [f"n{n}" for n in range(chance.randint(2, 30))]
    edges = [Edge(START, names[0], Step.HOLD, Ease(1.0))]
    for _ in range(chance.randint(0, 120)):
        ease = Ease(chance.choice([1.0, 1.0, 0.9, 0.5, 0.1, chance.random() or 0.5]))
        edges.append(Edge(chance.choice(names), chance.choice(names), Step.MOVE, ease))
    return edges, names


@pytest.mark.parametrize("seed", range(150))
def test_the_best_path_is_that_of_networkx(seed: int) -> None:
    edges, names = random_graph(seed)
    oracle = nx.DiGraph()
    oracle.add_nodes_from([START, *names])
    for edge in edges:
        cost = SCALE.points(edge.ease.base)
        if (
            edge.start != edge.end
            and cost < oracle.get_edge_data(edge.start, edge.end, {"weight": math.inf})["weight"]
        ):
            oracle.add_edge(edge.start, edge.end, weight=cost)
    graph = Graph(edges, SCALE)
    found = search(graph, graph.points(NOW))
    expected = nx.single_source_dijkstra_path_length(oracle, START)
    assert {name: found.to(name) for name in names} == {name: expected.get(name, math.inf) for name in names}
    for name in expected:
        way = found.way_to(name)
        assert math.fsum(points for _, points in way) == expected[name]
        assert [edge.start for edge, _ in way[1:]] == [edge.end for edge, _ in way[:-1]]


@pytest.mark.parametrize("seed", range(40))
def test_backwards_and_from_one_node_agree_with_forwards(seed: int) -> None:
    edges, names = random_graph(seed)
    graph = Graph(edges, SCALE)
    weights = graph.points(NOW)
    inside = [name for name in names if name in graph.index]
    for target in inside[:5]:
        back = to_any(graph, weights, [target, "not there"])
        for start in inside[:5]:
            there = Graph([*edges[1:], Edge(START, start, Step.HOLD, Ease(1.0))], SCALE)
            assert back[graph.index[start]] == search(there, there.points(NOW)).to(target)


def both(end: str, *inputs: str) -> Join:
    return Join(end, inputs, Step.UNLOCK)


def test_what_needs_two_things_is_as_easy_as_the_harder_and_names_the_steps_of_both() -> None:
    edges = [step(START, "a", 0.9), step("a", "cipher", 0.5), step("a", "key", 0.1), both("data", "cipher", "key")]
    graph = Graph([*edges, step("data", "end", 0.8)], SCALE)
    found = search(graph, graph.points(NOW))
    assert SCALE.chance(found.to("data")) == pytest.approx(0.09)
    assert SCALE.chance(found.to("end")) == pytest.approx(0.072)
    way = found.way_to("end")
    assert [(edge.start, edge.end) for edge, _ in way] == [
        (START, "a"), ("a", "key"), ("key", "data"), ("data", "end"),
    ]  # fmt: skip
    assert math.fsum(points for _, points in way) == found.to("end")
    needed = {(edge.start, edge.end) for edge in found.derivation("end")}
    assert {("a", "cipher"), ("a", "key"), ("data", "end")} <= needed


@pytest.mark.parametrize("seed", range(60))
def test_joins_behind_joins_and_in_circles_agree_with_taking_the_least_fixpoint(seed: int) -> None:
    edges, names = random_graph(seed)
    chance = random.Random(seed)
    joins = [
        both(end, *chance.choices(names, k=chance.randint(2, 3)))
        for end in chance.sample(names[1:], k=len(names) // 5)
    ]
    graph = Graph([*edges, *joins], SCALE)
    found = search(graph, graph.points(NOW))
    cost = dict.fromkeys(graph.names, math.inf) | {START: 0.0}
    for _ in range(3 * len(cost)):  # by hand: until nothing falls any more
        for edge in edges:
            cost[edge.end] = min(cost[edge.end], cost[edge.start] + SCALE.points(edge.ease.base))
        for join in joins:
            cost[join.end] = min(cost[join.end], max(cost[name] for name in join.inputs))
    assert {name: found.to(name) for name in graph.names} == cost
    for name in graph.names[1:]:
        if math.isfinite(cost[name]):
            assert math.fsum(points for _, points in found.way_to(name)) == cost[name]


def weigh(*edges: Edge) -> float:
    graph = Graph(edges, SCALE)
    return search(graph, graph.points(NOW)).to("end")


def test_parallel_edges_are_the_easiest_and_never_their_sum() -> None:
    one, other = step(START, "end", 0.5), step(START, "end", 0.25)
    assert weigh(one, other) == weigh(other, one) == weigh(one) == SCALE.points(0.5)
    assert weigh(one, one) == weigh(one)


def test_a_certain_step_is_an_edge_and_costs_nothing() -> None:
    """A zero in a sparse matrix is easily lost: then the easiest path of all would not be seen."""
    assert weigh(step(START, "a", 1.0), step("a", "b", 1.0), step("b", "end", 1.0)) == 0.0


def test_cycles_and_loops_gain_nothing() -> None:
    edges = (
        step(START, "a", 0.5),
        step("a", "a", 1.0),
        step("a", "b", 1.0),
        step("b", "a", 1.0),
        step("b", "end", 0.5),
    )
    assert weigh(*edges) == SCALE.points(0.5) * 2


def test_no_edges_at_all() -> None:
    graph = Graph((), SCALE)
    assert search(graph, graph.points(NOW)).to("anywhere") == math.inf


@pytest.mark.parametrize(
    ("lens", "chance"),
    [
        (NOW, 0.02 + 0.5 * 0.98),
        (Lens(1.0), 1.0),
        (Lens(0.0), 0.02),
        (Lens(0.5, Family.CLOUD), 0.02 + 0.5 * 0.98),
        (Lens(0.5, Family.SERVER), 0.02),
        (Lens(0.5, mended=frozenset({("t", "public", "")})), 0.02),
    ],
)
def test_an_unknown_stands_between_by_theta(lens: Lens, chance: float) -> None:
    graph = Graph([step(START, "end", 0.02, weakness("public", 1.0, UNKNOWN, Family.CLOUD))], SCALE)
    assert search(graph, graph.points(lens)).to("end") == SCALE.points(chance)


def test_the_easiest_weakness_counts_and_every_control_that_works() -> None:
    weaknesses = (weakness("a", 0.2, FAIL), weakness("b", 0.8, FAIL), weakness("c", 1.0, PASS))
    controls = (control("x", 0.2, PASS), control("y", 0.6, FAIL), control("z", 0.6, UNKNOWN))
    edge = Edge(START, "end", Step.MOVE, Ease(0.02, weaknesses, controls))
    assert weigh(edge) == pytest.approx(SCALE.points(0.8 * 0.2 * 0.8))


def test_structure_that_is_not_known_is_nobodys_fault() -> None:
    """A family seen alone keeps what nobody can judge: it is no finding that could pass."""
    nowhere = Weakness(("", "", ""), None, 1.0, 0.0, 1.0, "", "not scanned")
    graph = Graph([step(START, "end", 0.05, nowhere)], SCALE)
    assert search(graph, graph.points(Lens(0.5, Family.CLOUD))).to("end") == search(graph, graph.points(NOW)).to(
        "end"
    )


def level(points: dict[str, float], *held: tuple[int, tuple[str, ...]]) -> tuple[float, str]:
    """Value and place of the worst level when `held` are records and the stores of their copies."""
    holdings = [
        Holding(name=f"d{n}", data_class=DataClass.PERSONAL, records=records, worth=1000 * records, places=places)
        for n, (records, places) in enumerate(held)
    ]
    found = worst_level(holdings, points.__getitem__, Worth(SCALE, 10**7))
    assert found is not None
    return found.value, found.place


def test_a_dataset_counts_at_its_easiest_copy_and_once() -> None:
    points = {"near": 10.0, "far": 40.0}
    assert (
        level(points, (1000, ("far", "near"))) == level(points, (1000, ("near",))) != level(points, (1000, ("far",)))
    )


def test_what_lies_open_together_counts_together() -> None:
    points = {"a": 10.0, "b": 10.0, "c": 10.5}
    assert level(points, (500, ("a",)), (500, ("b",)))[0] == level(points, (1000, ("a",)))[0]
    value, place = level(points, (10, ("a",)), (10**6, ("c",)))
    assert (value, place) == (level(points, (10**6 + 10, ("c",)))[0], "c")


def test_data_too_hard_to_reach_does_not_bind() -> None:
    assert level({"near": 0.0, "far": 99.0}, (1000, ("near",)), (10**7, ("far",)))[1] == "near"


def total(values: Iterable[float]) -> float:
    return math.fsum(values)


def test_points_are_exact_in_any_order() -> None:
    chance = random.Random(7)
    points = [SCALE.points(chance.random() or 1) for _ in range(200)]
    forwards = backwards = 0.0
    for one, other in zip(points, points[::-1], strict=True):
        forwards, backwards = forwards + one, backwards + other
    assert forwards == backwards == total(points)
