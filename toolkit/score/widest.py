"""The widest path: the one whose hardest step is easiest (scoring §1.3). What is hardest there still holds.

By cutting in half: with all steps up to some points, is there a way at all? A join needs all of its inputs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from toolkit.score.graph import START, Edge, Graph, Points, Weights
from toolkit.score.path import NOWHERE


def hardest(graph: Graph, weights: Weights, end: str) -> tuple[Edge, float] | None:
    """The hardest step of the widest path to this node, and its points. Where an attacker stands is no step.

    None when there is no way. Of equally hard steps the first by name.
    """
    costs = weights.by_pair.copy()
    costs[graph.row[graph.index[START]] : graph.row[graph.index[START] + 1]] = 0.0
    costs[graph.join_pairs] = np.inf
    place = graph.index.get(end)
    if place is None or not _within(graph, costs, np.inf).reaches(place):
        return None
    steps = np.unique(costs[np.isfinite(costs)])
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if _within(graph, costs, steps[middle]).reaches(place):
            high = middle
        else:
            low = middle + 1
    pairs = _within(graph, costs, steps[low]).pairs_to(place)
    hard = [(graph.between(*pair, weights)) for pair in pairs if pair[0] != graph.index[START]]
    return max(sorted(hard, key=lambda found: found[0][:3]), key=lambda found: found[1], default=None)


@dataclass(frozen=True, slots=True)
class _Reached:
    """What can be reached, told in rounds: a join leads on from the round after that in which all it needs was."""

    graph: Graph
    came_from: tuple[NDArray[np.int32], ...]
    joined_in: NDArray[np.int64]
    """For each join, the round in which all its inputs were there; -1: never."""

    def reaches(self, place: int) -> bool:
        """Whether there is a way to this node."""
        return place == self.graph.index[START] or int(self.came_from[-1][place]) != NOWHERE

    def pairs_to(self, place: int) -> set[tuple[int, int]]:
        """Every pair of nodes on a way to this one, all inputs of joins included."""
        start, found = self.graph.index[START], set()
        left = [(place, len(self.came_from) - 1)]
        while left:
            here, when = left.pop()
            while (before := int(self.came_from[when][here])) != NOWHERE:
                join = int(np.searchsorted(self.graph.join_ends, here)) if before == start else len(self.graph.joins)
                if join < len(self.graph.joins) and self.graph.join_ends[join] == here:
                    then = int(self.joined_in[join])
                    left += [(int(one), then) for one in self.graph.join_inputs[join]]
                else:
                    found.add((before, here))
                here = before
        return found


def _within(graph: Graph, costs: Points, limit: float) -> _Reached:
    """What can be reached by steps of at most `limit` points."""
    open_ = np.isfinite(costs) & (costs <= limit)
    joined_in = np.full(len(graph.joins), -1, np.int64)
    rounds: list[NDArray[np.int32]] = []
    while True:
        _, came_from = breadth_first_order(_matrix(graph, open_), graph.index[START])
        rounds.append(came_from)
        there = came_from != NOWHERE
        there[graph.index[START]] = True
        new = [n for n, needs in enumerate(graph.join_inputs) if joined_in[n] < 0 and bool(there[needs].all())]
        if not new:
            return _Reached(graph, tuple(rounds), joined_in)
        joined_in[new] = len(rounds) - 1
        open_[graph.join_pairs[new]] = True


def _matrix(graph: Graph, open_: NDArray[np.bool_]) -> "csr_array":
    size = len(graph.names)
    row = np.concatenate([[0], np.cumsum(open_)])[graph.row]
    return csr_array((np.ones(int(open_.sum())), graph.end[open_], row), shape=(size, size))
