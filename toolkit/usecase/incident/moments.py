"""Moments as a person gives them: a time of day, a date with one, with or without a zone."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from toolkit.core.errors import Problem, UserError

_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})$")


def zone_of(name: str, option: str = "--zone") -> tzinfo:
    """The zone of that name, or this machine's. Raises `UserError`."""
    if not name:
        return datetime.now(UTC).astimezone().tzinfo or UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as no:
        raise UserError(Problem(option, "", f"no time zone {name!r}; expected one as in Europe/Berlin")) from no


def moment_of(words: str, zone: tzinfo, option: str = "--at") -> datetime | None:
    """The moment meant by a person; without a date, today or else yesterday. Raises `UserError`."""
    words = words.strip()
    if not words:
        return None
    here = datetime.now(zone)
    if found := _CLOCK.match(words):
        return _today(here, int(found[1]), int(found[2]), option)
    try:
        at = datetime.fromisoformat(words)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as no:
        expected = "expected 14:05, 2026-11-25T14:05, or that with +01:00"
        raise UserError(Problem(option, "", f"{expected}, not {words[:60]!r}")) from no


def _today(here: datetime, hour: int, minute: int, option: str) -> datetime:
    """Today, or where that has not come yet, yesterday."""
    try:
        at = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError as no:
        raise UserError(Problem(option, "", "there is no such time of day")) from no
    return (at if at <= here + timedelta(minutes=5) else at - timedelta(days=1)).astimezone(UTC)
