"""An edition as RFC 8785 JSON: what its digest is over, and what an incident keeps of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

import rfc8785

from toolkit.config.strict import structure
from toolkit.core.duty.edition import Edition
from toolkit.core.duty.question import Question
from toolkit.core.duty.regime import Regime
from toolkit.core.errors import Problem, UserError
from toolkit.library.duties.spelling import SPELT, ours

T = TypeVar("T")


def canonical(edition: Edition) -> bytes:
    """The canonical form; the order of keys and what was left at its default do not count."""
    return rfc8785.dumps(
        {
            "laws": [plain(one) for one in edition.regimes.values()],
            "questions": [plain(one) for one in edition.questions.values()],
        }
    )


def digest(edition: Edition) -> str:
    """`sha256:` and the hash of the canonical form in hexadecimal."""
    return f"sha256:{hashlib.sha256(canonical(edition)).hexdigest()}"


def plain(value: Any) -> Any:
    """As plain values, spelt as in the file, without what was left at its default."""
    match value:
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case tuple() | list():
            return [plain(one) for one in value]
        case str() | int() | float() | bool() | None:
            return value
    said = ((one, getattr(value, one.name)) for one in fields(value))
    return {SPELT.get(one.name, one.name): plain(found) for one, found in said if found not in (one.default, None)}


DATES = ("reviewed_on", "review_by", "in_force_from", "in_force_until", "on")
"""Keys that hold a date; the `on` of a clock is text, and of no date's form."""


def from_canonical(raw: bytes, where: str) -> Edition:
    """The edition of a canonical form that was kept. Raises `UserError` when this version cannot read it."""
    try:
        said = _dated(json.loads(raw))
        laws, questions = list(said["laws"]), list(said["questions"])
    except (ValueError, TypeError, KeyError, RecursionError) as no:
        raise UserError(Problem(where, "", f"is no edition of duties in canonical form: {no}")) from no
    problems: list[Problem] = []
    found = [_one(ours(one), Regime, where, problems) for one in laws]
    asked = [_one(one, Question, where, problems) for one in questions]
    if problems:
        raise UserError(problems)
    return Edition(
        regimes={one.id: one for one in found if one},
        questions={one.id: one for one in asked if one},
        digest=f"sha256:{hashlib.sha256(raw).hexdigest()}",
    )


def _one(said: Any, kind: type[T], where: str, problems: list[Problem]) -> T | None:
    found, wrong = structure(said, kind, where)
    problems += wrong
    return found


def _dated(value: Any, key: str = "") -> Any:
    match value:
        case dict():
            return {name: _dated(one, name) for name, one in value.items()}
        case list():
            return [_dated(one) for one in value]
        case str() if key in DATES and len(value) == len("2026-11-25"):
            return date.fromisoformat(value)
    return value
