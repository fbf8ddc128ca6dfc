"""`findings.jsonl`: one finding a line, the contract that other tools read."""

from collections.abc import Iterable, Iterator
from typing import Any

from reports.identity import fingerprint
from reports.stream import encoded, stamp
from toolkit.core.exemption import Exemption
from toolkit.core.finding import Finding


def jsonl(findings: Iterable[Finding]) -> Iterator[str]:
    """One JSON object a finding; the first nine keys are the contract, the rest may grow."""
    for finding in findings:
        yield encoded(record(finding)) + "\n"


def record(finding: Finding) -> dict[str, Any]:
    """A finding as plain values."""
    return {
        "check": finding.check,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "resource": finding.resource,
        "target": finding.target,
        "evidence": finding.evidence,
        "observed_at": stamp(finding.observed_at),
        "fix": finding.fix,
        "cites": [str(cite) for cite in finding.cites],
        "title": finding.title,
        "why": finding.why,
        "family": finding.family.value,
        "opens": finding.opens.value if finding.opens else None,
        "holds": finding.holds.value if finding.holds else None,
        "required": finding.required,
        "playbook": finding.playbook,
        "call": finding.call,
        "fault": finding.fault,
        "exception": _exception(finding.exception) if finding.exception else None,
        "fingerprint": fingerprint(finding.key),
    }


def _exception(rule: Exemption) -> dict[str, Any]:
    return {
        "kind": rule.kind.value,
        "owner": rule.owner,
        "reason": rule.reason,
        "expires": rule.expires.isoformat(),
        "ticket": rule.ticket,
    }
