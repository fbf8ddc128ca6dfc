"""What `fixes --json` prints, and the advice that stands in every posture, as plain values."""

from typing import Any

from toolkit.core.fix import Advice, Fix, Fixes, FixSet, Gain
from toolkit.core.run import Run

PLACES = 6
"""Decimal places of scores, as in every document."""


def fixes_document(run: Run, found: Fixes, note: str = "") -> dict[str, Any]:
    """What `fixes --json` prints; a contract, documented in the command's help."""
    return {
        "run": run.id,
        "score": _round(found.score),
        "note": note,
        "gains": [_gain(gain) for gain in found.gains],
        "plateau": found.plateau,
        "ways": found.ways,
        "tail": [{"store": store, "score": _round(score)} for store, score in found.tail],
        "next": _set_document(found.next),
        "set": _set_document(found.to_target),
        "chokes": [{"place": one.place, "stores": one.stores, "of": one.of} for one in found.chokes],
        "candidates": found.candidates,
        "unpriced": [list(name) for name in found.unpriced],
        "excluded": [list(name) for name in found.excluded],
        "unmatched": list(found.unmatched),
    }


def fix_document(fix: Fix) -> dict[str, Any]:
    """One fix as plain values."""
    return {
        "act": fix.act.value,
        "check": fix.check,
        "target": fix.target,
        "title": fix.title,
        "does": fix.does,
        "failing": [list(key) for key in fix.failing],
        "unseen": [list(key) for key in fix.unseen],
    }


def advice_document(advice: Advice) -> dict[str, Any]:
    """The part of it that stands in every posture."""
    return {
        "gains": [_gain(gain) for gain in advice.gains],
        "plateau": advice.plateau,
        "moves": [fix_document(fix) for fix in advice.moves],
        "score": _round(advice.score),
    }


def _gain(gain: Gain) -> dict[str, Any]:
    return {**fix_document(gain.fix), "gain": _round(gain.gain), "score": _round(gain.score)}


def _set_document(found: FixSet) -> dict[str, Any]:
    return {
        "target": _round(found.target),
        "ending": found.ending.value,
        "cost": float(found.cost),
        "unit": found.unit,
        "score": _round(found.score),
        "fixes": [
            {**fix_document(one.fix), "cost": float(one.cost), "needed_for": one.needed_for} for one in found.fixes
        ],
        "obstacles": [
            {
                "stores": list(one.stores),
                "sentences": list(one.sentences),
                "score": _round(one.score),
                "breakers": [list(name) for name in one.breakers],
                "cap": one.cap,
            }
            for one in found.obstacles
        ],
    }


def _round(number: float) -> float:
    return round(float(number), PLACES) + 0.0
