"""The cheapest fix set on a large estate: 100,000 states in tiers, a million steps, 500 stores (scoring §2)."""

import random
import resource
import sys
from collections.abc import Iterator

from tests.bench.score import estate
from tests.bench.table import cost, value
from toolkit.core.fix import Ending
from toolkit.core.step import Position, Step
from toolkit.core.target import Family
from toolkit.score.evidence import Weakness
from toolkit.score.fixes import advise, fixes
from toolkit.score.fixes.catalogue import catalogue
from toolkit.score.fixes.cheapest import cheapest_to
from toolkit.score.fixes.whatif import WhatIf
from toolkit.score.graph import START, Ease, Edge, node
from toolkit.score.model import Model
from toolkit.score.tables import shipped

TIERS = 10


def steps(states: int, count: int, stores: int) -> Iterator[Edge]:
    """Ten tiers from the internet to the stores; steps lead one tier on, and some back; 20,000 findings ease them."""
    chance = random.Random(2)
    for position in Position:
        yield Edge(START, node(position), Step.HOLD, Ease(1.0 if position is Position.INTERNET else 0.2))
    size = states // TIERS
    eases = [Ease(0.02, (_weakness(number, chance),)) for number in range(20_000)] + [Ease(0.02), Ease(0.05)] * 5_000
    for number in range(size // 100):
        yield Edge(node(Position.INTERNET), f"t0:{number}", Step.REACH, chance.choice(eases))
    for _ in range(count):
        tier = chance.randrange(TIERS - 1)
        start = f"t{tier}:{int(size * chance.random() ** 3)}"
        there = tier + 1 if chance.random() < 0.9 else chance.randrange(TIERS)
        yield Edge(start, f"t{there}:{int(size * chance.random())}", Step.MOVE, chance.choice(eases))
    for number in range(stores):
        for _ in range(2):
            start = f"t{TIERS - 1}:{int(size * chance.random())}"
            yield Edge(start, f"store:s{number}:read", Step.READ, chance.choice(eases))


def _weakness(number: int, chance: random.Random) -> Weakness:
    key = (f"target{number % 5_000}", f"check{number % 7}", str(number))
    return Weakness(key, Family.SERVER, chance.choice((0.2, 0.5, 0.8)), *chance.choice(((1.0, 0.0), (0.0, 1.0))))


def main() -> None:
    """Print what exact sets to several targets cost, and the whole answers."""
    edges = [
        edge._replace(start=sys.intern(edge.start), end=sys.intern(edge.end))
        for edge in steps(100_000, 1_000_000, 500)
    ]
    model = Model(estate(500), edges, shipped())
    what = WhatIf(model, catalogue(model, (), (), {}))
    now, best = what.now.score, what.everything.score
    print(f"  score {now:.2f}, with everything done {best:.2f}, {len(what.candidates)} fixes", file=sys.stderr)
    for share in (0.25, 0.5, 0.75):
        target = now + share * (best - now)
        fresh = WhatIf(model, what.candidates)
        with cost() as spent:
            found = cheapest_to(fresh, [1] * len(what.candidates), target)
        assert found.ending is Ending.REACHED
        value(f"fixes: exact set to {target:.1f}, wall", spent.wall, "s", 5.0)
        print(f"  {len(found.after.done)} fixes, proof of {len(found.proof)} paths", file=sys.stderr)
    with cost() as spent:
        advise(model, (), ())
    value("fixes: what a report says, CPU", spent.cpu, "s")
    with cost() as spent:
        fixes(model, (), (), target=now + 0.5 * (best - now))
    value("fixes: the whole answer, CPU", spent.cpu, "s")
    value("fixes: peak memory of the process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")


if __name__ == "__main__":
    main()
