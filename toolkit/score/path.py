"""The easiest way through the graph: Dijkstra on points, forwards from attackers and backwards from data.

Joins (several states at once) are as dear as their dearest input. Their points only fall from one round to the next,
and are right after as many rounds as joins stand behind each other, plus one that changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from toolkit.core.step import Position
from toolkit.score.graph import JOINED, START, Edge, Graph, Points, Weights, node

NOWHERE = -9999
"""What scipy gives as the predecessor of a node that has none."""

Way = list[tuple[Edge, float]]


@dataclass(frozen=True, slots=True)
class Search:
    """Points to every node from every attacker, and from where the easiest way comes."""

    graph: Graph
    weights: Weights
    points: Points
    rounds: tuple["Round", ...]

    def to(self, name: str) -> float:
        """Points of the easiest way to this node; infinite when there is none."""
        place = self.graph.index.get(name)
        return float("inf") if place is None else float(self.points[place])

    def way_to(self, name: str) -> Way:
        """Its steps with their points, the first leaving `START`; through a join, those of its dearest input."""
        return self._way(self.graph.index[name], self.rounds[-1])

    def derivation(self, name: str) -> list[Edge]:
        """Every step that is needed, each once, all inputs of joins included; in a fixed order."""
        found: dict[tuple[str, str], Edge] = {}
        left = [(self.graph.index[name], self.rounds[-1])]
        done = set()
        while left:
            here, when = left.pop()
            way = self._plain_way(here, when)
            for edge, _ in way:
                found[edge.start, edge.end] = edge
            if way and way[0][0].ease is JOINED and (way[0][0].end, when.number) not in done:
                done.add((way[0][0].end, when.number))
                join, then = self._behind(way[0][0], when)
                left += [(int(one), then) for one in self.graph.join_inputs[join]]
        return [found[key] for key in sorted(found)]

    def _way(self, here: int, when: "Round") -> Way:
        way = self._plain_way(here, when)
        if not way or way[0][0].ease is not JOINED:
            return way
        first = way[0][0]
        join, then = self._behind(first, when)
        inputs = self.graph.join_inputs[join]
        dearest = int(inputs[int(np.argmax(then.points[inputs]))])
        last = Edge(self.graph.names[dearest], first.end, first.step, JOINED)
        return [*self._way(dearest, then), (last, 0.0), *way[1:]]

    def _plain_way(self, here: int, when: "Round") -> Way:
        """Back to `START`, which a join comes from directly."""
        way = []
        while (before := int(when.came_from[here])) != NOWHERE:
            way.append(self.graph.between(before, here, self.weights))
            here = before
        return way[::-1]

    def _behind(self, edge: Edge, when: "Round") -> tuple[int, "Round"]:
        """Which join it is, and the round in which its inputs were as it was then taken to cost."""
        join = int(np.searchsorted(self.graph.join_ends, self.graph.index[edge.end]))
        return join, self.rounds[int(when.set_in[join])]


@dataclass(frozen=True, slots=True)
class Round:
    """One pass of Dijkstra. Ways through joins are told from the round in which the join was set: so they end."""

    number: int
    points: Points
    came_from: NDArray[np.int32]
    set_in: NDArray[np.int64]
    """For each join, the round whose points it costs in this one."""


def search(graph: Graph, weights: Weights, only: Position | None = None) -> Search:
    """Every attacker at once, or only those at one position.

    Steps of chance 1 have zero points and stay edges: the matrix is built as CSR.
    """
    pairs = weights.by_pair.copy()
    if only is not None:
        for position in Position:
            if position is not only and (place := graph.index.get(node(position))) is not None:
                pairs[graph.pair(START, place)] = np.inf
    pairs[graph.join_pairs] = np.inf
    set_in = np.full(len(graph.joins), -1, np.int64)
    rounds: list[Round] = []
    while True:
        points, came_from = dijkstra(_matrix(graph, pairs), indices=graph.index[START], return_predecessors=True)
        rounds.append(Round(len(rounds), points, came_from, set_in.copy()))
        reached = np.array([points[inputs].max() for inputs in graph.join_inputs], np.float64)
        easier = reached < points[graph.join_ends] if graph.joins else np.zeros(0, bool)
        if not easier.any():
            return Search(graph, Weights(weights.by_edge, pairs), points, tuple(rounds))
        pairs[graph.join_pairs[easier]] = reached[easier]
        set_in[easier] = len(rounds) - 1


def to_any(graph: Graph, weights: Weights, names: Sequence[str]) -> Points:
    """Points from every node to the nearest of these; infinite where none can be reached.

    A join is taken as an edge from each of its inputs: less than it costs, so that nothing on a way is missed.
    """
    return onward(graph, weights, names)[0]


def onward(graph: Graph, weights: Weights, names: Sequence[str]) -> tuple[Points, NDArray[np.int32]]:
    """`to_any`, and the next node on that way; `NOWHERE` where it ends."""
    indices = [graph.index[name] for name in names if name in graph.index]
    if not indices:
        return np.full(len(graph.names), np.inf), np.full(len(graph.names), NOWHERE, np.int32)
    turned = _matrix(graph, weights.by_pair).T.tocsr()
    if graph.joins:
        ends = np.repeat(graph.join_ends, [len(inputs) for inputs in graph.join_inputs])
        inputs = np.concatenate(graph.join_inputs)
        turned = _with_free(turned, ends, inputs)
    found, following, _ = dijkstra(turned, indices=indices, min_only=True, return_predecessors=True)
    return found, following


def _with_free(matrix: "csr_array", starts: NDArray[np.int64], ends: NDArray[np.int64]) -> "csr_array":
    """The same with edges that cost nothing. Built from sorted, distinct pairs: sums of duplicates would be wrong."""
    size = matrix.shape[0]
    old = np.repeat(np.arange(size), np.diff(matrix.indptr)) * size + matrix.indices
    pairs = np.concatenate([old, starts * size + ends])
    costs = np.concatenate([matrix.data, np.zeros(len(starts))])
    order = np.lexsort((costs, pairs))
    pairs, costs = pairs[order], costs[order]
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    row, column = np.divmod(pairs[first], size)
    return csr_array((costs[first], column, np.searchsorted(row, np.arange(size + 1))), shape=(size, size))


def _matrix(graph: Graph, pairs: Points) -> "csr_array":
    size = len(graph.names)
    return csr_array((pairs, graph.end, graph.row), shape=(size, size))
