"""Calls on incidents. What a program records stands in the journal under its owner's name, with the token's."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from reports.duties.document import advised, assessment, listed
from reports.incident.document import brief, line, status, step
from reports.incident.telling import Telling
from reports.incident.times import Times
from toolkit.core.duty.words import Standing
from toolkit.core.errors import Problem, UserError
from toolkit.usecase.duties.listing import standings
from toolkit.usecase.incident import steps, telling
from toolkit.usecase.incident.listing import every
from toolkit.usecase.incident.places import folder_of
from toolkit.usecase.incident.session import Said, View, look
from toolkit.web.api.door import Given, call
from toolkit.web.house import house
from toolkit.web.roles import May

NOTE = Given(name="note", says="In your own words.")
AT = Given(name="at", says="When it happened, if not now: ISO 8601 with its offset.")
STEP = Given(name="step", says="The step's id.", needed=True)


@call("incidents/", may=May.SEE_INCIDENTS)
def incidents(_request: HttpRequest) -> Any:
    """Every incident, the newest first; exercises are not among them."""
    found, broken = every(house().settings.state, exercise=False)
    return {"incidents": [brief(one.incident) for one in found], "unreadable": broken}


@call("incidents/<str:id>/", may=May.SEE_INCIDENTS)
def incident(_request: HttpRequest, id: str) -> Any:
    """Where one stands: in hand, due, owed."""
    return status(_told(look(_folder(id))))


@call("incidents/<str:id>/next/", may=May.SEE_INCIDENTS)
def following(_request: HttpRequest, id: str) -> Any:
    """What can be done now."""
    return [step(one) for one in _told(look(_folder(id))).in_hand]


@call("incidents/<str:id>/timeline/", may=May.SEE_INCIDENTS)
def timeline(_request: HttpRequest, id: str) -> Any:
    """Every line of the journal, with both times."""
    return [line(one) for one in _told(look(_folder(id))).timeline]


@call("incidents/<str:id>/duties/", may=May.SEE_INCIDENTS)
def duties(_request: HttpRequest, id: str) -> Any:
    """Who must be told, by when: owed, undecided, met. Not legal advice."""
    found = standings(house().settings, _folder(id))
    shown = [one for one in found.rows if one.standing is not Standing.NOT_OWED]
    said = {"incident": id, "edition": found.edition.digest, "changed_since": list(found.newer)}
    return advised({**said, "risk": assessment(found.about.assessment), "duties": listed(shown, found.now)})


@call("incidents/<str:id>/notes/", may=May.RESPOND, method="POST", body=(NOTE, AT))
def note(request: HttpRequest, id: str, note: str, at: str) -> Any:
    """Write something down."""
    return _recorded(telling.note(_folder(id), _said(request, note, at)))


@call("incidents/<str:id>/start/", may=May.RESPOND, method="POST", body=(STEP, NOTE, AT))
def start(request: HttpRequest, id: str, step: str, note: str, at: str) -> Any:
    """Somebody begins a step."""
    return _recorded(steps.start(_folder(id), step, _said(request, note, at)))


@call(
    "incidents/<str:id>/done/", may=May.RESPOND, method="POST",
    body=(STEP, Given(name="verified", says="What was seen that shows it worked."), NOTE, AT),
)  # fmt: skip
def done(request: HttpRequest, *, id: str, step: str, verified: str, note: str, at: str) -> Any:
    """Somebody has done a step."""
    return _recorded(steps.done(_folder(id), step, _said(request, note, at), verified=verified))


@call("incidents/<str:id>/fail/", may=May.RESPOND, method="POST", body=(STEP, NOTE, AT))
def fail(request: HttpRequest, id: str, step: str, note: str, at: str) -> Any:
    """A step did not work."""
    return _recorded(steps.fail(_folder(id), step, _said(request, note, at)))


@call("incidents/<str:id>/skip/", may=May.RESPOND, method="POST", body=(STEP, NOTE, AT))
def skip(request: HttpRequest, id: str, step: str, note: str, at: str) -> Any:
    """A step is left out; the note says why."""
    return _recorded(steps.skip(_folder(id), step, _said(request, note, at)))


def _folder(id: str) -> Path:
    return folder_of(house().settings.state, id)


def _said(request: HttpRequest, note: str, at: str) -> Said:
    moment = None
    if at:
        try:
            moment = datetime.fromisoformat(at)
        except ValueError as no:
            raise UserError(Problem("at", "", "expected ISO 8601, as in 2026-11-25T14:05+01:00")) from no
        if moment.tzinfo is None:
            raise UserError(Problem("at", "", "expected an offset, as in +01:00"))
        moment = moment.astimezone(UTC)
    return Said(by=request.user.get_username(), at=moment, note=note)


def _told(view: View) -> Telling:
    settings = house().settings
    return Telling(
        incident=view.incident,
        events=view.events,
        head=view.head,
        now=view.now,
        times=Times(ZoneInfo(settings.organisation.zone)),
        warnings=view.warnings,
        contacts=settings.inventory.contacts,
        organisation=settings.organisation.name,
    )


def _recorded(view: View) -> Any:
    told = _told(view)
    return {**brief(view.incident), "recorded": line(list(told.timeline)[-1]), "head": view.head}
