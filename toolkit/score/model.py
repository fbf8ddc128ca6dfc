"""The model of one estate at one moment: looked at through any lens, it gives search, level and score."""

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.core.inventory import DataClass
from toolkit.core.posture import Cap
from toolkit.core.step import Position
from toolkit.score.caps import known_exploited
from toolkit.score.estate import Estate
from toolkit.score.graph import Edge, Graph, Join, Lens, Scale
from toolkit.score.path import Search, search, to_any
from toolkit.score.tables import Tables
from toolkit.score.value import Level, Worth, score, worst_level


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
        caps = () if unseen_may_pass is None else self._caps(found, unseen_may_pass=unseen_may_pass)
        if unseen_may_pass is not None:
            personal = [self.places[name].node for name in self._personal()]
            caps += known_exploited(self.graph, found.weights, lens, personal, self.tables)
        return Look(lens, found, level, caps)

    def from_position(self, look: Look, position: Position) -> float:
        """Score against an attacker who starts here only, without caps."""
        found = search(self.graph, look.search.weights, position)
        level = worst_level(self.estate.holdings, lambda name: found.to(self.places[name].node), self.worth)
        return score(level)

    def without(self, look: Look, place: str) -> Level | None:
        """The worst level if this store did not exist."""

        def points_to(name: str) -> float:
            return float("inf") if name == place else look.search.to(self.places[name].node)

        return worst_level(self.estate.holdings, points_to, self.worth)

    def _caps(self, found: Search, *, unseen_may_pass: bool) -> tuple[Cap, ...]:
        """A required check that is not passing, on a step of a path of note to personal data (scoring §1.5)."""
        wanted = [
            any(not (one.unseen and unseen_may_pass) for one in ease.required) if ease.required else False
            for ease in self.graph.eases
        ]
        if not any(wanted):
            return ()
        numbers, starts, ends = self.graph.pairs_of(wanted)
        onward = to_any(self.graph, found.weights, [self.places[name].node for name in self._personal()])
        cost = found.points[starts] + found.weights.by_edge[numbers] + onward[ends]
        on_path = numbers[cost <= self.scale.points(self.tables.path_of_note)]
        missing = {
            (one.key[1], one.key[0], one.title, one.unseen)
            for number in on_path
            for one in self.graph.edges[number].ease.required
            if not (one.unseen and unseen_may_pass)
        }
        if not missing:
            return ()
        return (Cap(name="required-check", ceiling=self.tables.required_ceiling, because=_because(missing)),)

    def _personal(self) -> list[str]:
        least = self.tables.worth[DataClass.PERSONAL]
        holdings = [h for h in self.estate.holdings if h.worth and self.tables.worth[h.data_class] >= least]
        return sorted({name for holding in holdings for name in holding.places})


def _because(missing: set[tuple[str, str, str, bool]]) -> str:
    """Required checks that stand in the way of a better score, by name: those that fail, then those not seen."""
    words = []
    for unseen, what in ((False, "failing"), (True, "not seen")):
        named = [f"{check} on {target}" for check, target, _, hidden in sorted(missing) if hidden is unseen]
        more = f" and {len(named) - 3} more" if len(named) > 3 else ""
        if named:
            words.append(f"{what}: {', '.join(named[:3])}{more}")
    return f"required checks on a way to personal data; {'; '.join(words)}"
