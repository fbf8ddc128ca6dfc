"""Times of an incident: when steps are due, whom to remind, where the clock was set back. Now is an argument."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from toolkit.core.incident.event import Event
from toolkit.core.incident.state import Incident, key_of
from toolkit.core.incident.words import Status
from toolkit.core.playbook import OPENED, Loop, Milestone, Wait
from toolkit.core.span import span

SOON = 0.8
"""A reminder is due when this share of a step's time is gone. A judgement, as most ticket systems have it."""

TOLERANCE = timedelta(minutes=5)
"""How far two machines' clocks may differ before a moment counts as one that has not come yet. A judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A step that has a deadline and is not finished."""

    key: str
    title: str
    role: str
    assignee: str
    since: datetime
    due: datetime

    def left(self, now: datetime) -> timedelta:
        """Time left; negative when it is over."""
        return self.due - now

    def reminds(self, now: datetime) -> bool:
        """Whether it is time to remind somebody."""
        return now >= self.since + SOON * (self.due - self.since)


def due_at(incident: Incident, key: str) -> tuple[datetime, datetime] | None:
    """From when a step's time counts and when it is over; None without a deadline, or while nothing counts yet."""
    step, state = incident.step(key), incident.state_of(key)
    if state.due is not None:
        return min(state.arrived_at or incident.opened_at, state.due), state.due
    if step is None or not step.within:
        return None
    since = _since(incident, key, step.of)
    return (since, since + span(step.within)) if since else None


def _since(incident: Incident, key: str, of: str) -> datetime | None:
    if of == OPENED:
        return incident.opened_at
    if of in set(Milestone):
        reached = incident.milestones.get(Milestone(of))
        return reached.at if reached else None
    other = incident.state_of(key_of(key.rpartition("/")[0], of))
    return other.ended_at if other.settled else None


def deadlines(incident: Incident) -> tuple[Due, ...]:
    """Every unfinished step with a deadline, the earliest first; also those that the incident has not come to."""
    found = []
    for frame in incident.frames.values():
        for step in frame.playbook.step:
            key = key_of(frame.key, step.id)
            state, times = incident.state_of(key), due_at(incident, key)
            ahead = not frame.tokens and not state.arrived_at
            if times and not state.settled and not ahead:
                since, due = times
                found.append(
                    Due(key=key, title=step.title, role=step.role, assignee=state.assignee, since=since, due=due)
                )
    return tuple(sorted(found, key=lambda one: (one.due, one.key)))


def reminders(incident: Incident, now: datetime) -> tuple[Due, ...]:
    """The deadlines of steps in hand that are near or over, the most urgent first."""
    in_hand = set(incident.open_keys())
    return tuple(one for one in deadlines(incident) if one.key in in_hand and one.reminds(now))


def not_before(incident: Incident, key: str) -> datetime | None:
    """When a wait is over, or a loop's next round begins."""
    step, state = incident.step(key), incident.state_of(key)
    match step:
        case Wait() if step.for_ and state.arrived_at:
            return state.arrived_at + span(step.for_)
        case Loop() if step.every and state.started_at and state.status is Status.STARTED:
            return state.started_at + span(step.every)
    return None


def latest(incident: Incident, key: str) -> datetime | None:
    """When a wait is given up."""
    step, state = incident.step(key), incident.state_of(key)
    return (
        state.arrived_at + span(step.at_most)
        if isinstance(step, Wait) and step.at_most and state.arrived_at
        else None
    )


def set_back(events: Sequence[Event]) -> Iterator[tuple[int, timedelta]]:
    """Lines that were recorded at an earlier time than the line before: the clock was set back, and by how much.

    The order of the lines is that of the chain, whatever the clock said.
    """
    for before, after in pairwise(events):
        if after.recorded_at < before.recorded_at:
            yield after.n, before.recorded_at - after.recorded_at
