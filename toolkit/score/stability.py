"""Whether the weakest path is the same with other numbers in the tables (reference: scoring §1.13).

Every draw moves some numbers by a fifth. First everything that no draw can make part of a weakest path is left out,
which is certain: a step stays if, with all numbers as easy as they get, it is on a path no harder than the weakest
one with all numbers as hard as they get. What is left is searched for many draws at once, see `draws`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from toolkit.core.posture import Stability
from toolkit.score.draws import Draws, Numbers, Small
from toolkit.score.estate import Holding
from toolkit.score.graph import JOINED, Edge, Graph, Join, Lens
from toolkit.score.model import Look, Model
from toolkit.score.path import search, to_any
from toolkit.score.tables import Tables
from toolkit.score.value import Level, Worth

BY = 0.2
JOINT = 40
"""Draws that move everything at once."""
SEED = 20260501
WORK = 4_000_000
"""Steps weighed at most, over all draws: with a million steps that are nearly as easy, four draws."""
EQUAL = 1e-6
"""Points that are no difference."""
MOVED = ("prior.", "residual.", "failing.", "holding.", "worth.")
OF_DATA = ("model.unknown", "model.default_records", "model.reference_records")


def stability(model: Model, now: Look) -> Stability | None:
    """How firmly the weakest path is the weakest. None when there is none."""
    if now.level is None:
        return None
    names = [name for name in model.tables.uncertain if name.startswith(MOVED) or name in OF_DATA]
    compared = _compared(model, now, now.level)
    numbers = {*compared.near.numbers, *OF_DATA}
    relevant = [name for name in names if name in numbers or name.startswith("worth.")]
    alone = [(name, factor) for name in relevant for factor in (1 - BY, 1 + BY)]
    rows = max(4, WORK // max(1, compared.near.size))
    joint = min(JOINT, max(2, rows - len(alone)))
    moved = alone[: max(0, rows - joint)]
    same = compared.same([*({name: factor} for name, factor in moved), *_joint(names, joint)])
    return Stability(
        by=BY,
        share=float(np.mean(same[len(moved) :])),
        draws=joint,
        flips=tuple(one for one, kept in zip(moved, same, strict=False) if not kept),
        alone=len(names) if moved == alone else len(moved) // 2,
    )


def _joint(names: list[str], count: int) -> Iterator[dict[str, float]]:
    chance = Random(SEED)  # noqa: S311  no secret: the same draws for the same tables
    for _ in range(count):
        yield {name: 1 + BY * (2 * chance.random() - 1) for name in names}


@dataclass(frozen=True, slots=True)
class _Compared:
    """The weakest path of now, and all that might be weaker under some draw."""

    model: Model
    lens: Lens
    end: str
    own: Small
    near: Small
    holdings: tuple[Holding, ...]

    def same(self, factors: Sequence[Mapping[str, float]]) -> list[bool]:
        """For each draw, whether nothing is easier than the weakest path of now."""
        same: list[bool] = []
        rows = max(1, WORK // 4 // max(1, self.near.size))
        for start in range(0, len(factors), rows):
            draws = Draws(self.model.tables, factors[start : start + rows])
            mine = self.own.points_to(draws, self.lens)[:, self.own.index(self.end)]
            same += (np.abs(mine - self._level(draws)) <= EQUAL).tolist()
        return same

    def _level(self, draws: Draws) -> Numbers:
        """By draw, the points of the level of ease that binds: see `value.worst_level`."""
        found = self.near.points_to(draws, self.lens)
        reached = np.stack([found[:, self._places(one)].min(axis=1) for one in self.holdings], axis=1)
        order = np.argsort(reached, axis=1, kind="stable")
        points = np.take_along_axis(reached, order, axis=1)
        volume = np.cumsum(np.take_along_axis(self._volumes(draws), order, axis=1), axis=1)
        reference = np.log10(1 + self.model.tables.reference_records * draws.factor("model.reference_records"))
        value = np.minimum(1.0, np.log10(1 + volume / 1000) / reference[:, None])
        best = (points - np.log(value) * self.model.scale.factor).argmin(axis=1)
        level: Numbers = np.take_along_axis(points, best[:, None], axis=1)[:, 0]
        return level

    def _places(self, holding: Holding) -> list[int]:
        return [self.near.index(self.model.places[name].node) for name in holding.places]

    def _volumes(self, draws: Draws) -> Numbers:
        """Thousandths of a personal record, by draw and holding."""
        tables, columns = self.model.tables, []
        for one in self.holdings:
            assumed = bool(one.assumed) and one.records == tables.default_records
            factor = draws.factor(f"worth.{one.data_class}")
            count = draws.factor("model.default_records") if assumed else 1.0
            columns.append(_bounded(one, tables) * factor * count)
        return np.stack(columns, axis=1)


def _compared(model: Model, now: Look, level: Level) -> _Compared:
    """Leaves out every step and every body of data that no draw can make part of the weakest path."""
    graph, end = model.graph, model.places[level.place].node
    own = Small(Graph(_derived(now, end), model.scale))
    holdings = [one for one in model.estate.holdings if one.worth > 0]
    hard = Draws.all_alike(model.tables, 1 - BY, own.numbers)
    cost = float(own.points_to(hard, now.lens)[0, own.index(end)])
    held = [one for one in holdings if one.name == level.holding]
    limit = cost + _value(model, held, 1 - BY) - _value(model, holdings, 1 + BY) + EQUAL
    lens = replace(now.lens, unknown=min(1.0, model.tables.unknown * (1 + BY)))
    easy = search(graph, graph.points(lens, 1 + BY))
    ends = {model.places[name].node for one in holdings for name in one.places}
    onward = to_any(graph, easy.weights, sorted(ends))
    kept = easy.points[graph.start_of] + easy.weights.by_edge + onward[graph.end_of] <= limit
    steps: list[Edge | Join] = [graph.edges[number] for number in np.flatnonzero(kept).tolist()]
    steps = [one for one in steps if not (isinstance(one, Edge) and one.ease is JOINED)]
    steps += [join for join, place in zip(graph.joins, graph.join_ends, strict=True) if easy.points[place] <= limit]
    within = (one for one in holdings if min(easy.to(model.places[name].node) for name in one.places) <= limit)
    return _Compared(model, now.lens, end, own, Small(Graph(steps, model.scale)), tuple(within))


def _derived(now: Look, end: str) -> Iterator[Edge | Join]:
    """The weakest path alone, with all inputs of its joins."""
    edges = now.search.derivation(end)
    joined = {edge.end for edge in edges if edge.ease is JOINED}
    yield from (edge for edge in edges if edge.ease is not JOINED)
    yield from (join for join in now.search.graph.joins if join.end in joined)


def _value(model: Model, holdings: Iterable[Holding], factor: float) -> float:
    """Points of what all these are worth, with every number about it as large, or as small, as it gets."""
    volume = sum(_bounded(one, model.tables) for one in holdings)
    return Worth(model.scale, model.tables.reference_records / factor).points(int(volume * factor * factor))


def _bounded(holding: Holding, tables: Tables) -> float:
    """Its worth, as far as more of it makes a difference."""
    return float(min(holding.worth, int(tables.reference_records * 1e6)))
