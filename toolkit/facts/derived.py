"""Facts that are made of other facts: what has to be read for them.

Joins inside a target are its collector's; what is joined with files of the organisation is joined before judging.
"""

from collections.abc import Iterable, Mapping

from toolkit.core.fact import Fact
from toolkit.facts.server import InstalledPackages
from toolkit.facts.server.flaws import LocalFlaws, NetworkFlaws

MADE_OF: Mapping[type[Fact], type[Fact]] = {NetworkFlaws: InstalledPackages, LocalFlaws: InstalledPackages}


def to_read(needs: Iterable[type[Fact]]) -> frozenset[type[Fact]]:
    """The kinds that a collector is asked for, so that all of these can be had."""
    return frozenset(MADE_OF.get(kind, kind) for kind in needs)
