"""The cheapest set that hits every row, exactly, by integer programming (HiGHS through `scipy.optimize.milp`).

Costs are whole numbers (see `whole`), so that no tie is decided by the last bit of a float, and what the solver says
is counted again in whole numbers. Of equally cheap sets one is meant: the fewest members, and of those the lowest sum
of numbers drawn from the members' names. The answer then depends neither on the order of rows nor on the solver, and
stays the same from run to run while its members do; a second tie would need equal sums of 20-bit draws.
"""

import hashlib
import math
from collections.abc import Collection, Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Row = frozenset[int]
Columns = NDArray[np.float64]


def drawn(*name: str) -> int:
    """A number below 2^20 from a name, the same everywhere and always."""
    said = "\x1f".join(name).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(said).digest()[:4]) >> 12


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


def guess(rows: Collection[Row], costs: Sequence[int], draws: Sequence[int]) -> Row:
    """Mostly the set that is meant, for the price of one solution: all ties together weigh less than one of cost.

    Such small weights are near the solver's tolerance, so it is no answer, only a good place to look next.
    """
    problem = _Hitting(rows, costs)
    ties = np.array([1 + draws[member] / 2**20 for member in problem.members], np.float64)
    return problem.solve(ties / (2 * len(ties) + 2))


def meant(rows: Collection[Row], costs: Sequence[int], draws: Sequence[int]) -> Row:
    """The cheapest set that hits every row: with the fewest members, and then the lowest sum of draws."""
    problem = _Hitting(rows, costs)
    return problem.meant(problem.solve(), draws)


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

    def solve(self, ties: Columns | float = 0.0) -> Row:
        if not self.rows:
            return frozenset()
        found = self._minimise(self.by_cost + ties)
        if found is None:
            raise RuntimeError("the solver found no set, though doing everything is one")
        return found

    def meant(self, best: Row, draws: Sequence[int]) -> Row:
        """The one that is meant of the sets that cost as much as `best`; `best` stays where the solver gives none."""
        if not self.rows:
            return best
        ones = np.ones(len(self.members))
        limits: list[tuple[Columns, int]] = [(self.by_cost, self.cost(best))]
        fewest = self._minimise(ones, limits)
        if fewest is None or self.cost(fewest) > self.cost(best):
            return best
        limits.append((ones, len(fewest)))
        lowest = self._minimise(np.array([draws[member] for member in self.members], np.float64), limits)
        fits = lowest is not None and self.cost(lowest) <= self.cost(fewest) and len(lowest) <= len(fewest)
        return lowest if fits and lowest is not None else fewest

    def _minimise(self, wish: Columns, limits: Sequence[tuple[Columns, int]] = ()) -> Row | None:
        """The set of the least wish that hits every row and keeps within the limits."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  0.15 s that few scans need

        within = [LinearConstraint(self.matrix, lb=1)]
        within += [LinearConstraint(np.atleast_2d(weights), ub=most + 0.5) for weights, most in limits]
        found = milp(wish, integrality=np.ones(len(wish)), bounds=Bounds(0, 1), constraints=within, options=EXACT)
        if found.x is None or found.status != 0:
            return None
        chosen = frozenset(self.members[at] for at in np.flatnonzero(found.x > 0.5))
        return chosen if all(not chosen.isdisjoint(row) for row in self.rows) else None


EXACT = {"mip_rel_gap": 0.0}
"""HiGHS would stop within 0.01 % of the optimum otherwise."""
