"""An edition as RFC 8785 JSON: what its digest is over."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import rfc8785

from toolkit.core.duty.edition import Edition
from toolkit.library.duties.spelling import SPELT


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
