"""What `trend --json` prints. The keys are a contract; `trend --help` lists them."""

from typing import Any

from reports.stream import stamp
from reports.trend.shares import rounded
from toolkit.core.trend import Attribution, Point, Trend

PLACES = 6
UNIT = 10**PLACES


def trend_document(found: Trend) -> dict[str, Any]:
    """Both curves and the attribution of the last change as plain values."""
    return {
        "model": found.model,
        "points": [_point(point) for point in found.points],
        "attribution": _attribution(found.attribution) if found.attribution else None,
        "why_none": found.why_none,
        "notes": list(found.notes),
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "run": point.run,
        "at": stamp(point.at),
        "reported": round(point.reported, PLACES),
        "interval": [round(end, PLACES) for end in point.interval] if point.interval else None,
        "restated": None if point.restated is None else round(point.restated, PLACES),
        "why_not": point.why_not,
        "model": point.model,
        "changed": list(point.changed),
    }


def _attribution(found: Attribution) -> dict[str, Any]:
    units = rounded(found, PLACES)
    return {
        "from": found.before,
        "to": found.now,
        "score_before": round(found.score_before, PLACES),
        "score_now": round(found.score_now, PLACES),
        "change": sum(units) / UNIT,
        "parts": [
            {
                "group": part.group.value,
                "points": number / UNIT,
                "exact": str(part.points),
                "differences": list(part.differences),
            }
            for part, number in zip(found.parts, units, strict=True)
        ],
        "evaluations": found.evaluations,
    }
