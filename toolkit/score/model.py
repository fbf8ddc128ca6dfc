"""The model of one estate at one moment: looked at through any lens, it gives search, level and score."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toolkit.core.inventory import DataClass
from toolkit.core.posture import Cap
from toolkit.core.step import Position
from toolkit.score.caps import known_exploited
from toolkit.score.estate import Estate, Holding
from toolkit.score.evidence import Required
from toolkit.score.graph import Ease, Edge, Graph, Join, Lens, Scale
from toolkit.score.path import Search, search, to_any
from toolkit.score.tables import Tables
from toolkit.score.value import Level, Worth, score, worst_level

REQUIRED = "required-check"
"""Name of the ceiling of required checks that do not pass."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one lens shows."""

    lens: Lens
    search: Search
    level: Level | None
    caps: tuple[Cap, ...] = ()

    @property
    def score(self) -> float:
        """0 to 100, under the lowest cap that applies."""
        return min([score(self.level), *(cap.ceiling for cap in self.caps)])


class Model:
    """Graph, estate and tables together. Immutable; every look is a fresh search."""

    def __init__(self, estate: Estate, edges: Iterable[Edge | Join], tables: Tables) -> None:
        self.estate = estate
        self.tables = tables
        self.scale = Scale(tables.risk_appetite)
        self.worth = Worth(self.scale, tables.reference_records)
        self.graph = Graph(edges, self.scale)
        self.places = {place.name: place for place in estate.places}

    def look(self, lens: Lens, *, unseen_may_pass: bool | None = None) -> Look:
        """Search under this lens. `unseen_may_pass` says how caps treat what was not seen; None: no caps."""
        found = search(self.graph, self.graph.points(lens))
        level = worst_level(self.estate.holdings, lambda name: found.to(self.places[name].node), self.worth)
        caps = () if unseen_may_pass is None else self._caps(found, lens, unseen_may_pass=unseen_may_pass)
        return Look(lens, found, level, caps)

    def with_eases(self, changed: Mapping[int, Ease]) -> "Model":
        """The same steps, some of them as easy as these eases make them. Nothing else is built again."""
        other = copy(self)
        other.graph = self.graph.with_eases(changed)
        return other

    def holding(self, holdings: tuple[Holding, ...]) -> "Model":
        """The same estate with other data in it: purged, moved, of another class. The graph is shared, not built."""
        other = copy(self)
        other.estate = replace(self.estate, holdings=holdings)
        return other

    def from_position(self, look: Look, position: Position) -> float:
        """Score against an attacker who starts here only, without caps."""
        found = search(self.graph, look.search.weights, position)
        level = worst_level(self.estate.holdings, lambda name: found.to(self.places[name].node), self.worth)
        return score(level)

    def without(self, look: Look, *gone: str) -> Level | None:
        """The worst level if these stores did not exist."""

        def points_to(name: str) -> float:
            return float("inf") if name in gone else look.search.to(self.places[name].node)

        return worst_level(self.estate.holdings, points_to, self.worth)

    def _caps(self, found: Search, lens: Lens, *, unseen_may_pass: bool) -> tuple[Cap, ...]:
        """Ceilings that apply whatever the easiest path is (scoring §1.5)."""
        exploited = known_exploited(self.graph, found.weights, lens, self.personal(), self.tables)
        return (*self._required(found, lens, unseen_may_pass=unseen_may_pass), *exploited)

    def _required(self, found: Search, lens: Lens, *, unseen_may_pass: bool) -> Iterator[Cap]:
        """A required check that is not passing, on a step of a path of note to personal data."""
        missing = {
            (one.key[1], one.key[0], one.title, one.unseen)
            for number in self.capping(found, lens, unseen_may_pass=unseen_may_pass)
            for one in missed(self.graph.edges[number].ease, lens, unseen_may_pass=unseen_may_pass)
        }
        if missing:
            yield Cap(name=REQUIRED, ceiling=self.tables.required_ceiling, because=_because(missing))

    def capping(self, found: Search, lens: Lens, *, unseen_may_pass: bool) -> NDArray[np.int64]:
        """Numbers of the edges on paths of note to personal data that miss a required check."""
        wanted = [
            bool(ease.required) and bool(missed(ease, lens, unseen_may_pass=unseen_may_pass))
            for ease in self.graph.eases
        ]
        if not any(wanted):
            return np.zeros(0, np.int64)
        numbers, starts, ends = self.graph.pairs_of(wanted)
        onward = to_any(self.graph, found.weights, self.personal())
        cost = found.points[starts] + found.weights.by_edge[numbers] + onward[ends]
        return numbers[cost <= self.scale.points(self.tables.path_of_note)]

    def personal(self) -> list[str]:
        """Node ids of the stores that keep personal data, or more sensitive ones."""
        least = self.tables.worth[DataClass.PERSONAL]
        holdings = [h for h in self.estate.holdings if h.worth and self.tables.worth[h.data_class] >= least]
        return [self.places[name].node for name in sorted({name for holding in holdings for name in holding.places})]


def missed(ease: Ease, lens: Lens, *, unseen_may_pass: bool) -> list[Required]:
    """The required checks that are not passing on this step, under this lens."""
    return [one for one in ease.required if one.key not in lens.mended and not (one.unseen and unseen_may_pass)]


def _because(missing: set[tuple[str, str, str, bool]]) -> str:
    """Required checks that stand in the way of a better score, by name: those that fail, then those not seen."""
    words = []
    for unseen, what in ((False, "failing"), (True, "not seen")):
        named = [f"{check} on {target}" for check, target, _, hidden in sorted(missing) if hidden is unseen]
        more = f" and {len(named) - 3} more" if len(named) > 3 else ""
        if named:
            words.append(f"{what}: {', '.join(named[:3])}{more}")
    return f"required checks on a way to personal data; {'; '.join(words)}"
