"""A small graph searched under many tables at once: Bellman and Ford, one row a draw."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from toolkit.score.evidence import Control, Weakness
from toolkit.score.graph import START, Ease, Graph, Lens
from toolkit.score.tables import Tables

Numbers = NDArray[np.float64]


class Draws:
    """Factors on numbers of the tables, one row a draw; a number that is not named stays as it is."""

    def __init__(self, tables: Tables, factors: Sequence[Mapping[str, float]]) -> None:
        self.count = len(factors)
        names = sorted({name for one in factors for name in one})
        self._columns = {name: np.array([one.get(name, 1.0) for one in factors]) for name in names}
        self.unknown = np.minimum(1.0, tables.unknown * self.factor("model.unknown"))

    @classmethod
    def all_alike(cls, tables: Tables, factor: float, names: Iterable[str]) -> "Draws":
        """One draw that moves all of these alike, and how bad the unknown is."""
        return cls(tables, [dict.fromkeys((*names, "model.unknown"), factor)])

    def factor(self, name: str) -> Numbers:
        """Of one number, by draw."""
        return self._columns.get(name, np.ones(self.count))

    def of(self, names: Sequence[str]) -> Numbers:
        """Of many numbers: a row a draw, a column a name. What has no name is structure and stays."""
        distinct = {name: place for place, name in enumerate(dict.fromkeys(names))}
        table = np.stack([self.factor(name) for name in distinct], axis=1) if distinct else np.ones((self.count, 0))
        chosen: Numbers = table[:, [distinct[name] for name in names]]
        return chosen


class Small:
    """A part of a graph, its numbers by their names in the tables."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.size = len(graph.edges)
        self._by_end = np.argsort(graph.end_of, kind="stable")
        ends = graph.end_of[self._by_end]
        self._first = np.flatnonzero(np.diff(ends, prepend=-1))
        self._ends = ends[self._first]
        self._starts = graph.start_of[self._by_end]
        self._missing = len(graph.names)

    def index(self, name: str) -> int:
        """Column of a node; one that is infinite for a node that is not there."""
        return self.graph.index.get(name, self._missing)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """All that its steps rest on."""
        return frozenset(name for ease in self.graph.eases for name in numbers_of(ease)) - {""}

    def points_to(self, draws: Draws, lens: Lens) -> Numbers:
        """Points of every node, by draw; a column more, of nodes that are not there."""
        costs = self._costs(draws, lens)[:, self._by_end]
        found = np.full((draws.count, self._missing + 1), np.inf)
        found[:, self.graph.index[START]] = 0.0
        while True:
            nearer = found.copy()
            if self.size:
                came = np.minimum.reduceat(found[:, self._starts] + costs, self._first, axis=1)
                nearer[:, self._ends] = np.minimum(nearer[:, self._ends], came)
            for end, inputs in zip(self.graph.join_ends, self.graph.join_inputs, strict=True):
                nearer[:, end] = np.minimum(nearer[:, end], found[:, inputs].max(axis=1))
            if np.array_equal(nearer, found):
                return found
            found = nearer

    def _costs(self, draws: Draws, lens: Lens) -> Numbers:
        """Points by draw and step; infinite for steps into joins, which `points_to` works out itself."""
        chances = _chances(self.graph.eases, draws, lens)
        costs = (-np.log(chances) * self.graph.scale.factor)[:, self.graph.ease_of]
        into = np.isin(self.graph.end_of, self.graph.join_ends) & (self.graph.start_of == self.graph.index[START])
        costs[:, into] = np.inf
        return np.abs(costs)


def numbers_of(ease: Ease) -> list[str]:
    """Names of the numbers that an ease is made of."""
    return [ease.number, *(one.number for one in ease.weaknesses), *(one.number for one in ease.controls)]


def _chances(eases: Sequence[Ease], draws: Draws, lens: Lens) -> Numbers:
    """`Columns.chances` under every draw: the same formula, a row more."""
    chances = np.minimum(1.0, np.array([ease.base for ease in eases]) * draws.of([ease.number for ease in eases]))
    weak = [(place, one) for place, ease in enumerate(eases) for one in ease.weaknesses]
    if weak:
        owner, ones = np.array([place for place, _ in weak]), [one for _, one in weak]
        value = np.minimum(1.0, np.array([one.ease for one in ones]) * draws.of([one.number for one in ones]))
        low = chances[:, owner]
        eased = low + _shares(ones, draws, lens) * (value - low)
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        at = owner[first]
        chances[:, at] = np.maximum(chances[:, at], np.maximum.reduceat(eased, first, axis=1))
    held = [(place, one) for place, ease in enumerate(eases) for one in ease.controls]
    if held:
        owner, controls = np.array([place for place, _ in held]), [one for _, one in held]
        value = np.array([one.passing for one in controls]) * draws.of([one.number for one in controls])
        passing = np.minimum(1.0, value)
        through = passing + _shares(controls, draws, lens) * (1 - passing)
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        chances[:, owner[first]] *= np.multiply.reduceat(through, first, axis=1)
    return chances


def _shares(ones: Sequence[Weakness | Control], draws: Draws, lens: Lens) -> Numbers:
    certain = np.array([Lens(0.0, lens.only, lens.mended).share(one) for one in ones])
    whole = np.array([Lens(1.0, lens.only, lens.mended).share(one) for one in ones])
    shares: Numbers = certain + draws.unknown[:, None] * (whole - certain)
    return shares
