"""OCSF 1.3.0 Compliance Findings (class 2003), one JSON object a line, for SIEMs and data lakes.

The class of results of evaluations against a resource; `compliance.status_id` has a word for a pass (1),
for a failure (3) and for "no result for want of information" (2), which is our UNKNOWN.
"""

from collections.abc import Iterator
from typing import Any

from reports import words
from reports.identity import fingerprint
from reports.stream import encoded, stamp
from toolkit.core.finding import Finding
from toolkit.core.run import Run
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity

VERSION = "1.3.0"
CLASS, CATEGORY, CREATE = 2003, 2, 1

STATUS = {
    Outcome.PASS: (1, "Pass"),
    Outcome.UNKNOWN: (2, "Warning"),
    Outcome.FAIL: (3, "Fail"),
    Outcome.NOT_APPLICABLE: (99, "Not applicable"),
}
SEVERITY = {
    Severity.LOW: (2, "Low"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.HIGH: (4, "High"),
    Severity.CRITICAL: (5, "Critical"),
}
INFORMATIONAL = (1, "Informational")
KIND = {
    Family.SERVER: "Server",
    Family.CLOUD: "Cloud resource",
    Family.NETWORK: "Network service",
    Family.REGISTER: "Register",
}


def ocsf(run: Run) -> Iterator[str]:
    """Every finding of the run, passes too: a lake can count what was checked."""
    metadata = {
        "version": VERSION,
        "product": {"name": "breachready", "vendor_name": "breachready", "version": run.version},
        "correlation_uid": f"run-{run.id}",
    }
    for finding in run.findings:
        yield encoded(_event(finding, metadata)) + "\n"


def _event(finding: Finding, metadata: dict[str, Any]) -> dict[str, Any]:
    worries = finding.outcome in (Outcome.FAIL, Outcome.UNKNOWN)
    severity_id, severity = SEVERITY[finding.severity] if worries else INFORMATIONAL
    status_id, status = STATUS[finding.outcome]
    seen_at = int(finding.observed_at.timestamp() * 1000)
    resource = "/".join(filter(None, (finding.target, finding.resource)))
    return {
        "activity_id": CREATE,
        "activity_name": "Create",
        "category_uid": CATEGORY,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Compliance Finding",
        "type_uid": CLASS * 100 + CREATE,
        "type_name": "Compliance Finding: Create",
        **_suppressed(finding),
        "time": seen_at,
        "time_dt": stamp(finding.observed_at),
        "severity_id": severity_id,
        "severity": severity,
        "message": finding.title,
        "metadata": {**metadata, "profiles": ["datetime"]},
        "finding_info": {
            "uid": fingerprint(finding.key),
            "title": finding.title,
            "desc": finding.why,
            "types": [finding.check],
            "last_seen_time": seen_at,
            "analytic": {"type_id": 1, "type": "Rule", "uid": finding.check, "name": finding.title},
        },
        "compliance": {
            "standards": list(dict.fromkeys(cite.standard for cite in finding.cites)) or ["breachready"],
            "requirements": [str(cite) for cite in finding.cites],
            "control": finding.check,
            "status_id": status_id,
            "status": status,
            "status_detail": finding.evidence,
        },
        "remediation": {"desc": finding.fix},
        "resources": [{"uid": resource, "name": finding.resource or finding.target, "type": KIND[finding.family]}],
        "unmapped": {"outcome": finding.outcome.value, "target": finding.target, "call": finding.call},
    }


def _suppressed(finding: Finding) -> dict[str, Any]:
    """The status of the finding's life; that of the check stays what it was."""
    if not finding.exception:
        return {}
    return {"status_id": 3, "status": "Suppressed", "comment": words.exception(finding.exception)}
