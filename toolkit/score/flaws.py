"""Published flaws: how far what is known of their use makes a failure count (reference: scoring §1.2).

    chance = complexity * threat * (1 - (1 - at_once)^(1 + age / growth))

It says where a failure stands between unseen and certain. A confirmed flaw is never better than one that nobody
looked for, and never worse than the check's severity says: what is unseen is counted at that.
"""

import math
from datetime import datetime

from toolkit.core.exploit import Exploit
from toolkit.score.evidence import DAY
from toolkit.score.tables import Tables


def chance(exploit: Exploit, at: datetime, tables: Tables) -> float:
    """The chance that somebody uses the flaw, 0 to 1. What is not known counts as the worst it can be."""
    return tables.complexity[exploit.complexity] * threat(exploit, tables) * _known(exploit, at, tables)


def threat(exploit: Exploit, tables: Tables) -> float:
    """Whether anybody uses it anywhere, within the horizon. EPSS speaks of 30 days, so it is taken several times."""
    if exploit.kev or exploit.epss is None:
        return 1.0
    return max(tables.least_threat, 1 - math.pow(1 - exploit.epss, tables.threat_horizon_days / 30))


def _known(exploit: Exploit, at: datetime, tables: Tables) -> float:
    if exploit.known_since is None:
        return 1.0
    age = max(0.0, (at - exploit.known_since).total_seconds() / DAY)
    return 1 - math.pow(1 - tables.used_at_once, 1 + age / tables.growth_days)


def shares(exploit: Exploit, base: float, failing: float, at: datetime, tables: Tables) -> tuple[float, float]:
    """How much of the failure counts as certain and how much as unseen.

    `base` is the chance of the step without it, `failing` that of a failure of its severity.
    """
    room = failing - base
    eased = (chance(exploit, at, tables) - base) / room if room > 0 else 1.0
    unseen = 1 - exploit.confidence
    certain = exploit.confidence * min(1.0, max(tables.unknown, eased))
    while certain + tables.unknown * unseen < tables.unknown:  # by rounding alone
        certain = math.nextafter(certain, 1.0)
    return certain, unseen
