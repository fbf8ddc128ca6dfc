"""The clocks in an incident's head: what is due, when, and where to do something about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import reverse

from toolkit.config.settings import Settings
from toolkit.core.incident import deadlines
from toolkit.usecase.incident.session import View


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


def clocks_of(view: View, settings: Settings) -> list[Clock]:
    """What is due in this incident, the earliest first. None is invented: only what a step or a duty says."""
    del settings  # the duties' clocks need it
    if view.incident.closed_at is not None:
        return []
    return [
        Clock(
            title=(view.incident.step(one.key) and one.title) or one.key,
            due=one.due,
            state=_standing(late=one.due <= view.now, soon=one.reminds(view.now)),
            url=reverse("step", kwargs={"id": view.incident.id, "key": one.key}),
        )
        for one in deadlines(view.incident)
    ]


def _standing(*, late: bool, soon: bool) -> Standing:
    if late:
        return Standing.LATE
    return Standing.SOON if soon else Standing.RUNNING
