"""All weaknesses and controls of all eases as columns, so that another lens costs no loop."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.core.target import Family
from toolkit.score.evidence import Control, Weakness

if TYPE_CHECKING:
    from toolkit.score.graph import Ease, Lens

Numbers = NDArray[np.float64]
FAMILIES = {None: -1} | {family: place for place, family in enumerate(Family)}


class Columns:
    """What makes each ease, in the order of the eases."""

    def __init__(self, eases: Sequence["Ease"]) -> None:
        self.base = _column(eases, attrgetter("base"))
        self.weak = _Column([ease.weaknesses for ease in eases], "ease")
        self.controls = _Column([_sorted(ease.controls) for ease in eases], "passing")
        self._used = np.fromiter((one.exploited for ease in eases for one in ease.weaknesses), bool)

    def chances(self, lens: "Lens", factor: float = 1.0) -> Numbers:
        """Per ease: p = max(b, easiest weakness) * product of what the controls let by (scoring §1.2).

        With a factor, every number of it is that many times as large, as far as a chance can be.
        """
        chances = np.minimum(1.0, self.base * factor)
        if len(self.weak.value):
            low = chances[self.weak.owner]
            eased = low + self.weak.share(lens) * (np.minimum(1.0, self.weak.value * factor) - low)
            at = self.weak.owner[self.weak.first]
            chances[at] = np.maximum(chances[at], np.maximum.reduceat(eased, self.weak.first))
        if len(self.controls.value):
            passing = np.minimum(1.0, self.controls.value * factor)
            held = passing + self.controls.share(lens) * (1 - passing)
            chances[self.controls.owner[self.controls.first]] *= np.multiply.reduceat(held, self.controls.first)
        return chances

    def exploited(self, lens: "Lens") -> NDArray[np.bool_]:
        """Per ease, whether a flaw that is known to be exploited was found and counts under this lens."""
        found = np.zeros(len(self.base), bool)
        if self._used.any():
            found[self.weak.owner[self._used & (self.weak.failing > 0) & (self.weak.share(lens) > 0)]] = True
        return found


class _Column:
    """All weaknesses, or all controls; `owner` is the place of their ease, `first` where each owner's begin."""

    def __init__(self, groups: Sequence[Sequence[Any]], value: str) -> None:
        rows = [one for group in groups for one in group]
        self.owner = np.repeat(np.arange(len(groups)), np.fromiter(map(len, groups), np.int64, len(groups)))
        self.value = _column(rows, attrgetter(value))
        self.failing = _column(rows, attrgetter("failing"))
        self.unseen = _column(rows, attrgetter("unseen"))
        self.first = np.flatnonzero(np.diff(self.owner, prepend=-1))
        self.family = np.fromiter((FAMILIES[one.family] for one in rows), np.int8, len(rows))
        self.keys = [one.key for one in rows]

    def share(self, lens: "Lens") -> Numbers:
        """`Lens.share` of each."""
        share = self.failing + lens.unknown * self.unseen
        if lens.only:
            share[(self.family >= 0) & (self.family != FAMILIES[lens.only])] = 0.0
        if lens.mended:
            share[[key in lens.mended for key in self.keys]] = 0.0
        return share


def _column(rows: Sequence[Any], value: Callable[[Any], float]) -> Numbers:
    return np.fromiter(map(value, rows), np.float64, len(rows))


def _sorted(controls: tuple[Control, ...]) -> Sequence[Control]:
    """In one order, whatever they were given in: their product is rounded."""
    return controls if len(controls) < 2 else sorted(controls, key=_canonical)


def _canonical(one: Weakness | Control) -> tuple[str, str, str, float, float]:
    return (one.key[1], one.key[2], one.key[0], one.failing, one.unseen)
