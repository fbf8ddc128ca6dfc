"""The cheapest set of fixes to a target score, by generating rows (scoring §1.8).

Look at what still holds the score down with the set of the moment, add each as a row, take the cheapest set that hits
all rows, until nothing holds the score down. Every row is one that any set must hit, so the last set is the cheapest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.core.fix import Ending
from toolkit.score.fixes.barriers import Barrier, barriers
from toolkit.score.fixes.hitting import Row, cheapest, guess, meant
from toolkit.score.fixes.whatif import After, WhatIf


@dataclass(frozen=True, slots=True)
class Found:
    """How the search ended. `proof` forces the cost; `needs` is for each fix the place of its own barrier in it."""

    ending: Ending
    after: After
    proof: tuple[Barrier, ...] = ()
    needs: dict[int, int] | None = None


def cheapest_to(what: WhatIf, costs: Sequence[int], target: float, rounds: int | None = None) -> Found:
    """The cheapest set to `target` (0 to 100). `rounds` limits the looks it may take; None: until it is done."""
    if what.now.score >= target:
        return Found(Ending.ALREADY, what.now)
    if what.everything.score < target:
        return Found(Ending.IMPOSSIBLE, what.everything, tuple(barriers(what, what.everything, target)))
    rows: dict[Row, Barrier] = {}
    after, near = what.now, False
    while rounds is None or rounds > 0:
        rounds = None if rounds is None else rounds - 1
        stand = barriers(what, after, target)
        rows |= {barrier.row: barrier for barrier in stand}
        near = near or not stand  # from here on, exactly
        done = meant(rows, costs, what.draws) if near else guess(rows, costs, what.draws)
        if done == after.done:
            return _proved(rows, costs, after)
        after = what.look(done)
    return Found(Ending.UNFINISHED, what.now)


def _proved(rows: dict[Row, Barrier], costs: Sequence[int], after: After) -> Found:
    """Few of the rows that already force the cost: one that only it hits for each fix, and what is then missing."""
    ordered = sorted(rows, key=lambda row: (len(row), sorted(row)))
    own = {fix: next(row for row in ordered if row & after.done == {fix}) for fix in sorted(after.done)}
    proof = list(dict.fromkeys(own.values()))
    full = sum(costs[fix] for fix in after.done)
    hit = cheapest(proof, costs)
    while sum(costs[fix] for fix in hit) < full:
        proof.append(next(row for row in ordered if row.isdisjoint(hit)))
        hit = cheapest(proof, costs)
    needs = {fix: proof.index(row) for fix, row in own.items()}
    return Found(Ending.REACHED, after, tuple(rows[row] for row in proof), needs)
