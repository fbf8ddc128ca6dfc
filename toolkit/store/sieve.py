"""What is asked of the findings of one run, and what is counted of them. No Django here: surfaces may import it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from toolkit.core.exemption import Exemption
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity


class Order(StrEnum):
    """In which order findings come."""

    WORST = "worst"
    """What fails, then what was not seen, then the rest; each by severity, target, check, resource."""
    TARGET = "target"
    CHECK = "check"
    NEWEST = "newest"
    """What has been so for the shortest time first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which findings are asked for; an empty filter lets everything through."""

    text: str = ""
    """Letters anywhere in title, check, target, resource or evidence; case does not matter (ASCII letters only)."""
    outcomes: Sequence[Outcome] = ()
    severities: Sequence[Severity] = ()
    families: Sequence[Family] = ()
    checks: Sequence[str] = ()
    targets: Sequence[str] = ()
    """Names, whole."""
    rules: Sequence[Exemption] = ()
    """The exceptions that hold."""
    excepted: bool | None = None
    """True: only what a rule of `rules` fits; False: only what none fits."""

    def lets(self, one: "Counted", but: str = "") -> bool:
        """Whether the filters let this through as far as it is counted; `but`: a field that is not asked."""
        through = {
            "outcome": not self.outcomes or one.outcome in self.outcomes,
            "severity": not self.severities or one.severity in self.severities,
            "family": not self.families or one.family in self.families,
            "check": not self.checks or one.check in self.checks,
            "excepted": self.excepted is None or one.excepted is self.excepted,
        }
        return all(lets for name, lets in through.items() if name != but)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many findings of one check are alike in all that is counted."""

    check: str
    family: Family
    outcome: Outcome
    severity: Severity
    excepted: bool
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTarget:
    """One target of a run: what it was found as, and how bad its worst failure is (None: nothing fails)."""

    family: Family
    name: str
    failing: int
    unknown: int
    other: int
    worst: Severity | None
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WasSo:
    """One state of a finding: from which run on it was so, and which run saw it otherwise (None: it still is)."""

    first_run: int
    first_at: datetime
    ended_run: int | None
    ended_at: datetime | None
    outcome: Outcome
    severity: Severity
    evidence: str
