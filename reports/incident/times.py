"""Moments in the responder's zone and in UTC, spans in words. The zone is an argument."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Times:
    """How moments are written: in this zone first, then in UTC."""

    zone: tzinfo

    def both(self, at: datetime) -> str:
        """`2026-11-25 10:15:02 +01:00 (09:15:02 UTC)`; in UTC alone where the zone is UTC then."""
        here, there = at.astimezone(self.zone), at.astimezone(UTC)
        if here.utcoffset() == timedelta():
            return f"{there:%Y-%m-%d %H:%M:%S} UTC"
        day = "" if here.date() == there.date() else f"{there:%Y-%m-%d} "
        return f"{here:%Y-%m-%d %H:%M:%S} {offset(here)} ({day}{there:%H:%M:%S} UTC)"

    def here(self, at: datetime) -> str:
        """`2026-11-25 10:15:02 +01:00`."""
        here = at.astimezone(self.zone)
        return f"{here:%Y-%m-%d %H:%M:%S} {offset(here)}"

    def utc(self, at: datetime) -> str:
        """`2026-11-25 09:15:02 UTC`."""
        return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"

    def brief(self, at: datetime) -> str:
        """`11-25 10:15`, for lines that have little room; the zone is said once above them."""
        return f"{at.astimezone(self.zone):%m-%d %H:%M}"


def offset(at: datetime) -> str:
    """`+01:00`, `UTC` for none."""
    plain = f"{at:%z}"
    return "UTC" if plain in ("", "+0000") else f"{plain[:3]}:{plain[3:5]}"


def span(took: timedelta | None) -> str:
    """`2 d 3 h`, `1 h 05 min`, `40 s`; a dash for none. Never more than two units."""
    if took is None:
        return "\u2013"
    sign, seconds = ("-" if took < timedelta() else ""), round(abs(took.total_seconds()))
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{sign}{days} d {hours} h"
    if hours:
        return f"{sign}{hours} h {minutes:02d} min"
    return f"{sign}{minutes} min" if minutes else f"{sign}{seconds} s"
