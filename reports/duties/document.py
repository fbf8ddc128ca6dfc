"""Duties as plain values: what `duties … --json` prints."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from reports.duties.words import NOT_ADVICE
from reports.stream import stamp, whole
from toolkit.core.duty.begun import Begun
from toolkit.core.duty.clock import Deadline
from toolkit.core.duty.question import Question
from toolkit.core.duty.record import Answer, Override
from toolkit.core.duty.regime import Regime
from toolkit.core.duty.risk import Assessment
from toolkit.core.duty.standing import Row
from toolkit.core.duty.words import Start


def row(one: Row, now: datetime) -> dict[str, Any]:
    """One duty with its reasoning."""
    said: dict[str, Any] = whole(
        {
            "duty": one.key,
            "law": one.regime.id,
            "title": one.regime.title,
            "audience": one.duty.audience.value,
            "recipient": one.duty.recipient,
            "standing": one.standing.value,
            "why": [{"so": reason.truth.value, "words": reason.words} for reason in one.reasons],
            "missing": list(one.missing),
            "clock": clock(one.deadline),
            "left_seconds": one.left(now),
            "met": _met(one),
            "override": override(one.override) if one.override else None,
            "confirmed": not one.unsure,
            "unconfirmed_facts": list(one.regime.unconfirmed),
            "conflicts": list(one.regime.conflicts),
            "exemptions": list(one.duty.exemptions),
            "contents": list(one.duty.contents),
            "forbidden": list(one.duty.forbidden),
            "channels": list(one.duty.channels),
            "phased": one.duty.clock.phased,
            "own_words": [
                {"field": change.field, "reason": change.reason, "by": change.by, "on": str(change.on)}
                for change in one.duty.changed
            ],
            "citation": one.regime.citation,
            "source": one.regime.source,
            "reviewed_on": one.regime.reviewed_on.isoformat(),
            "review_by": one.regime.review_by.isoformat(),
        }
    )
    return said


def clock(found: Deadline) -> dict[str, Any]:
    """Where a clock stands; null where there is no such moment."""
    return {
        "run": found.run.value,
        "since": _moment(found.since),
        "conservative": _moment(found.conservative),
        "outer": _moment(found.outer),
        "at_latest": _moment(found.at_latest),
        "excused_until": _moment(found.excused_until),
        "by_date": found.by_date,
        "guidance": found.guidance,
        "missing": [one.value for one in found.missing],
        "words": list(found.words),
        "holidays": found.holidays,
    }


def assessment(found: Assessment) -> dict[str, Any]:
    """How bad it is, between the least and the worst that is still possible."""
    return {
        "least": found.least.value,
        "worst": found.worst.value,
        "words": list(found.words),
        "missing": list(found.missing),
    }


def begun(start: Start, one: Begun) -> dict[str, Any]:
    """A start event, and where it is from."""
    said: dict[str, Any] = whole(
        {
            "event": start.value,
            "at": stamp(one.at),
            "day": one.day.isoformat() if one.day else None,
            "by": one.by,
            "note": one.note,
            "from": one.source or f"line {one.line}",
            "recorded_at": _moment(one.recorded_at),
            "counts": not one.corrected,
            "corrected": one.corrected,
        }
    )
    return said


def question(one: Question, decides: int, answers: Mapping[str, Answer]) -> dict[str, Any]:
    """A question, its answers, and how many undecided duties depend on it."""
    said: dict[str, Any] = whole(
        {
            "question": one.id,
            "ask": one.ask,
            "help": one.help,
            "kind": one.kind.value,
            "per": one.per.value,
            "options": [{"value": option.value, "means": option.means} for option in one.options],
            "decides": decides,
            "answers": {
                of: {"text": answer.text, "by": answer.by, "at": stamp(answer.at)} for of, answer in answers.items()
            },
        }
    )
    return said


def override(one: Override) -> dict[str, Any]:
    """What was decided otherwise."""
    said: dict[str, Any] = whole(
        {
            "value": one.value,
            "because": one.because,
            "by": one.by,
            "at": stamp(one.at),
            "counts": one.counts,
            "approved_by": one.approved_by,
            "approved_at": _moment(one.approved_at),
        }
    )
    return said


def law(one: Regime, today: date) -> dict[str, Any]:
    """A law in one line."""
    return {
        "law": one.id,
        "title": one.title,
        "jurisdiction": one.jurisdiction,
        "duties": [key for key, _ in one.duties()],
        "confirmed": one.confirmed and all(duty.confirmed for duty in one.duty),
        "in_force": one.on(today),
        "reviewed_on": one.reviewed_on.isoformat(),
        "review_by": one.review_by.isoformat(),
        "stale": one.overdue(today),
        "source": one.source,
    }


def advised(document: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the one sentence that belongs on it."""
    return {**document, "note": NOT_ADVICE}


def listed(rows: Sequence[Row], now: datetime) -> list[dict[str, Any]]:
    """Several."""
    return [row(one, now) for one in rows]


def _met(one: Row) -> dict[str, Any] | None:
    if one.met is None:
        return None
    return {"at": stamp(one.met.at), "by": one.met.by, "reference": one.met.how, "late_because": one.met.why_late}


def _moment(at: datetime | None) -> str | None:
    return stamp(at) if at else None
