"""The cheapest set that hits every row, exactly, by integer programming (HiGHS through `scipy.optimize.milp`).

Costs are whole numbers (see `whole`), so that no tie is decided by the last bit of a float, and what the solver says is
counted again in whole numbers. Of equally cheap sets one is meant: the fewest members, and of those the one whose
members come first. That makes the answer independent of the order of the rows, and of the solver.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Row = frozenset[int]
Columns = NDArray[np.float64]

BLOCK = 16
"""Members decided at once when the first of equal sets is looked for: 2^16 is far within a float's whole numbers."""


def whole(costs: Sequence[Decimal]) -> list[int]:
    """The costs in their greatest common measure, exactly."""
    ratios = [cost.as_integer_ratio() for cost in costs]
    scale = math.lcm(*(below for _, below in ratios)) if ratios else 1
    numbers = [above * (scale // below) for above, below in ratios]
    measure = math.gcd(*numbers) or 1
    return [number // measure for number in numbers]


def cheapest(rows: Collection[Row], costs: Sequence[int]) -> Row:
    """A cheapest set that hits every row; which of several is not said. No row may be empty."""
    return _Hitting(rows, costs).solve()


def first(rows: Collection[Row], costs: Sequence[int]) -> Row:
    """The cheapest set that hits every row: with the fewest members, and then the one whose members come first."""
    problem = _Hitting(rows, costs)
    return problem.first(problem.solve())


class _Hitting:
    def __init__(self, rows: Collection[Row], costs: Sequence[int]) -> None:
        self.rows = sorted({tuple(sorted(row)) for row in rows})
        self.members = sorted({member for row in self.rows for member in row})
        self.costs = costs
        at = {member: number for number, member in enumerate(self.members)}
        ends = np.cumsum([0, *(len(row) for row in self.rows)])
        columns = np.array([at[member] for row in self.rows for member in row], np.int32)
        self.matrix = csr_array((np.ones(len(columns)), columns, ends), shape=(len(self.rows), len(self.members)))
        self.by_cost = np.array([costs[member] for member in self.members], np.float64)

    def cost(self, chosen: Row) -> int:
        return sum(self.costs[member] for member in chosen)

    def solve(self) -> Row:
        if not self.rows:
            return frozenset()
        found = self._minimise(self.by_cost)
        if found is None:
            raise RuntimeError("the solver found no set, though doing everything is one")
        return found

    def first(self, best: Row) -> Row:
        """The first of the sets that cost as much as `best`. Where the solver fails to better it, `best` stays."""
        if not self.rows:
            return best
        within = [(self.by_cost, self.cost(best))]
        ones = np.ones(len(self.members))
        fewest = self._minimise(ones, within)
        if fewest is None or self.cost(fewest) > self.cost(best):
            return best
        best = fewest
        within.append((ones, len(best)))
        fixed: dict[int, int] = {}
        for start in range(0, len(self.members), BLOCK):
            if sum(fixed.values()) == len(best):
                break
            block = range(start, min(start + BLOCK, len(self.members)))
            wish = np.zeros(len(self.members))
            wish[list(block)] = [-(2.0 ** (block.stop - at)) for at in block]
            better = self._minimise(wish, within, fixed)
            if better is not None and self.cost(better) <= self.cost(best) and len(better) <= len(best):
                best = better
            fixed |= {at: int(self.members[at] in best) for at in block}
        return best

    def _minimise(
        self,
        wish: Columns,
        within: Sequence[tuple[Columns, int]] = (),
        fixed: Mapping[int, int] | None = None,
    ) -> Row | None:
        """The set of the least wish that hits every row and keeps within the limits."""
        low, high = np.zeros(len(self.members)), np.ones(len(self.members))
        for at, value in (fixed or {}).items():
            low[at] = high[at] = value
        limits = [LinearConstraint(self.matrix, lb=1)]
        limits += [LinearConstraint(np.atleast_2d(weights), ub=most + 0.5) for weights, most in within]
        found = milp(
            wish, integrality=np.ones(len(wish)), bounds=Bounds(low, high), constraints=limits, options=EXACT
        )
        if found.x is None or found.status != 0:
            return None
        chosen = frozenset(self.members[at] for at in np.flatnonzero(found.x > 0.5))
        return chosen if all(not chosen.isdisjoint(row) for row in self.rows) else None


EXACT = {"mip_rel_gap": 0.0, "presolve": True}
"""HiGHS would stop within 0.01 % of the optimum otherwise."""
