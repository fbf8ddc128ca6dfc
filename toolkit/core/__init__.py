"""The shared words of the product, and all that a check author needs to import.

Standard library only; no clock, no input or output. Everything here is a frozen value.
"""

from toolkit.core.check import Check, check
from toolkit.core.exploit import Complexity, Exploit
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.finding import Finding
from toolkit.core.policy import CloudPolicy, NetworkPolicy, RegisterPolicy, ServerPolicy
from toolkit.core.step import Position, Step
from toolkit.core.target import Family, Target
from toolkit.core.verdict import Cite, Outcome, Severity, Verdict, failed, not_applicable, passed

__all__ = [
    "Absent",
    "Check",
    "Cite",
    "CloudPolicy",
    "Complexity",
    "Exploit",
    "Fact",
    "Family",
    "Finding",
    "NetworkPolicy",
    "Outcome",
    "Position",
    "RegisterPolicy",
    "Seen",
    "ServerPolicy",
    "Severity",
    "Step",
    "Target",
    "Unread",
    "Verdict",
    "check",
    "failed",
    "not_applicable",
    "passed",
]
