"""The clocks in an incident's head: what is due, when, and where to do something about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import NoReverseMatch, reverse

from reports.duties.words import marks, told_of
from toolkit.config.settings import Settings
from toolkit.core.duty.words import Standing as Undecided
from toolkit.core.incident import deadlines
from toolkit.core.incident.clock import SOON
from toolkit.usecase.incident.session import View
from toolkit.web.incidents.duties import duties_of


class Standing(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One thing that is due. `url`: the page where it is done."""

    title: str
    due: datetime
    state: Standing
    url: str
    about: str = ""
    """Of a duty: whom to tell, and the marks that must stand wherever it is shown."""


def clocks_of(view: View, settings: Settings) -> list[Clock]:
    """What is due in this incident, the earliest first. None is invented: only what a step or a duty says."""
    if view.incident.closed_at is not None:
        return []
    found = [*_of_steps(view), *_of_duties(view, settings)]
    return sorted(found, key=lambda one: one.due)


def _of_steps(view: View) -> Iterator[Clock]:
    for one in deadlines(view.incident):
        yield Clock(
            title=one.title,
            due=one.due,
            state=_standing(late=one.due <= view.now, soon=one.reminds(view.now)),
            url=reverse("step", kwargs={"id": view.incident.id, "key": one.key}),
        )


def _of_duties(view: View, settings: Settings) -> Iterator[Clock]:
    """Duties that reach the incident and have a moment: the conservative one, as of one that is undecided, too."""
    known = duties_of(view, settings)
    for row in known.rows if known else ():
        due = row.deadline.conservative or row.deadline.at_latest
        if due is None or not row.runs or not told_of(row):
            continue
        undecided = ["undecided"] if row.standing is Undecided.UNDECIDED else []
        since = row.deadline.since or view.incident.opened_at
        yield Clock(
            title=row.regime.title,
            about=", ".join([row.duty.recipient, *undecided, *marks(row)]),
            due=due,
            state=_standing(late=due <= view.now, soon=view.now >= since + SOON * (due - since)),
            url=_duty(view.incident.id, row.key),
        )


def _duty(id: str, key: str) -> str:
    """The duty's own page, where the house has one."""
    try:
        return str(reverse("duty", kwargs={"id": id, "key": key}))
    except NoReverseMatch:
        return str(reverse("handover", kwargs={"id": id}))


def _standing(*, late: bool, soon: bool) -> Standing:
    if late:
        return Standing.LATE
    return Standing.SOON if soon else Standing.RUNNING
