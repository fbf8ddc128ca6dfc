"""Deadlines as iCalendar: what calendars must be able to read, and what must not be in it."""

from datetime import UTC, datetime, timedelta

import icalendar

from reports.duties.ics import calendar, uid
from tests.core.duty.test_standing import TAKEN, laws
from toolkit.core.duty.begun import Begun
from toolkit.core.duty.clock import Timing
from toolkit.core.duty.heads import Heads, exactly
from toolkit.core.duty.risk import Assessment
from toolkit.core.duty.standing import About, rows
from toolkit.core.duty.words import Risk, Start

NOW = datetime(2026, 11, 25, 12, 0, 0, 123456, tzinfo=UTC)


def made(now=NOW, **more):
    found, known, days = laws()
    about = About(
        day=NOW.date(),
        assessment=Assessment(least=Risk.HIGH, worst=Risk.HIGH),
        answers=TAKEN,
        heads=Heads(said={"TH": exactly(5), "US-NY": exactly(9)}, complete=True),
    )
    starts = {start: (Begun(at=NOW, by="ana"),) for start in Start}
    timing = Timing(starts=starts, met={}, zones=known, calendars=days)
    listed = list(rows(found, about, timing))
    return listed, calendar("2026-11-25-fire", listed, now, **more)


def test_one_event_a_deadline_with_alarms_before_it():
    listed, raw = made()
    events = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    due = {uid("2026-11-25-fire", one.key): one.deadline.conservative for one in listed if one.runs}
    due = {name: at for name, at in due.items() if at}
    assert {str(one["uid"]): one.decoded("dtstart") for one in events} == {
        name: at.replace(microsecond=0) for name, at in due.items()
    }
    assert len(events) >= 4
    for event in events:
        triggers = [one.decoded("trigger") for one in event.walk("VALARM")]
        assert triggers == [timedelta(days=-1), timedelta(hours=-2), timedelta()]


def test_a_later_export_has_the_same_uids_and_a_higher_sequence():
    (_, first), (_, second) = made(), made(NOW + timedelta(minutes=1))
    events = [icalendar.Calendar.from_ical(raw).walk("VEVENT") for raw in (first, second)]
    for one, other in zip(*events, strict=True):
        assert one["uid"] == other["uid"]
        assert int(one["sequence"]) < int(other["sequence"])


def test_lines_are_folded_and_end_as_the_standard_says():
    _, raw = made()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_unconfirmed_and_exercises_are_marked():
    _, raw = made(exercise=True)
    assert all(str(one["summary"]).startswith("EXERCISE") for one in icalendar.Calendar.from_ical(raw).walk("VEVENT"))
    assert b"ana" not in raw.replace(b"Thailand", b"")
