"""Holidays from the library `holidays`, pinned: its version stands with every deadline that counts by them."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import cache
from importlib.metadata import version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from toolkit.core.duty.calendar import Calendar
from toolkit.core.duty.edition import Edition

YEARS_BEFORE, YEARS_AFTER = 2, 6


def calendars(edition: Edition, now: datetime) -> Mapping[str, Calendar]:
    """The calendar of every law."""
    years = range(now.year - YEARS_BEFORE, now.year + YEARS_AFTER)
    places = {regime.calendar for regime in edition.regimes.values()}
    days = {place: _days(place, years) for place in places}
    return {
        regime.id: Calendar(
            name=regime.calendar,
            edition=f"holidays {version('holidays')}" if regime.calendar else "weekends alone",
            years=years,
            holidays=days[regime.calendar][0],
            local=days[regime.calendar][1],
            weekend=regime.weekend,
        )
        for regime in edition.regimes.values()
    }


def zones(edition: Edition) -> Mapping[str, tzinfo]:
    """The zone of every law, where this machine has its data."""
    found: dict[str, tzinfo] = {}
    for name in {regime.zone for regime in edition.regimes.values() if regime.zone}:
        try:
            found[name] = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return found


@cache
def _days(place: str, years: range) -> tuple[Mapping[date, str], Mapping[date, str]]:
    """Those of the whole country, and those that a part of it has besides."""
    country, _, part = place.partition("-")
    if not country:
        return {}, {}
    whole = dict(holidays.country_holidays(country, years=years))
    if not part:
        return whole, {}
    there = dict(holidays.country_holidays(country, subdiv=part, years=years))
    return whole, {day: name for day, name in there.items() if day not in whole}
