"""An incident as plain values: what `incident status --json`, `next --json` and `timeline --json` print."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from reports.duties.document import listed
from reports.incident.telling import Line, Telling, Work
from reports.stream import stamp, whole
from toolkit.core.incident import Due, Incident, Item, Metric, Summary, deadlines, metrics
from toolkit.core.incident.exercise import Result


def status(told: Telling) -> dict[str, Any]:
    """Where it stands."""
    incident = told.incident
    found: dict[str, Any] = whole(
        {
            **brief(incident),
            "opened_by": incident.opened_by,
            "began_at": _moment(incident.began_at),
            "now": stamp(told.now),
            "playbooks": [
                {
                    "frame": frame.key,
                    "id": frame.playbook.id,
                    "version": frame.playbook.version,
                    "digest": frame.digest,
                    "settled": settled,
                    "steps": len(steps),
                    "in_progress": bool(frame.tokens),
                }
                for frame, steps, settled in told.frames()
            ],
            "milestones": {
                name.value: {"at": stamp(one.at), "by": one.by, "step": one.step}
                for name, one in incident.milestones.items()
            },
            "metrics": [metric(one) for one in metrics(incident)],
            "in_hand": [step(one) for one in told.in_hand],
            "in_doubt": [one.key for one in told.doubtful],
            "acts_in_doubt": [
                {"step": one.step, "verb": one.verb, "parameters": dict(one.parameters)}
                for one in incident.promises
                if one.in_doubt
            ],
            "collecting_in_doubt": list(incident.collecting),
            "deadlines": [due(one, told.now) for one in deadlines(incident)],
            "values": {name: {"text": text, "by": by} for name, text, by in told.values()},
            "affected": dict(incident.affected),
            "finding": dict(incident.finding),
            "evidence": [item(one) for one in incident.evidence],
            "owed": told.owed,
            "duties": listed(told.clocks, told.now),
            "duties_not_owed": [one.key for one in told.not_told],
            "laws_changed": told.laws_changed,
            "lines": incident.lines,
            "head": told.head,
            "warnings": list(told.warnings),
        }
    )
    return found


def brief(incident: Incident) -> dict[str, Any]:
    """One line of the list."""
    return {
        "id": incident.id,
        "title": incident.title,
        "exercise": incident.exercise,
        "level": incident.level.value if incident.level else None,
        "opened_at": stamp(incident.opened_at),
        "closed_at": _moment(incident.closed_at),
    }


def step(one: Work) -> dict[str, Any]:
    """A step as somebody needs it who is to do it."""
    state, found = one.state, one.step
    said: dict[str, Any] = whole(
        {
            "step": one.key,
            "title": one.title,
            "kind": one.kind,
            "phase": found.phase.value if found else "",
            "role": found.role if found else "",
            "status": state.status.value,
            "round": state.round,
            "assignee": state.assignee,
            "due": _moment(one.due),
            "overdue": one.over,
            "started_at": _moment(state.started_at),
            "started_by": state.started_by,
            "ended_at": _moment(state.ended_at),
            "ended_by": state.ended_by,
            "verified": state.verified,
            "answer": state.answer,
            "does": one.does,
            "commands": list(one.commands),
            "asks": one.asks,
            "answers": [answer for answer, _ in one.answers],
            "suggested": one.suggested,
            "lacking": one.lacking,
            "verify": one.fill(getattr(found, "verify", "")) if found else "",
        }
    )
    return said


def line(one: Line) -> dict[str, Any]:
    """A line of the timeline, with both times."""
    event = one.event
    said: dict[str, Any] = whole(
        {
            "n": event.n,
            "kind": event.kind.value,
            "by": event.by,
            "occurred_at": stamp(event.occurred_at),
            "recorded_at": stamp(event.recorded_at),
            "entered_later": one.late,
            "step": event.step,
            "says": one.says,
            "note": event.note,
            "data": dict(event.data),
        }
    )
    return said


def metric(one: Metric) -> dict[str, Any]:
    """A span; `seconds` is null where it was not reached."""
    return {
        "name": one.name,
        "from": _moment(one.start),
        "to": _moment(one.end),
        "seconds": _seconds(one.took),
        "crossed": one.crossed,
    }


def summed(rows: Sequence[Summary]) -> list[dict[str, Any]]:
    """Spans over several incidents."""
    return [
        {
            "name": one.name,
            "reached_in": one.count,
            "of": one.of,
            "median_seconds": _seconds(one.median),
            "longest_seconds": _seconds(one.longest),
        }
        for one in rows
    ]


def due(one: Due, now: datetime) -> dict[str, Any]:
    """A deadline."""
    return {
        "step": one.key,
        "role": one.role,
        "assignee": one.assignee,
        "due": stamp(one.due),
        "left_seconds": _seconds(one.left(now)),
    }


def item(one: Item) -> dict[str, Any]:
    """A piece of evidence with its custody."""
    said: dict[str, Any] = whole(
        {
            "item": one.id,
            "file": one.file,
            "name": one.name,
            "sha256": one.sha256,
            "size": one.size,
            "what": one.what,
            "source": one.source,
            "step": one.step,
            "wanted": one.wanted,
            "collected_by": one.by,
            "collected_at": stamp(one.collected_at),
            "recorded_at": stamp(one.recorded_at),
            "custody": [
                {
                    "to": move.to,
                    "by": move.by,
                    "at": stamp(move.at),
                    "recorded_at": stamp(move.recorded_at),
                    "sha256": move.sha256,
                    "note": move.note,
                }
                for move in one.custody
            ],
        }
    )
    return said


def exercise(found: Result) -> dict[str, Any]:
    """How an exercise went."""
    said: dict[str, Any] = whole(
        {
            "playbook": found.playbook,
            "digest": found.digest,
            "contained_seconds": _seconds(found.contained),
            "target_seconds": _seconds(found.target),
            "target_met": found.met,
            "to_the_end": found.whole,
            "skipped": list(found.skipped),
            "owed": list(found.owed),
            "injects": [
                {
                    "number": one.told.number,
                    "says": one.told.says,
                    "at": stamp(one.told.at),
                    "answers": [{"step": a.step, "seconds": _seconds(a.took)} for a in one.answers],
                }
                for one in found.injects
            ],
            "steps": [
                {
                    "step": one.key,
                    "status": one.status.value,
                    "worked_seconds": _seconds(one.worked),
                    "simulated_seconds": _seconds(one.simulated),
                }
                for one in found.timings
            ],
        }
    )
    return said


def _moment(at: datetime | None) -> str | None:
    return stamp(at) if at else None


def _seconds(took: timedelta | None) -> int | None:
    return None if took is None else round(took.total_seconds())
