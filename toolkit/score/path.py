"""The easiest way through the graph: Dijkstra on points, forwards from attackers and backwards from data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from toolkit.score.graph import START, Edge, Graph, Points, Weights

NOWHERE = -9999
"""What scipy gives as the predecessor of a node that has none."""


@dataclass(frozen=True, slots=True)
class Search:
    """Points to every node from every attacker, and from where the easiest way comes."""

    graph: Graph
    weights: Weights
    points: Points
    came_from: NDArray[np.int32]

    def to(self, name: str) -> float:
        """Points of the easiest way to this node; infinite when there is none."""
        place = self.graph.index.get(name)
        return float("inf") if place is None else float(self.points[place])

    def way_to(self, name: str) -> list[tuple[Edge, float]]:
        """Its steps with their points, the first leaving `START`."""
        here = self.graph.index[name]
        way = []
        while (before := int(self.came_from[here])) != NOWHERE:
            way.append(self.graph.between(before, here, self.weights))
            here = before
        return way[::-1]


def search(graph: Graph, weights: Weights) -> Search:
    """Every attacker at once. Steps of chance 1 have zero points and stay edges: the matrix is built as CSR."""
    points, came_from = dijkstra(_matrix(graph, weights), indices=graph.index[START], return_predecessors=True)
    return Search(graph, weights, points, came_from)


def from_node(graph: Graph, weights: Weights, name: str) -> Points:
    """Points from one node to every other."""
    found: Points = dijkstra(_matrix(graph, weights), indices=graph.index[name])
    return found


def to_any(graph: Graph, weights: Weights, names: Sequence[str]) -> Points:
    """Points from every node to the nearest of these; infinite where none can be reached."""
    indices = [graph.index[name] for name in names if name in graph.index]
    if not indices:
        return np.full(len(graph.names), np.inf)
    turned = _matrix(graph, weights).T.tocsr()
    found: Points = dijkstra(turned, indices=indices, min_only=True)
    return found


def _matrix(graph: Graph, weights: Weights) -> "csr_array":
    size = len(graph.names)
    return csr_array((weights.by_pair, graph.end, graph.row), shape=(size, size))
