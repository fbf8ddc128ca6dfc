"""How long a length of time is, from a moment: conservatively, and as the law allows at most."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from toolkit.core.duty.calendar import Calendar, months_after
from toolkit.core.duty.limit import Limit, Unit
from toolkit.core.duty.wall import end_of, moment, shown

EU, DORA = "eu-1182-71", "dora"
NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Two ends, the first never after the second, and what was done to find them."""

    conservative: datetime
    outer: datetime
    words: tuple[str, ...] = ()


def length(long: Limit, at: datetime, zone: tzinfo, calendar: Calendar, computation: str) -> Ends:
    """The ends of so much time from a moment. Raises `NoHolidays`.

    A period in days does not count the day of the event; it is over at the same time of day (conservative) or with
    the day (outer). Regulation (EEC, Euratom) 1182/71 art 3: hours begin with the next full hour, and other periods
    that end on a free day run to the end of the next working day. A holiday of a part of the country counts in the
    outer limit alone.
    """
    if long.unit is Unit.HOUR:
        return _hours(long, at, zone, calendar, computation)
    wall = shown(at, zone)
    early = _day(long, wall.date(), calendar, local=False)
    late = _day(long, wall.date(), calendar, local=True)
    words: tuple[str, ...] = ()
    conservative = moment(datetime.combine(early, wall.time()), zone)
    if computation in (EU, DORA):
        late = calendar.on_or_after(late, local=True)
    if late != early:
        words = ("the outer limit runs to the next working day",)
    outer = (
        moment(datetime.combine(late, NOON), zone) if computation == DORA and late != early else end_of(late, zone)
    )
    return Ends(conservative=conservative, outer=max(outer, conservative), words=words)


def _hours(long: Limit, at: datetime, zone: tzinfo, calendar: Calendar, computation: str) -> Ends:
    conservative = at.astimezone(UTC) + timedelta(hours=long.number)
    if computation == EU:
        here = at.astimezone(zone)
        past = timedelta(minutes=here.minute, seconds=here.second, microseconds=here.microsecond)
        outer = conservative - past + timedelta(hours=1)
        return Ends(conservative=conservative, outer=outer, words=("the outer limit begins with the next full hour",))
    if computation == DORA:
        day = shown(conservative, zone).date()
        working = calendar.on_or_after(day, local=True)
        if working != day:
            outer = moment(datetime.combine(working, NOON), zone)
            return Ends(
                conservative=conservative, outer=outer, words=("the outer limit is noon of the next working day",)
            )
    return Ends(conservative=conservative, outer=conservative)


def _day(long: Limit, day: date, calendar: Calendar, *, local: bool) -> date:
    match long.unit:
        case Unit.BUSINESS_DAY:
            return calendar.after(day, long.number, local=local)
        case Unit.MONTH:
            return months_after(day, long.number)
        case Unit.YEAR:
            return months_after(day, 12 * long.number)
    return day + timedelta(days=long.number)
