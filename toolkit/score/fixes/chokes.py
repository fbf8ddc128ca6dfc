"""Choke points: places that every path of note to some stores passes (scoring §1.8).

The graph is pruned to steps on some path of note: points from the attackers to the step, of the step, and on to the
nearest store. What needs several things at once is taken as reached from each of them; so a place is named only when
nothing goes round it, and some that could be named may be missed.
"""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from toolkit.core.fix import Choke
from toolkit.score.explain import where
from toolkit.score.fixes.dominators import immediate_dominators
from toolkit.score.graph import START
from toolkit.score.model import Look, Model
from toolkit.score.path import onward

KINDS = ("pos:", "store:", "dataset:")
"""Where attackers begin and end: no places to stop them at."""


def chokes(model: Model, look: Look, most: int = 10) -> tuple[Choke, ...]:
    """The places with the most stores behind them, at least two or all there are."""
    goals = _goals(model, look)
    if not goals:
        return ()
    graph = model.graph
    sink = len(graph.names)
    successors = _pruned(model, look)
    for goal in goals:
        successors.setdefault(goal, []).append(sink)
    above = immediate_dominators(successors, graph.index[START])
    behind: Counter[int] = Counter()
    for goal in goals:
        here = goal
        while (here := above[here]) != graph.index[START]:
            behind[here] += 1
    stores: dict[str, int] = {}
    for node, count in behind.items():
        name = graph.names[node]
        if not name.startswith(KINDS) and (count > 1 or count == len(goals)):
            stores[where(name)] = max(count, stores.get(where(name), 0))
    ranked = sorted(stores.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Choke(place=place, stores=count, of=len(goals)) for place, count in ranked[:most])


def _goals(model: Model, look: Look) -> list[int]:
    limit = model.scale.points(model.tables.path_of_note)
    names = {name for holding in model.estate.holdings if holding.worth > 0 for name in holding.places}
    nodes = sorted(model.places[name].node for name in names)
    return [model.graph.index[node] for node in nodes if look.search.to(node) <= limit]


def _pruned(model: Model, look: Look) -> dict[int, list[int]]:
    graph, search = model.graph, look.search
    names = sorted({name for holding in model.estate.holdings if holding.worth > 0 for name in holding.places})
    then, _ = onward(graph, search.weights, [model.places[name].node for name in names])
    limit = model.scale.points(model.tables.path_of_note)
    starts, ends, costs = _steps(model, look)
    kept = search.points[starts] + costs + then[ends] <= limit
    successors: dict[int, list[int]] = {}
    for start, end in zip(starts[kept].tolist(), ends[kept].tolist(), strict=True):
        successors.setdefault(start, []).append(end)
    return successors


def _steps(model: Model, look: Look) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """All pairs of nodes with their points, and each join as free steps from its inputs."""
    graph = model.graph
    plain = np.ones(len(graph.start), bool)
    plain[graph.join_pairs] = False
    ends = np.repeat(graph.join_ends, [len(inputs) for inputs in graph.join_inputs])
    inputs = np.concatenate([np.zeros(0, np.int64), *graph.join_inputs])
    return (
        np.concatenate([graph.start[plain], inputs]).astype(np.int64),
        np.concatenate([graph.end[plain], ends]).astype(np.int64),
        np.concatenate([look.search.weights.by_pair[plain], np.zeros(len(inputs))]),
    )
