"""Clocks that wait for the end of the year: a length from it, or a day of the next one."""

from datetime import date, datetime, timedelta, tzinfo

from toolkit.core.duty.length import Ends
from toolkit.core.duty.limit import Limit
from toolkit.core.duty.wall import end_of, shown, start_of


def year_end(long: Limit, at: datetime, zone: tzinfo) -> Ends:
    """So many days from the end of the calendar year."""
    year = shown(at, zone).year
    return _on(date(year, 12, 31) + timedelta(days=long.number), zone, f"{long} from the end of {year}")


def annual(on: str, at: datetime, zone: tzinfo) -> Ends:
    """The day `MM-DD` of the next year."""
    month, day = map(int, on.split("-"))
    year = shown(at, zone).year
    return _on(date(year + 1, month, day), zone, f"on {on} of the year after {year}")


def _on(day: date, zone: tzinfo, words: str) -> Ends:
    return Ends(conservative=start_of(day, zone), outer=end_of(day, zone), words=(words,))
