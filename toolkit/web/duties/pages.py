"""Looking: the duties of an incident with their reasoning, what is still asked, the calendar."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from icalendar import Calendar

from reports.duties import words as said
from reports.duties.ics import calendar
from reports.incident.times import Times
from toolkit.core.duty.standing import Row
from toolkit.core.duty.words import Standing, Start
from toolkit.core.errors import UserError
from toolkit.usecase.duties.about import all_starts
from toolkit.usecase.duties.asking import asked
from toolkit.usecase.duties.listing import Standings, standings
from toolkit.usecase.incident.listing import every
from toolkit.usecase.incident.places import folder_of
from toolkit.web.api import tokens
from toolkit.web.house import house
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

MOMENTS = {one.value: one for one in Start}


@page("incidents/<str:id>/duties/", may=May.SEE_INCIDENTS, name="duties")
def duties(request: HttpRequest, id: str) -> HttpResponse:
    """Every duty with its state: what is due first stands first."""
    found = found_of(id)
    told = [one for one in found.rows if said.told_of(one)]
    given = {
        **shared(found),
        "running": sorted((one for one in told if one.runs), key=said.urgency),
        "met": [one for one in told if one.standing is Standing.MET],
        "unreached": [one for one in found.rows if said.reach_unknown(one)],
        "not_owed": [one for one in found.rows if one.standing is Standing.NOT_OWED],
        "starts": all_starts(found.incident),
        "open": len(asked(found)),
        "tab": "duties",
    }
    return render(request, "duties/duties.html", given)


@page("incidents/<str:id>/duties/questions/", may=May.SEE_INCIDENTS, name="duty_questions")
def questions(request: HttpRequest, id: str) -> HttpResponse:
    """What undecided duties depend on, those first that most depend on."""
    found = found_of(id)
    every_one = "all" in request.GET
    given = {**shared(found), "asked": asked(found, every=every_one), "every": every_one, "tab": "questions"}
    return render(request, "duties/questions.html", given)


@page("incidents/<str:id>/duties/of/<path:key>/", may=May.SEE_INCIDENTS, name="duty")
def duty(request: HttpRequest, id: str, key: str) -> HttpResponse:
    """One duty: the reasoning line by line, both ends of its clock, what must be told, the source."""
    found = found_of(id)
    row = next((one for one in found.rows if one.key == key), None)
    if row is None:
        raise Http404
    return render(request, "duties/duty.html", {**shared(found), "row": row, "tab": "duties"})


@page("incidents/<str:id>/duties/clocks.ics", may=May.SEE_INCIDENTS, name="duties_calendar")
def ics(_request: HttpRequest, id: str) -> HttpResponse:
    """The deadlines, for a calendar."""
    found = found_of(id)
    return _calendar(calendar(found.incident.id, found.rows, found.now, exercise=found.incident.exercise))


@page("feeds/<str:token>/duties.ics", may=May.ANYBODY, name="duties_feed")
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """The deadlines of every open incident, for a calendar that fetches them."""
    if not tokens.feeds(token, May.SEE_INCIDENTS):
        raise Http404
    views, _broken = every(house().settings.state, exercise=False)
    open_now = [one for one in views if one.incident.closed_at is None]
    return _calendar(_joined(standings(house().settings, one.folder) for one in open_now))


def _joined(found: Iterable[Standings]) -> bytes:
    """The events of several incidents in one calendar."""
    whole = Calendar.from_ical(calendar("", (), datetime.now(UTC)))
    for one in found:
        for event in Calendar.from_ical(calendar(one.incident.id, one.rows, one.now)).walk("VEVENT"):
            whole.add_component(event)
    return bytes(whole.to_ical())


def _calendar(raw: bytes) -> HttpResponse:
    answer = HttpResponse(raw, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="duties.ics"'
    return answer


def place_of(id: str) -> Path:
    """The incident's folder; 404 where there is none."""
    try:
        return folder_of(house().settings.state, id)
    except UserError as no:
        raise Http404 from no


def found_of(id: str) -> Standings:
    """Its duties as they stand."""
    return standings(house().settings, place_of(id))


def shared(found: Standings) -> dict[str, object]:
    """What every page of this room needs."""
    times = Times(ZoneInfo(house().settings.organisation.zone))

    def due(row: Row) -> str:
        return said.due(row, times)

    return {
        "found": found,
        "incident": found.incident,
        "said": said,
        "due": due,
        "times": times,
        "Standing": Standing,
        "moments": MOMENTS,
        "zone": house().settings.organisation.zone,
        "exercise": found.incident.exercise,
    }
