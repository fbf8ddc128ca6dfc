"""Spans of time in words: "15 minutes", "1 hour", "3 days". Elapsed time; legal days are `toolkit.core.duty`'s."""

import re
from datetime import timedelta

_SPAN = re.compile(r"^(\d{1,4}) (minute|hour|day|week|month|year)s?$")
_UNIT = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}

EXPECTED = 'expected a span of time as in "15 minutes", "1 hour", "3 days"'


def span(words: str) -> timedelta:
    """The duration. Raises `ValueError` for words that are none, and for no time at all."""
    found = _SPAN.match(words)
    if not found or not int(found[1]):
        raise ValueError(EXPECTED)
    return int(found[1]) * _UNIT[found[2]]
