"""A verdict on a resource, with everything needed to act on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from toolkit.core.exploit import Exploit
from toolkit.core.step import Step
from toolkit.core.target import Family
from toolkit.core.verdict import Cite, Outcome, Severity

if TYPE_CHECKING:
    from toolkit.core.exemption import Exemption


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found on one resource of one target.

    `evidence` is outside text, shortened by the engine, and must be escaped wherever it is shown.
    For UNKNOWN it is the reason, and `call` the read that was refused; `fault` marks an error of ours.
    """

    check: str
    title: str
    outcome: Outcome
    severity: Severity
    family: Family
    target: str
    resource: str
    evidence: str
    observed_at: datetime
    fix: str
    why: str = ""
    cites: tuple[Cite, ...] = ()
    opens: Step | None = None
    holds: Step | None = None
    required: bool = False
    playbook: str = ""
    call: str = ""
    fault: bool = False
    exploit: Exploit | None = None
    """Of a published flaw that was found: what is known of its use."""
    exception: "Exemption | None" = None
    """Somebody answers for it. For lists of what to do alone: whatever judges or scores never looks at it."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same finding in another run: target, check, resource."""
        return (self.target, self.check, self.resource)
