"""The attack graph: who can become what by which step, and how easily.

Everything is counted in points, 100 * -ln(p) / -ln(R0), on a grid of 2^-32 points: sums are then exact,
so the order of findings, hosts and edges cannot move the score by a bit, and points of steps add up.
"""

import gc
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from toolkit.core.step import Position, Step
from toolkit.core.target import Family
from toolkit.score.columns import Columns
from toolkit.score.evidence import Control, Key, Required, Weakness

START = ""
"""The node before every position: an edge from it to a position carries the prior."""

GRID = 2.0**32

Points = NDArray[np.float64]
Thing = TypeVar("Thing")
STARTS, ENDS, EASE = itemgetter(0), itemgetter(1), itemgetter(3)
"""Parts of an edge; a million times a name costs more than a number."""


def node(position: Position) -> str:
    """Node id of a starting position."""
    return f"pos:{position}"


@dataclass(frozen=True, slots=True, eq=False)
class Ease:
    """How easy a step is: the residual, raised by the easiest weakness, lowered by every working control.

    Shared by all edges that the same evidence decides. Compared by identity.
    """

    base: float
    weaknesses: tuple[Weakness, ...] = ()
    controls: tuple[Control, ...] = ()
    required: tuple[Required, ...] = ()
    judgement: str = ""
    """What the number rests on when no finding decides, in words."""
    number: str = ""
    """Which number of the tables `base` is, as in `residual.login`; empty: structure."""


JOINED = Ease(1.0, judgement="all that it needs is at hand")
"""The ease of every join: it costs nothing beyond its inputs."""


class Edge(NamedTuple):
    """One attack step between two states."""

    start: str
    end: str
    step: Step
    ease: Ease


class Join(NamedTuple):
    """A state that needs several others at once: as easy as the hardest of them.

    The minimum is an upper bound of the chance of all together (Frechet), whatever they have in common, so that a
    shared step is not counted twice.
    """

    end: str
    inputs: tuple[str, ...]
    step: Step


@dataclass(frozen=True, slots=True)
class Lens:
    """One way to look at the evidence: how bad the unseen is, whose findings count, what has been mended."""

    unknown: float
    only: Family | None = None
    mended: frozenset[Key] = frozenset()

    def share(self, one: Weakness | Control) -> float:
        """How far this counts as failing: 0 passing, 1 failing."""
        if one.key in self.mended or (self.only and one.family and one.family is not self.only):
            return 0.0
        return one.failing + self.unknown * one.unseen


@dataclass(frozen=True, slots=True)
class Scale:
    """Chances to points and back."""

    risk_appetite: float

    def points(self, chance: float) -> float:
        """Points of one chance, on the grid; infinite for no chance at all."""
        if chance <= 0:
            return math.inf
        return round(-math.log(chance) * self.factor * GRID) / GRID

    def chance(self, points: float) -> float:
        """The chance that costs these points, to nine digits."""
        return float(f"{math.exp(-points / self.factor):.9g}")

    @property
    def factor(self) -> float:
        """Points for each unit of -ln p."""
        return 100 / -math.log(self.risk_appetite)

    def all_points(self, chances: Points) -> Points:
        """`points` for many at once; none of them may be zero."""
        return np.abs(np.rint(np.log(chances) * (-self.factor * GRID)) / GRID)


