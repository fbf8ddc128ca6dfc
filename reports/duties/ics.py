"""Deadlines as an iCalendar file (RFC 5545): one event a duty, with alarms. Nothing of any person is in it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from reports.duties.words import NOT_ADVICE, STANDING
from reports.inert import line
from toolkit.core.duty.standing import Row
from toolkit.core.duty.words import Standing

BEFORE = (timedelta(days=1), timedelta(hours=2), timedelta())
"""When calendars remind somebody, before the conservative deadline."""
LONGEST = 200
"""Characters of a summary."""


def calendar(id: str, rows: Iterable[Row], now: datetime, *, exercise: bool = False) -> bytes:
    """The running clocks of an incident. The same duty has the same UID each time, so that a calendar updates it."""
    made = Calendar()
    made.add("prodid", "-//breachready//duties//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for row in rows:
        if row.runs and row.deadline.conservative:
            made.add_component(_event(id, row, row.deadline.conservative, now, exercise=exercise))
    return bytes(made.to_ical())


def uid(id: str, key: str) -> str:
    """Stable: it depends on the incident and the duty alone."""
    return f"{hashlib.sha256(f'{id} {key}'.encode()).hexdigest()[:32]}@breachready"


def _event(id: str, row: Row, due: datetime, now: datetime, *, exercise: bool) -> Event:
    summary = line(f"{'EXERCISE: ' if exercise else ''}Due: {row.duty.recipient} ({row.regime.title})", LONGEST)
    made = Event()
    made.add("uid", uid(id, row.key))
    made.add("dtstamp", now.replace(microsecond=0))
    made.add("last-modified", now.replace(microsecond=0))
    made.add("sequence", int(now.timestamp()))
    made.add("dtstart", due.replace(microsecond=0))
    made.add("summary", summary)
    made.add("description", "\n".join(_description(id, row)))
    made.add("transp", "TRANSPARENT")
    for before in BEFORE:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", -before)
        made.add_component(alarm)
    return made


def _description(id: str, row: Row) -> list[str]:
    found = row.deadline
    said = [f"Incident {id}, duty {row.key}: {STANDING[row.standing]}."]
    if row.standing is Standing.UNDECIDED:
        said.append(f"It depends on {', '.join(row.missing)}; until that is said, keep the deadline.")
    if found.guidance:
        said.append("The number is of guidance; the law gives none.")
    if found.outer:
        said.append(f"Legal outer limit: {found.outer:%Y-%m-%d %H:%M %Z}.")
    if row.unsure:
        said.append("Unconfirmed: nobody has seen this row in a source.")
    return [*said, row.regime.citation, NOT_ADVICE]
