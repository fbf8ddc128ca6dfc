"""Lengths of time as laws write them: hours are elapsed time, everything else counts days of a calendar."""

import re
from dataclasses import dataclass
from enum import StrEnum

_LIMIT = re.compile(r"^(\d{1,4}) (hour|day|business day|month|year)s?$")

EXPECTED = 'expected a length of time as in "72 hours", "45 days", "14 business days", "1 month"'


class Unit(StrEnum):
    """What is counted."""

    HOUR = "hour"
    DAY = "day"
    """Days of the calendar, holidays included."""
    BUSINESS_DAY = "business day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"

    @property
    def rough_hours(self) -> float:
        """For telling the shorter of two limits; a business day counts as more than a day of the calendar."""
        return self.number * {"hour": 1, "day": 24, "business day": 33.6, "month": 720, "year": 8760}[self.unit]


def limit(words: str) -> Limit:
    """The length. Raises `ValueError` for words that are none."""
    found = _LIMIT.match(words)
    if not found or not int(found[1]):
        raise ValueError(EXPECTED)
    return Limit(int(found[1]), Unit(found[2]))