class Graph:
    """Nodes in order of their names, edges grouped by the pair of nodes they join. Immutable.

    Among parallel edges the easiest counts. Edges from a node to itself gain nothing and are left out. A join is an
    edge from `START` whose points a search fills in.
    """

    def __init__(self, edges: Iterable[Edge | Join], scale: Scale) -> None:
        with _no_cycles():
            self._build(edges, scale)

    def _build(self, given: Iterable[Edge | Join], scale: Scale) -> None:
        self.scale = scale
        every = list(given)
        joins = {join.end: join for join in every if join.__class__ is Join}
        edges: list[Edge] = [one for one in every if one.__class__ is Edge] if joins else every  # type: ignore[assignment]
        edges += [Edge(START, join.end, join.step, JOINED) for join in joins.values()]
        inputs = [name for join in joins.values() for name in join.inputs]
        self.index, ends = _numbered(edges, (START, *inputs))
        self.names = list(self.index)
        if loops := set(np.flatnonzero(ends[0] == ends[1]).tolist()):
            edges = [edge for number, edge in enumerate(edges) if number not in loops]
            ends = ends[:, ends[0] != ends[1]]
        self.edges = edges
        self.start_of, self.end_of = ends.astype(np.int32)
        """Nodes of every edge."""
        count = len(self.names)
        pair = ends[0] * count + ends[1]
        self._order = np.argsort(pair, kind="stable")
        pair = pair[self._order]
        self._first = np.flatnonzero(np.diff(pair, prepend=-1))
        self.start, self.end = (half.astype(np.int32) for half in np.divmod(pair[self._first], count))
        self.row = np.searchsorted(self.start, np.arange(count + 1)).astype(np.int32)
        self._eases, self.ease_of = _distinct(list(map(EASE, edges)))
        """Every distinct ease, and which one each edge has."""
        self._evidence = Columns(self._eases)
        self._changed: Columns | None = None
        self.joins = [joins[end] for end in sorted(joins)]
        """In the order of their ends."""
        start = self.index[START]
        self.join_pairs = np.array([self._pair(start, self.index[join.end]) for join in self.joins], np.int64)
        self.join_ends = np.array([self.index[join.end] for join in self.joins], np.int64)
        self.join_inputs = [np.array([self.index[name] for name in join.inputs], np.int64) for join in self.joins]

    def points(self, lens: Lens, factor: float = 1.0) -> "Weights":
        """The points of every step under this lens, with every number of the steps that many times as large."""
        chances = self._evidence.chances(lens, factor)
        if self._changed:
            chances = np.concatenate([chances, self._changed.chances(lens, factor)])
        by_ease = self.scale.all_points(chances)
        by_edge = by_ease[self.ease_of]
        by_pair = np.minimum.reduceat(by_edge[self._order], self._first) if len(self.edges) else by_edge
        return Weights(by_edge, by_pair)

    def pair(self, start: str, end: int) -> int:
        """Place of the pair of a node by name and one by number, which must be joined by an edge."""
        return self._pair(self.index[start], end)

    def _pair(self, start: int, end: int) -> int:
        return int(self.row[start] + np.searchsorted(self.end[self.row[start] : self.row[start + 1]], end))

    def between(self, start: int, end: int, weights: "Weights") -> tuple[Edge, float]:
        """The edge that counts from one node to another, and its points."""
        number = min(
            self.parallel(self._pair(start, end)),
            key=lambda n: (weights.by_edge[n], self.edges[n].step, _words(self.edges[n].ease)),
        )
        return self.edges[number], float(weights.by_edge[number])

    def parallel(self, place: int) -> list[int]:
        """Numbers of all edges of a pair of nodes, by the place of the pair."""
        limit = self._first[place + 1] if place + 1 < len(self._first) else len(self.edges)
        return [int(number) for number in self._order[self._first[place] : limit]]

    def into_join(self, start: int, end: int) -> Edge | None:
        """The step into a join that needs `start` among others; None when there is none of that kind."""
        at = int(np.searchsorted(self.join_ends, end))
        if at == len(self.joins) or self.join_ends[at] != end or start not in self.join_inputs[at]:
            return None
        return Edge(self.names[start], self.names[end], self.joins[at].step, JOINED)

    def pairs_of(
        self, wanted: Sequence[bool] | NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """Edge numbers whose ease is wanted (one flag an ease), with their start and end nodes."""
        chosen = np.flatnonzero(np.asarray(wanted, bool)[self.ease_of]) if len(self.edges) else np.zeros(0, np.int64)
        return chosen, self.start_of[chosen], self.end_of[chosen]

    def exploited(self, lens: Lens) -> NDArray[np.bool_]:
        """One flag an ease, as `pairs_of` takes them: whether a flaw that is known to be exploited eases it."""
        found = self._evidence.exploited(lens)
        return np.concatenate([found, self._changed.exploited(lens)]) if self._changed else found

    @cached_property
    def _by_target(self) -> dict[str, list[int]]:
        """Which eases findings about each target are part of."""
        found: dict[str, list[int]] = defaultdict(list)
        in_use = set(np.unique(self.ease_of).tolist())
        for number, ease in enumerate(self._eases):
            rows = (*ease.weaknesses, *ease.controls, *ease.required)
            for target in {one.key[0] for one in rows} if number in in_use else ():
                found[target].append(number)
        return found

    def about(self, target: str) -> list[tuple[int, Ease, Step]]:
        """Number, ease and kind of step of all that findings about a target are part of."""
        numbers = self._by_target.get(target, [])
        firsts = [int(np.argmax(self.ease_of == number)) for number in numbers]
        return [(n, self._eases[n], self.edges[first].step) for n, first in zip(numbers, firsts, strict=True)]

    def with_eases(self, changed: Mapping[int, Ease]) -> "Graph":
        """The same steps, some of them as easy as these eases make them: nodes and steps are shared, not built."""
        other = copy(self)
        other._ease(changed)  # noqa: SLF001  of its own kind
        return other

    def _ease(self, changed: Mapping[int, Ease]) -> None:
        self.__dict__.pop("_by_target", None)
        first, count = len(self._evidence.base), len(self._eases)
        more = [*self._eases[first:], *changed.values()]
        places = np.arange(count)
        places[list(changed)] = np.arange(count, count + len(changed))
        self._eases, self._changed = [*self._eases[:first], *more], Columns(more)
        self.ease_of, self.edges = places[self.ease_of], list(self.edges)
        for number in np.flatnonzero(self.ease_of >= count).tolist():
            self.edges[number] = self.edges[number]._replace(ease=self._eases[self.ease_of[number]])

    @property
    def eases(self) -> Sequence[Ease]:
        """Every distinct ease, in the order of the flags that `pairs_of` takes."""
        return self._eases


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Make many small things without looking for cycles among them: a million steps have none, and it takes long."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Weights(NamedTuple):
    """Points under one lens: of each edge as given, and of each pair of nodes."""

    by_edge: Points
    by_pair: Points


def _words(ease: Ease) -> tuple[list[Key], str]:
    return sorted(weakness.key for weakness in ease.weaknesses), ease.judgement


def _numbered(edges: Sequence[Edge], more: Iterable[str]) -> tuple[dict[str, int], NDArray[np.int64]]:
    """Numbers of all names, in their order, and the numbers of the start and the end of every edge.

    A name that is one object many times is looked up once; names need not be, and cost more where they are not.
    """
    objects = [*map(STARTS, edges), *map(ENDS, edges)]
    distinct, number = _distinct(objects)
    index = {name: place for place, name in enumerate(sorted({*distinct, *more}))}
    places = np.fromiter(map(index.__getitem__, distinct), np.int64, len(distinct))
    return index, places[number].reshape(2, len(edges))


def _distinct(objects: list[Thing]) -> tuple[list[Thing], NDArray[np.int64]]:
    """Every object once, in the order of their first places, and for each of those given which one it is."""
    ids = np.fromiter(map(id, objects), np.int64, len(objects))
    _, first, which = np.unique(ids, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return [objects[place] for place in first[order].tolist()], rank[which]
