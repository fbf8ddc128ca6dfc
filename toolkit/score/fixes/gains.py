"""What one fix alone would gain, and why often none gains anything.

A fix raises the score only if it breaks every barrier that holds it where it is: so only those in all rows are tried.
"""

from collections.abc import Sequence

from toolkit.core.fix import Gain
from toolkit.score.fixes.barriers import Barrier, barriers
from toolkit.score.fixes.ways import disjoint_ways
from toolkit.score.fixes.whatif import WhatIf
from toolkit.score.graph import GRID

LEAST = 1 / GRID
"""The smallest difference of two scores."""


def binding(what: WhatIf) -> list[Barrier]:
    """Everything that holds the score exactly where it is; none at 100."""
    now = what.now.score
    return barriers(what, what.now, now + LEAST) if now < 100 else []


def single_gains(what: WhatIf, held: Sequence[Barrier], limit: int | None = None) -> tuple[Gain, ...]:
    """The exact gain of each fix that might have one, the best first; at most `limit` are tried."""
    if not held:
        return ()
    able = sorted(frozenset.intersection(*(barrier.row for barrier in held)))
    gains = []
    for number in able[:limit]:
        score = what.look((number,)).score
        gains.append(Gain(fix=what.candidates[number].fix, gain=score - what.now.score, score=score))
    return tuple(sorted(gains, key=lambda one: (-one.gain, one.fix.name)))


def plateau(what: WhatIf, held: Sequence[Barrier], gains: Sequence[Gain]) -> tuple[str, int]:
    """Why no single fix raises the score, in words, and how many disjoint ways there are; "" when one does."""
    now = what.now
    if not held or any(one.gain > 0 for one in gains):
        return "", 1
    caps = [barrier for barrier in held if barrier.cap]
    if caps and len(caps) == len(held):
        because = "; ".join(cap.because for cap in now.look.caps)
        return f"No single fix moves the score. It is held at {now.score:.0f}: {because}.", 1
    if any(not barrier.row for barrier in held):
        return (
            "Nothing that is known to be mendable moves the score: the easiest way has no step that can be mended.",
            0,
        )
    ways = disjoint_ways(what)
    if ways > 1:
        words = f"{ways} ways to the data are equally weak, and no two of them share a step that can be mended"
        return f"No single fix moves the score: {words}. All of them must be closed.", ways
    if len(held) > 1:
        words = "several ways to the data are equally weak, and no fix closes all of them"
    else:
        words = "a step of the easiest way is as easy for more than one reason"
    return f"No single fix moves the score: {words}.", ways


def tail(what: WhatIf, most: int = 3) -> tuple[tuple[str, float], ...]:
    """The score if the store that binds were gone, then if the next one were gone too, and so on."""
    level = what.now.look.level
    gone: list[str] = []
    found: list[tuple[str, float]] = []
    while level is not None and len(found) < most:
        gone.append(level.place)
        level = what.model.without(what.now.look, *gone)
        if level is not None:
            found.append((what.model.places[level.place].title, min(100.0, max(0.0, level.total))))
    return tuple(found)
