"""One run of the toolkit, as reports and surfaces see it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from toolkit.core.change import Change
from toolkit.core.exemption import Exemption, Used, used
from toolkit.core.finding import Finding
from toolkit.core.posture import Posture
from toolkit.core.readiness import Readiness
from toolkit.core.target import Target
from toolkit.core.trend import Trend
from toolkit.core.verdict import Outcome


class RunStatus(StrEnum):
    """RUNNING is promised before the first read; INTERRUPTED is what a killed run is found as."""

    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that could not be seen: one reason on one target, and the checks it leaves open."""

    target: str
    reason: str
    call: str
    checks: tuple[str, ...]
    resources: int
    fault: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything a report shows. `worst` are the findings that matter most, in order."""

    id: int
    status: RunStatus
    started_at: datetime
    finished_at: datetime | None
    organisation: str
    version: str
    targets: tuple[Target, ...]
    findings: tuple[Finding, ...]
    posture: Posture | None = None
    worst: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    change: Change | None = None
    trend: Trend | None = None
    """How the score went up to this run; reports for people show it."""
    exceptions: tuple[Exemption, ...] = ()
    """The rules of the day it ended; each finding has the one that holds for it."""
    readiness: Readiness | None = None
    """Of the day it was looked at; reports of the last run have it."""
    inventory_note: str = ""
    """Set when no inventory was found and this machine alone was examined."""
    evidence: dict[str, str] = field(default_factory=dict)
    """Name of a kept file to its SHA-256."""

    def count(self, outcome: Outcome) -> int:
        """How many findings have this outcome."""
        return sum(finding.outcome is outcome for finding in self.findings)

    def rules(self) -> tuple[Used, ...]:
        """Every rule of `exceptions`, and what it does in this run."""
        return used(self.findings, self.exceptions, (self.finished_at or self.started_at).date())

    @property
    def to_do(self) -> tuple[Finding, ...]:
        """The findings that nobody answers for."""
        return tuple(finding for finding in self.findings if finding.exception is None)


def gaps(findings: Iterable[Finding]) -> tuple[Gap, ...]:
    """Group UNKNOWN findings by target and reason, the widest gap first."""
    grouped: dict[tuple[str, str, str, bool], list[Finding]] = {}
    for finding in findings:
        if finding.outcome is Outcome.UNKNOWN:
            grouped.setdefault((finding.target, finding.evidence, finding.call, finding.fault), []).append(finding)
    found = [
        Gap(
            target=target,
            reason=reason,
            call=call,
            checks=tuple(sorted({finding.check for finding in group})),
            resources=len({finding.resource for finding in group}),
            fault=fault,
        )
        for (target, reason, call, fault), group in grouped.items()
    ]
    return tuple(sorted(found, key=lambda gap: (not gap.fault, -len(gap.checks), gap.target, gap.reason)))
