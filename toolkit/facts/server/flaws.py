"""Published flaws of what is installed: packages of a server against advisories that the organisation supplied."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from toolkit.core.exploit import Complexity
from toolkit.core.fact import Fact
from toolkit.core.target import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One published flaw that the installed version of a package has."""

    id: str
    """The CVE, or the advisory's own id where it names none."""
    package: str
    installed: str
    fixed: str = ""
    """The version that mends it; empty: none yet."""
    cvss: float | None = None
    """Base score, 0 to 10. None: not known."""
    complexity: Complexity = Complexity.UNKNOWN
    epss: float | None = None
    kev: bool = False
    known_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFlaws(Fact):
    """All of one reach, the worst first. Only those that the package manager's own packages have."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "installed packages"
    flaws: tuple[Flaw, ...] = ()
    compared: int = 0
    """How many installed packages were compared."""
    known_until: datetime | None = None
    """Of the newest advisory among those compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFlaws(PublishedFlaws):
    """Flaws that need no login and nobody's help: over the network, no privileges, no user interaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFlaws(PublishedFlaws):
    """Flaws for somebody who is on the machine already, or whom somebody on it must help."""
