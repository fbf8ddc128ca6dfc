"""SARIF 2.1.0, for code-scanning dashboards.

A failure is `fail`, a pass `pass`, not applicable `notApplicable`; what could not be seen is `open`,
which the standard defines as "could not be determined". Resources are logical locations: no file holds them.
"""

from collections.abc import Iterator
from typing import Any

from reports import words
from reports.identity import fingerprint
from reports.inert import line
from reports.stream import document, stamp
from toolkit.core.finding import Finding
from toolkit.core.run import Gap, Run, RunStatus
from toolkit.core.verdict import Outcome, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

KIND = {
    Outcome.FAIL: "fail",
    Outcome.PASS: "pass",
    Outcome.UNKNOWN: "open",
    Outcome.NOT_APPLICABLE: "notApplicable",
}
LEVEL = {Severity.LOW: "note", Severity.MEDIUM: "warning", Severity.HIGH: "error", Severity.CRITICAL: "error"}
SECURITY_SEVERITY = {
    Severity.LOW: "2.0",
    Severity.MEDIUM: "5.0",
    Severity.HIGH: "8.0",
    Severity.CRITICAL: "9.5",
}
"""What dashboards sort by; the middle of CVSS's bands (0.1-3.9, 4.0-6.9, 7.0-8.9, 9.0-10)."""


def sarif(run: Run) -> Iterator[str]:
    """One SARIF log with one run; results are written one a line."""
    rules = {finding.check: finding for finding in reversed(run.findings)}
    order = {check: at for at, check in enumerate(sorted(rules))}
    head = {
        "tool": {
            "driver": {
                "name": "breachready",
                "version": run.version,
                "rules": [_rule(rules[check]) for check in order],
            }
        },
        "automationDetails": {"id": f"breachready/{run.id}"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(run)],
    }
    yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [\n'
    yield from document(head, "results", (_result(finding, order[finding.check]) for finding in run.findings))
    yield "]}\n"


def _rule(finding: Finding) -> dict[str, Any]:
    cites = [str(cite) for cite in finding.cites]
    help_text = f"{finding.why} Fix: {finding.fix}".strip()
    return {
        "id": finding.check,
        "shortDescription": {"text": line(finding.title) or finding.check or "?"},
        "fullDescription": {"text": line(finding.why or finding.title) or "?"},
        "help": {"text": line(help_text + (f" ({'; '.join(cites)})" if cites else ""))},
        "defaultConfiguration": {"level": LEVEL[finding.severity]},
        "properties": {
            "tags": list(dict.fromkeys(["security", finding.family.value, *cites])),
            "security-severity": SECURITY_SEVERITY[finding.severity],
        },
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    failed = finding.outcome is Outcome.FAIL
    return {
        "ruleId": finding.check,
        "ruleIndex": index,
        "kind": KIND[finding.outcome],
        "level": LEVEL[finding.severity] if failed else "none",
        "message": {"text": line(f"{finding.title}: {finding.evidence}" if failed else finding.evidence) or "-"},
        "locations": [
            {
                "logicalLocations": [
                    {
                        "name": finding.resource or finding.target,
                        "fullyQualifiedName": "/".join(filter(None, (finding.target, finding.resource))),
                        "kind": "resource",
                    }
                ]
            }
        ],
        **_suppressed(finding),
        "partialFingerprints": {"breachready/v1": fingerprint(finding.key)},
        "properties": {
            "outcome": finding.outcome.value,
            "severity": finding.severity.value,
            "target": finding.target,
            "observed_at": stamp(finding.observed_at),
        },
    }


def _suppressed(finding: Finding) -> dict[str, Any]:
    """What the standard has for a result that somebody decided to leave as it is, outside the code."""
    if not finding.exception:
        return {}
    said = {"kind": "external", "status": "accepted", "justification": line(words.exception(finding.exception))}
    return {"suppressions": [said]}


def _invocation(run: Run) -> dict[str, Any]:
    faults = [gap for gap in run.gaps if gap.fault]
    ended = {"endTimeUtc": stamp(run.finished_at)} if run.finished_at else {}
    return {
        "executionSuccessful": run.status is RunStatus.FINISHED and not faults,
        "startTimeUtc": stamp(run.started_at),
        **ended,
        "toolExecutionNotifications": [_notification(gap) for gap in run.gaps],
    }


def _notification(gap: Gap) -> dict[str, Any]:
    said = f"{gap.target}: {gap.reason}" + (f" ({gap.call})" if gap.call else "")
    return {"level": "error" if gap.fault else "warning", "message": {"text": line(said)}}
