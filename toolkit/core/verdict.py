"""What a check may say, and how loudly."""

from dataclasses import dataclass
from enum import StrEnum

from toolkit.core.exploit import Exploit


class Outcome(StrEnum):
    """The four outcomes of a finding. UNKNOWN is the engine's word; a check cannot say it."""

    PASS = "PASS"  # noqa: S105  an outcome, no password
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Severity(StrEnum):
    """How much a failure matters on a machine that holds customers' data."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low to 3 for critical, for ordering and thresholds."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a rule stands: `Cite("CIS Debian 12 v1.1.0", "5.1.20")`."""

    standard: str
    clause: str

    def __str__(self) -> str:
        return f"{self.standard} {self.clause}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check's answer on one fact, with the evidence in words that quote what was read.

    `severity` lowers the check's own where this instance is not so bad as it can be (a root login by
    key alone). It never raises it: what is unseen is counted at the check's own, and nothing may be worse.
    """

    outcome: Outcome
    evidence: str = ""
    severity: Severity | None = None
    exploit: Exploit | None = None
    """Of a published flaw: what is known of its use."""


def passed(evidence: str = "") -> Verdict:
    """The fact was seen and is as it should be."""
    return Verdict(Outcome.PASS, evidence)


def failed(evidence: str, severity: Severity | None = None, exploit: Exploit | None = None) -> Verdict:
    """The fact was seen and is not as it should be; `evidence` says what was seen."""
    return Verdict(Outcome.FAIL, evidence, severity, exploit)


def not_applicable(because: str) -> Verdict:
    """The rule cannot apply here, and `because` is the proof: what was seen that rules it out.

    Missing evidence is never a proof; a collector says that with `Unread`.
    """
    return Verdict(Outcome.NOT_APPLICABLE, because)
