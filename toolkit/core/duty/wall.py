"""Between moments and what a clock on the wall shows, such that a later moment never shows an earlier time.

Where clocks are set back, an hour of the wall comes twice; where they are set forward, one never comes. Both are
pulled to the earlier side: a deadline may come out an hour early, never late.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

_SECOND = timedelta(seconds=1)


def shown(at: datetime, zone: tzinfo) -> datetime:
    """What the wall shows, without a zone. The first run of an hour that comes twice shows its beginning."""
    here = at.astimezone(zone)
    again = here.replace(fold=1)
    if here.fold == 0 and again.utcoffset() != here.utcoffset():
        change = _change(at.astimezone(UTC), again.astimezone(UTC), zone)
        return change.astimezone(zone).replace(tzinfo=None, fold=0)
    return here.replace(tzinfo=None, fold=0)


def moment(wall: datetime, zone: tzinfo) -> datetime:
    """The first moment when the wall shows this; where it never does, the moment when the clocks are changed."""
    at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return at
    return _change(*_around(at, zone), zone)


def start_of(day: date, zone: tzinfo) -> datetime:
    """When a day begins there."""
    return moment(datetime.combine(day, time()), zone)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Its last second."""
    return start_of(day + timedelta(days=1), zone) - _SECOND


def _change(low: datetime, high: datetime, zone: tzinfo) -> datetime:
    """When the offset changes between two moments, to the second."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(milliseconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return (high + _SECOND / 2).replace(microsecond=0)


def _around(near: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Two moments with one change between them; a wall time that never comes lies within a day of it."""
    for hours in range(1, 27):
        low, high = near - timedelta(hours=hours), near + timedelta(hours=hours)
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            return low, high
    return near, near
