"""What to do about the weakest path: gains, the cheapest set to a score with its proof, choke points.

Pure, as all of the score. A *candidate* is a fix with its effect, a *barrier* something that holds the score down
until one of the fixes in its *row* is done. `data` and `catalogue` say what can be done, `whatif` scores it,
`barriers` finds rows, `cheapest` and `hitting` choose, `gains`, `ways` and `chokes` explain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.core.check import Check
from toolkit.core.finding import Finding
from toolkit.core.fix import Advice, Chosen, Fixes, FixSet, Obstacle, Prices
from toolkit.score.explain import sentences
from toolkit.score.fixes.barriers import Barrier
from toolkit.score.fixes.catalogue import Candidate, catalogue
from toolkit.score.fixes.cheapest import Found, cheapest_to
from toolkit.score.fixes.chokes import chokes
from toolkit.score.fixes.gains import binding, plateau, single_gains, tail
from toolkit.score.fixes.hitting import whole
from toolkit.score.fixes.whatif import WhatIf
from toolkit.score.graph import START
from toolkit.score.model import Model

TO_MOVE = 0.1
"""Points by which a set must raise the score to be said to move it: what a report shows of a score."""

FEW = 5
"""Looks that a report may take for gains, and again for the set that moves the score."""

NO_OVERDUE: Mapping[str, int] = {}
ONE_ACT_EACH = Prices()


def fixes(
    model: Model,
    judged: Sequence[Finding],
    checks: Sequence[Check],
    overdue: Mapping[str, int] = NO_OVERDUE,
    *,
    target: float,
    prices: Prices = ONE_ACT_EACH,
) -> Fixes:
    """Everything that can be said of fixes. `overdue`: records of each dataset that are past their retention.

    `target` is a score, 0 to 100. What `prices` calls impossible, or does not price, is in no set.
    """
    candidates = catalogue(model, judged, checks, overdue)
    every = WhatIf(model, candidates)
    purse = _Purse(candidates, prices)
    allowed = WhatIf(model, purse.payable)
    held = binding(every)
    gains = single_gains(every, held)
    words, ways = plateau(every, held, gains)
    names = [one.fix.name for one in candidates]
    return Fixes(
        score=every.now.score,
        gains=gains,
        plateau=words,
        ways=ways,
        tail=tail(every),
        next=purse.set_to(allowed, min(100.0, every.now.score + TO_MOVE)),
        to_target=purse.set_to(allowed, target),
        chokes=chokes(model, every.now.look),
        candidates=len(candidates),
        unpriced=tuple(name for name in names if prices.rows and prices.row(name) is None),
        excluded=tuple(name for name in names if (row := prices.row(name)) and row.cost is None),
        unmatched=prices.unmatched(names),
    )


def advise(
    model: Model, judged: Sequence[Finding], checks: Sequence[Check], overdue: Mapping[str, int] = NO_OVERDUE
) -> Advice:
    """The part of it that every report has; a bounded number of looks, whatever the size of the estate."""
    what = WhatIf(model, catalogue(model, judged, checks, overdue))
    held = binding(what)
    gains = tuple(one for one in single_gains(what, held, FEW) if one.gain > 0)
    if gains and gains[0].gain >= TO_MOVE:
        return Advice(gains=gains, moves=(gains[0].fix,), score=gains[0].score)
    found = cheapest_to(what, [1] * len(what.candidates), min(100.0, what.now.score + TO_MOVE), FEW)
    return Advice(
        gains=gains,
        plateau=plateau(what, held, gains)[0],
        moves=tuple(what.candidates[number].fix for number in sorted(found.needs or ())),
        score=found.after.score if found.needs else what.now.score,
    )


@dataclass(frozen=True, slots=True)
class _Purse:
    """What each fix costs, and which can be paid for at all."""

    candidates: Sequence[Candidate]
    prices: Prices

    @property
    def payable(self) -> list[Candidate]:
        return [one for one in self.candidates if self.cost(one) is not None]

    def cost(self, one: Candidate) -> Decimal | None:
        row = self.prices.row(one.fix.name)
        return row.cost if row else None if self.prices.rows else Decimal(1)

    def set_to(self, what: WhatIf, target: float) -> FixSet:
        costs = [cost for one in what.candidates if (cost := self.cost(one)) is not None]
        found = cheapest_to(what, whole(costs), target)
        needs = found.needs or {}
        chosen = tuple(
            Chosen(fix=what.candidates[number].fix, cost=costs[number], needed_for=needs[number])
            for number in sorted(needs)
        )
        return FixSet(
            target=target,
            ending=found.ending,
            fixes=chosen,
            cost=sum((one.cost for one in chosen), Decimal(0)),
            unit=self.prices.unit,
            score=found.after.score,
            obstacles=_obstacles(what, found),
        )


def _obstacles(what: WhatIf, found: Found) -> tuple[Obstacle, ...]:
    return tuple(_obstacle(what, barrier) for barrier in found.proof)


def _obstacle(what: WhatIf, barrier: Barrier) -> Obstacle:
    steps = [edge for edge in barrier.edges if edge.start != START]  # where an attacker stands is no step
    return Obstacle(
        stores=tuple(what.model.places[place].title for place in barrier.places),
        sentences=sentences(what.model, barrier.lens, steps),
        score=min(100.0, max(0.0, barrier.holds_to)),
        breakers=tuple(what.candidates[number].fix.name for number in sorted(barrier.row)),
        cap=barrier.cap,
    )
