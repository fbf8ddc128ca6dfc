"""Ceilings that need a look at the whole graph: a flaw in use elsewhere, a few steps from the internet to the data.

The number of steps counts here, not only their ease: an attack that others carry out already needs no skill.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.core.posture import Cap
from toolkit.core.step import Position
from toolkit.score.evidence import Weakness
from toolkit.score.graph import Ease, Graph, Lens, Points, Weights, node
from toolkit.score.tables import Tables

Pairs = tuple[NDArray[np.int64], NDArray[np.int64], Points]
"""Starts, ends and points of all pairs of nodes."""
KNOWN_EXPLOITED = "known-exploited"
"""Name of the ceiling."""


def known_exploited(
    graph: Graph, weights: Weights, lens: Lens, targets: Sequence[str], tables: Tables
) -> tuple[Cap, ...]:
    """The cap of flaws that are known to be exploited, on short paths from the internet to `targets`.

    Up to and through the flaw the path must be of note; from there on it is enough that it leads to the data.
    """
    ways = ShortWays(graph, weights, lens, targets, tables)
    found = {
        one.key[1:] + one.key[:1] for number in ways.numbers for one in exploited(graph.edges[number].ease, lens)
    }
    if not found:
        return ()
    named = [f"{check} on {target}" for check, _, target in sorted(found)]
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    steps = tables.known_exploited_steps
    words = f"a flaw that is known to be exploited, at most {steps} steps from the internet to personal data"
    because = f"{words}: {', '.join(named[:3])}{more}"
    return (Cap(name=KNOWN_EXPLOITED, ceiling=tables.known_exploited_ceiling, because=because),)


class ShortWays:
    """Steps eased by a flaw in use, on ways of few enough steps from the internet to `targets`."""

    def __init__(self, graph: Graph, weights: Weights, lens: Lens, targets: Sequence[str], tables: Tables) -> None:
        self.graph, self.weights = graph, weights
        self.numbers: list[int] = []
        """Numbers of those steps."""
        numbers, starts, ends = graph.pairs_of(graph.exploited(lens))
        if not len(numbers):
            return
        most = tables.known_exploited_steps - 1
        self._pairs = _pairs(graph, weights)
        start, end, cost = self._pairs
        self._there = _within(graph, (start, end, cost), [node(Position.INTERNET)], most)
        self._onward = _within(graph, (end, start, cost), targets, most)
        leads = [
            np.where(np.isfinite(self._onward[most - n][ends]), self._there[n][starts], np.inf)
            for n in range(most + 1)
        ]
        short = np.min(leads, axis=0) + weights.by_edge[numbers] < graph.scale.points(tables.known_exploited_path)
        self.numbers = numbers[short].tolist()
        self._before = dict(zip(self.numbers, np.argmin(leads, axis=0)[short].tolist(), strict=True))

    def nodes_to(self, number: int) -> list[int]:
        """Nodes of the easiest such way from the internet to where this step starts."""
        start, end, cost = self._pairs
        return _traced(self._there, self._before[number], int(self.graph.start_of[number]), (start, end, cost))[::-1]

    def place_behind(self, number: int) -> str:
        """The nearest of the targets behind this step."""
        start, end, cost = self._pairs
        last = len(self._onward) - 1 - self._before[number]
        return self.graph.names[_traced(self._onward, last, int(self.graph.end_of[number]), (end, start, cost))[-1]]


def _traced(rounds: list[Points], steps: int, here: int, pairs: Pairs) -> list[int]:
    """The way that `_within` found to this node, from it back to where it began."""
    starts, ends, costs = pairs
    way = [here]
    for before in reversed(rounds[:steps]):
        points = rounds[steps][here]
        steps -= 1
        if before[here] == points:
            continue
        into = np.flatnonzero(ends == here)
        here = int(starts[into[np.argmin(before[starts[into]] + costs[into])]])
        way.append(here)
    return way


def exploited(ease: Ease, lens: Lens) -> list[Weakness]:
    """The flaws in use that ease this step."""
    return [one for one in ease.weaknesses if one.exploited and one.failing and lens.share(one)]


def _within(graph: Graph, pairs: Pairs, names: Sequence[str], steps: int) -> list[Points]:
    """Points between `names` and every node in at most 0, 1, 2 ... steps; into a join from each of its inputs."""
    first = np.full(len(graph.names), np.inf)
    first[[graph.index[name] for name in names if name in graph.index]] = 0.0
    starts, ends, costs = pairs
    found = [first]
    for _ in range(steps):
        further = found[-1].copy()
        np.minimum.at(further, ends, found[-1][starts] + costs)
        found.append(further)
    return found


def _pairs(graph: Graph, weights: Weights) -> Pairs:
    starts = np.repeat(np.arange(len(graph.names)), np.diff(graph.row))
    ends, costs = graph.end.astype(np.int64), weights.by_pair
    for join, inputs in zip(graph.join_ends, graph.join_inputs, strict=True):
        starts = np.concatenate([starts, inputs])
        ends = np.concatenate([ends, np.full(len(inputs), join)])
        costs = np.concatenate([costs, np.zeros(len(inputs))])
    return starts, ends, costs
