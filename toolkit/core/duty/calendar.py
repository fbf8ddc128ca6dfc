"""Days that count: weekends and pinned holidays. Where the holidays come from stands with every deadline."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY, SUNDAY = 5, 6


class NoHolidays(LookupError):
    """Business days of a year whose holidays are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Holidays of a place over some years.

    `holidays` are those of the whole country, `local` those of a part of it. A deadline counted with fewer holidays
    is never later, so that the conservative one leaves the local ones out.
    """

    name: str
    edition: str
    """Where the holidays come from: library and version."""
    years: range
    holidays: Mapping[date, str] = field(default_factory=dict)
    local: Mapping[date, str] = field(default_factory=dict)
    weekend: tuple[int, ...] = (SATURDAY, SUNDAY)

    def works(self, day: date, *, local: bool) -> bool:
        """Whether it is a business day. Raises `NoHolidays` outside the years that are known."""
        if day.weekday() in self.weekend:
            return False
        if day.year not in self.years:
            raise NoHolidays(f"the holidays of {day.year} are not known for {self.name or 'this calendar'}")
        return day not in self.holidays and not (local and day in self.local)

    def after(self, day: date, number: int, *, local: bool) -> date:
        """The last of so many business days; the first is the one after `day`."""
        while number:
            day += timedelta(days=1)
            number -= self.works(day, local=local)
        return day

    def on_or_after(self, day: date, *, local: bool) -> date:
        """The day itself, or the next business day."""
        while not self.works(day, local=local):
            day += timedelta(days=1)
        return day


def months_after(day: date, number: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    month = day.month - 1 + number
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
