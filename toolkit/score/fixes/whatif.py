"""The estate with some fixes done: an exact rescoring that builds no graph."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.score.evidence import Control, Weakness
from toolkit.score.fixes.catalogue import Candidate
from toolkit.score.fixes.data import changed
from toolkit.score.fixes.hitting import drawn
from toolkit.score.graph import Ease, Lens
from toolkit.score.model import Look, Model


@dataclass(frozen=True, slots=True)
class After:
    """What some fixes make of the estate."""

    done: frozenset[int]
    model: Model
    look: Look

    @property
    def score(self) -> float:
        """0 to 100, under the lowest cap that still applies."""
        return self.look.score


class WhatIf:
    """A model and what can be done about it; fixes are called by their place in `candidates`."""

    def __init__(self, model: Model, candidates: Sequence[Candidate]) -> None:
        self.model = model
        self.candidates = tuple(candidates)
        self.by_key = {key: number for number, one in enumerate(self.candidates) for key in one.keys}
        self.draws = [drawn(*one.fix.name) for one in self.candidates]
        self.by_holding: dict[str, list[int]] = {}
        for number, one in enumerate(self.candidates):
            if one.change:
                self.by_holding.setdefault(one.change.holding, []).append(number)

    def look(self, done: Iterable[int]) -> After:
        """All findings of these fixes pass, all their changes of data are made."""
        fixes = frozenset(done)
        chosen = [self.candidates[number] for number in sorted(fixes)]
        mended = frozenset().union(*(one.keys for one in chosen))
        holdings = self.model.estate.holdings
        if changes := [one.change for one in chosen if one.change]:
            holdings = changed(holdings, changes, self.model.tables)
        model = self.model.holding(holdings)
        return After(fixes, model, model.look(Lens(model.tables.unknown, mended=mended), unseen_may_pass=False))

    @cached_property
    def now(self) -> After:
        """With nothing done."""
        return self.look(())

    @cached_property
    def everything(self) -> After:
        """With everything done: no set of fixes gives a better score."""
        return self.look(range(len(self.candidates)))

    def breaking(self, ease: Ease, lens: Lens) -> set[int]:
        """The fixes without any of which this step stays as easy as it is under this lens, or gets easier.

        One weakness that decides is enough to keep the step easy, whatever is done about the others.
        """
        found = {self.by_key.get(one.key) for one in ease.controls if lens.share(one) > 0}
        found.add(self._deciding(ease, lens))
        return {number for number in found if number is not None}

    def _deciding(self, ease: Ease, lens: Lens) -> int | None:
        weak = [(ease.base + lens.share(one) * (one.ease - ease.base), one) for one in ease.weaknesses]
        most = max((eased for eased, _ in weak), default=ease.base)
        if most <= ease.base:
            return None
        fixes = [self._fix_of(one) for eased, one in weak if eased == most]
        return None if None in fixes else min(number for number in fixes if number is not None)

    def _fix_of(self, one: Weakness | Control) -> int | None:
        return self.by_key.get(one.key) if one.family else None
