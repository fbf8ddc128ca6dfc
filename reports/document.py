"""What `scan --json` and `weakest --json` print: the posture and the run as plain values."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from reports.fixes.document import advice_document
from reports.lines import record
from reports.readiness.document import readiness_document
from reports.stream import document, stamp
from toolkit.core.change import Change
from toolkit.core.exemption import Used
from toolkit.core.posture import AttackPath, PathStep, Posture, Stability
from toolkit.core.run import Gap, Run
from toolkit.core.verdict import Outcome

PLACES = 6
"""Decimal places of scores and probabilities: finer than any table value, coarser than a machine's last bit."""


def run_document(run: Run) -> Iterator[str]:
    """The whole run as one JSON object; the findings come last, one a line."""
    return document(run_head(run), "findings", map(record, run.findings))


def run_head(run: Run) -> dict[str, Any]:
    """Everything but the findings: `run`, `posture`, `counts`, `worst`, `gaps`, `readiness`, `exceptions` ..."""
    return {
        "run": {
            "id": run.id,
            "status": run.status.value,
            "started_at": stamp(run.started_at),
            "finished_at": _moment(run.finished_at),
            "organisation": run.organisation,
            "version": run.version,
            "targets": [{"family": target.family.value, "name": target.name} for target in run.targets],
            "inventory_note": run.inventory_note,
            "evidence": dict(sorted(run.evidence.items())),
        },
        "posture": posture(run.posture) if run.posture else None,
        "counts": {outcome.value: run.count(outcome) for outcome in Outcome},
        "worst": [record(finding) for finding in run.worst],
        "gaps": [_gap(gap) for gap in run.gaps],
        "readiness": readiness_document(run.readiness) if run.readiness else None,
        "exceptions": [rule_document(one) for one in run.rules()],
        "change": _change(run.change) if run.change is not None else None,
    }


def posture(found: Posture) -> dict[str, Any]:
    """The score and its explanation. The first seven keys are the contract, the rest may grow."""
    path = found.path
    return {
        "score": _round(found.score),
        "interval": [_round(end) for end in found.interval],
        "path": [_step(step) for step in path.steps] if path else [],
        "stores": [
            {
                "store": risk.store,
                "title": risk.title,
                "probability": _round(risk.probability),
                "score": _round(risk.score),
                "records": risk.records,
                "data_class": risk.data_class,
                "datasets": list(risk.datasets),
                "assumed": risk.assumed,
            }
            for risk in found.stores
        ],
        "unknown": [
            {"finding": list(one.finding), "reason": one.reason, "on_path": one.on_path} for one in found.unknown
        ],
        "model": found.model,
        "proven": _round(found.proven),
        "from": _ends(path) if path else None,
        "next_path": _whole(found.next_path) if found.next_path else None,
        "destruction": _whole(found.destruction) if found.destruction else None,
        "last_line": _step(found.last_line) if found.last_line else None,
        "stability": _stability(found.stability) if found.stability else None,
        "by_position": {position.value: _round(score) for position, score in found.by_position},
        "by_family": {family.value: _round(score) for family, score in found.by_family},
        "caps": [{"name": cap.name, "ceiling": _round(cap.ceiling), "because": cap.because} for cap in found.caps],
        "advice": advice_document(found.advice) if found.advice else None,
        "notes": list(found.notes),
        "checked_steps": {"answered": found.checked_steps[0], "of": found.checked_steps[1]},
    }


def _whole(path: AttackPath) -> dict[str, Any]:
    return {**_ends(path), "path": [_step(step) for step in path.steps]}


def _stability(found: Stability) -> dict[str, Any]:
    return {
        "by": _round(found.by),
        "share": _round(found.share),
        "draws": found.draws,
        "alone": found.alone,
        "flips": [{"number": name, "factor": _round(factor)} for name, factor in found.flips],
    }


def _ends(path: AttackPath) -> dict[str, Any]:
    return {
        "position": path.position.value,
        "prior": _round(path.prior),
        "prior_points": _round(path.prior_points),
        "store": path.store,
        "value": _round(path.value),
        "value_points": _round(path.value_points),
        "probability": _round(path.probability),
        "points": _round(path.points),
    }


def _step(step: PathStep) -> dict[str, Any]:
    return {
        "from": step.start,
        "to": step.end,
        "step": step.step.value,
        "probability": _round(step.probability),
        "points": _round(step.points),
        "findings": [list(key) for key in step.findings],
        "sentence": step.sentence,
        "unknown": [list(key) for key in step.unknown],
        "judgement": step.judgement,
        "numbers": list(step.numbers),
        "gain": _round(step.gain),
    }


def rule_document(one: Used) -> dict[str, Any]:
    """One exception and what it does."""
    rule = one.rule
    return {
        "kind": rule.kind.value,
        "check": rule.check,
        "target": rule.target,
        "resource": rule.resource,
        "owner": rule.owner,
        "reason": rule.reason,
        "expires": rule.expires.isoformat(),
        "ticket": rule.ticket,
        "up_to": rule.up_to.value,
        "findings": one.findings,
        "expired": one.expired,
        "days_left": one.days_left,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "target": gap.target,
        "reason": gap.reason,
        "call": gap.call,
        "checks": list(gap.checks),
        "resources": gap.resources,
        "fault": gap.fault,
    }


def _change(change: Change) -> dict[str, Any]:
    groups = {"opened": change.opened, "closed": change.closed, "lost": change.lost, "regained": change.regained}
    return {
        "since_run": change.since_run,
        "since": stamp(change.since),
        "score_before": _maybe(change.score_before),
        "score_now": _maybe(change.score_now),
        "path_changed": change.path_changed,
        **{name: [list(finding.key) for finding in group] for name, group in groups.items()},
    }


def _round(number: float) -> float:
    return round(float(number), PLACES) + 0.0


def _maybe(number: float | None) -> float | None:
    return None if number is None else _round(number)


def _moment(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None
