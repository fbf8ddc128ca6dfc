"""What `readiness --json` prints, and `scan --json` has as `readiness`."""

from typing import Any

from toolkit.core.readiness import Readiness, ScenarioReadiness


def readiness_document(found: Readiness) -> dict[str, Any]:
    """The readiness as plain values; scores from 0 to 100."""
    return {
        "score": None if found.score is None else round(found.score, 2),
        "easiest": found.easiest or None,
        "model": found.model,
        "scenarios": [_scenario(one) for one in found.scenarios],
    }


def _scenario(one: ScenarioReadiness) -> dict[str, Any]:
    return {
        "scenario": one.scenario,
        "because": one.because,
        "score": round(100 * one.value, 2),
        "phases": {phase.value: round(100 * value, 2) for phase, value in one.phases()},
        "elements": [
            {
                "element": part.element,
                "title": part.title,
                "phase": part.phase.value,
                "score": round(100 * part.value, 2),
                "because": part.because,
                "mend": part.mend,
            }
            for part in one.elements
        ],
    }
