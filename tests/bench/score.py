"""A large estate scored: 100,000 machines, a million attack steps; networkx beside a tenth of it."""

import random
import resource
import sys
from collections.abc import Iterator
from dataclasses import replace

import networkx as nx

from tests.bench.table import cost, row, value
from toolkit.core.inventory import DataClass, Inventory
from toolkit.core.step import Position, Step
from toolkit.core.target import Family
from toolkit.facts.identity import identify
from toolkit.score.assess import report
from toolkit.score.estate import Estate, Holding, Place
from toolkit.score.evidence import Control, Weakness
from toolkit.score.graph import START, Ease, Edge, Graph, Lens, node
from toolkit.score.model import Model
from toolkit.score.path import search
from toolkit.score.sight import Sight
from toolkit.score.tables import shipped


def steps(assets: int, count: int, stores: int) -> Iterator[Edge]:
    """Machines with three states each, joined at random with heavy tails; a third of them carry evidence."""
    chance = random.Random(1)
    for position in Position:
        yield Edge(START, node(position), Step.HOLD, Ease(0.5, number=f"prior.{position}"))
    hosts = [f"host:h{n}" for n in range(assets)]
    bases = (
        (0.02, "residual.login"),
        (0.05, "residual.escalate"),
        (0.2, "failing.low"),
        (0.5, "failing.medium"),
        (1, ""),
    )
    plain = [Ease(base, number=number) for base, number in bases]
    for n, host in enumerate(hosts):
        weak = tuple(
            Weakness(
                (host, f"check{i}", ""),
                Family.SERVER,
                chance.random(),
                *chance.choice(((1.0, 0.0), (0.0, 1.0), (0.0, 0.0))),
                number="failing.high",
            )
            for i in range(3)
        )
        held = (Control((host, "control", ""), Family.SERVER, 0.2, 0.0, 0.0, number="holding.login"),)
        yield Edge(f"{host}:net", f"{host}:user", Step.LOGIN, Ease(0.02, weak, held, number="residual.login"))
        yield Edge(f"{host}:user", f"{host}:root", Step.ESCALATE, plain[n % 3])
    for n in range(stores):
        yield Edge(f"{chance.choice(hosts)}:root", f"store:s{n}:read", Step.HOLD, plain[4])
    for _ in range(count - 2 * assets - stores):
        start = hosts[int(assets * chance.random() ** 3)]
        yield Edge(f"{start}:user", f"{chance.choice(hosts)}:net", Step.REACH, plain[3 + int(2 * chance.random())])
    for n in range(20):
        yield Edge(node(Position.INTERNET), f"{hosts[n * assets // 20]}:net", Step.REACH, plain[3])


def estate(stores: int) -> Estate:
    nothing = Inventory()
    names = [f"s{n}" for n in range(stores)]
    return Estate(
        inventory=nothing,
        identities=identify(nothing, ()),
        sight=Sight(nothing, ()),
        hosts=(),
        places=tuple(Place(name=name, title=name) for name in names),
        holdings=tuple(
            Holding(name=name, data_class=DataClass.PERSONAL, records=1000 * n, worth=10**6 * n, places=(name,))
            for n, name in enumerate(names)
        ),
        notes=(),
    )


def main() -> None:
    """Print the cost of one score of a large estate, and of the search alone beside networkx."""
    edges = [
        edge._replace(start=sys.intern(edge.start), end=sys.intern(edge.end))
        for edge in steps(100_000, 1_000_000, 500)
    ]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with cost() as built:
        model = Model(estate(500), edges, shipped())
    with cost() as scored:
        model.look(Lens(0.5), unseen_may_pass=False)
    with cost() as said:
        posture = report(model, ())
    value("score: graph of 100k machines, 1M steps, CPU", built.cpu, "s")
    value("score: one look (search, value, caps), CPU", scored.cpu, "s")
    value("score: posture (all lenses, explained), CPU", said.cpu, "s")
    value("score: built and whole posture, CPU", built.cpu + said.cpu, "s", 3.0)
    with cost() as indexed:
        model.graph.about("none")
    with cost() as again:
        changed = {number: replace(ease, base=0.5) for number, ease, _ in model.graph.about("host:h7")}
        model.with_eases(changed).look(Lens(0.5), unseen_may_pass=False)
    value("score: which steps each server decides, once, CPU", indexed.cpu, "s")
    value("score: one server looked at again, CPU", again.cpu, "s")
    value("score: built and whole posture, wall", built.wall + said.wall, "s")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    value("score: peak memory of the process", after / 1024, "MB", 1024.0)
    value("score: of that beyond the list of steps", (after - before) / 1024, "MB")
    print(f"  score {posture.score:.2f}, {len(posture.path.steps) if posture.path else 0} steps", file=sys.stderr)
    beside_networkx()


def beside_networkx() -> None:
    """The same build and search on 10,000 machines and 100,000 steps."""
    edges = list(steps(10_000, 100_000, 50))
    scale = Model(estate(0), (), shipped()).scale
    with cost() as ours:
        graph = Graph(edges, scale)
        search(graph, graph.points(Lens(0.5)))
    chances = Graph(edges, scale).points(Lens(0.5)).by_edge.tolist()
    with cost() as theirs:
        other = nx.DiGraph()
        for edge, weight in zip(edges, chances, strict=True):
            old = other.get_edge_data(edge.start, edge.end)
            if old is None or weight < old["weight"]:
                other.add_edge(edge.start, edge.end, weight=weight)
        nx.single_source_dijkstra_path_length(other, START)
    row("score: build and search, beside networkx, CPU", ours.cpu, theirs.cpu, "s")


if __name__ == "__main__":
    main()
