"""What the data is worth that an attacker of given ease can reach, and which level of ease is the worst.

A dataset counts once, at its easiest copy: copying data or splitting a store cannot improve the score
(scoring §1.4, §1.5; the maximum over levels is a Shilkret integral).
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from toolkit.score.estate import Holding
from toolkit.score.graph import Scale


@dataclass(frozen=True, slots=True)
class Level:
    """One level of ease: `points` to get there, `value_points` for what then lies open, and what binds it."""

    points: float
    value: float
    value_points: float
    holding: str
    place: str

    @property
    def total(self) -> float:
        """The score of this level, before clamping."""
        return self.points + self.value_points


@dataclass(frozen=True, slots=True)
class Worth:
    """I(V): volume to value, logarithmic, 0 to 1."""

    scale: Scale
    reference: float

    def value(self, thousandths: int) -> float:
        """Value of a volume in thousandths of a personal record."""
        if thousandths <= 0:
            return 0.0
        return min(1.0, (math.log10(1000 + thousandths) - 3) / math.log10(1 + self.reference))

    def points(self, thousandths: int) -> float:
        """Its points; infinite for worthless data."""
        return self.scale.points(self.value(thousandths))


def worst_level(holdings: Iterable[Holding], points_to: Callable[[str], float], worth: Worth) -> Level | None:
    """The level with the lowest score; the easier one of equals. None when nothing of worth can be reached."""
    reached = sorted(
        (
            (*min((points_to(place), place) for place in holding.places), holding)
            for holding in holdings
            if holding.worth > 0
        ),
        key=lambda found: (found[0], -found[2].worth, found[2].name),
    )
    best: Level | None = None
    open_so_far = 0
    for points, group in groupby(reached, key=lambda found: found[0]):
        if math.isinf(points):
            break
        at_level = list(group)
        open_so_far += sum(holding.worth for _, _, holding in at_level)
        _, place, holding = at_level[0]
        value = worth.value(open_so_far)
        level = Level(points, value, worth.scale.points(value), holding.name, place)
        if best is None or level.total < best.total:
            best = level
    return best


def score(level: Level | None) -> float:
    """0 to 100; nothing of worth within reach is 100."""
    return 100.0 if level is None else min(100.0, max(0.0, level.total))
