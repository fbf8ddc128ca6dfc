"""Recording: start events, answers, how many people, what was met, what is decided otherwise."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from toolkit.core.duty.words import Start
from toolkit.core.errors import Problem, UserError
from toolkit.usecase.duties import deciding, recording
from toolkit.usecase.incident.session import Said
from toolkit.web.duties.pages import place_of
from toolkit.web.house import house
from toolkit.web.roles import May
from toolkit.web.route import page

Act = Callable[[Path, QueryDict, Said], object]


@page("incidents/<str:id>/duties/record/", may=May.ANSWER, name="duty_record", methods="POST")
def record(request: HttpRequest, id: str) -> HttpResponse:
    """One line of the journal, as the form's `act` says. `UserError` becomes a page that says so."""
    return _recorded(request, id, RECORDED)


@page("incidents/<str:id>/duties/decide/", may=May.APPROVE, name="duty_decide", methods="POST")
def decide(request: HttpRequest, id: str) -> HttpResponse:
    """The second person's yes to what was decided otherwise."""
    return _recorded(request, id, DECIDED)


def _recorded(request: HttpRequest, id: str, acts: Mapping[str, Act]) -> HttpResponse:
    typed = request.POST
    act = acts.get(typed.get("act", ""))
    if act is None:
        raise UserError(Problem("act", "", f"expected one of {', '.join(acts)}"))
    said = Said(by=request.user.get_username(), at=_moment(typed.get("at", "")), note=typed.get("note", ""))
    act(place_of(id), typed, said)
    messages.success(request, _("Recorded."))
    return HttpResponseRedirect(_back(request, id), status=303)


def _start(folder: Path, typed: QueryDict, said: Said) -> object:
    event = _event(typed)
    line = typed.get("instead_of", "")
    day = None
    if only := typed.get("day", ""):
        try:
            day = date.fromisoformat(only)
        except ValueError as no:
            raise UserError(Problem("day", "", "expected a date")) from no
        zone = ZoneInfo(house().settings.organisation.zone)
        said = Said(
            by=said.by, at=datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC), note=said.note
        )
    return recording.start(
        house().settings, folder, event, said, day=day, instead_of=int(line) if line.isdecimal() else 0
    )


def _take_back(folder: Path, typed: QueryDict, said: Said) -> object:
    line = typed.get("line", "")
    return recording.take_back(house().settings, folder, _event(typed), int(line) if line.isdecimal() else 0, said)


def _answer(folder: Path, typed: QueryDict, said: Said) -> object:
    """What was answered in the form; a field that was left alone says nothing."""
    given = {
        name.removeprefix("q:"): ",".join(one for one in typed.getlist(name) if one)
        for name in typed
        if name.startswith("q:")
    }
    return recording.answer(house().settings, folder, {name: text for name, text in given.items() if text}, said)


def _people(folder: Path, typed: QueryDict, said: Said) -> object:
    """Lines of PLACE=NUMBER."""
    counts: dict[str, str] = {}
    for number, line in enumerate(typed.get("people", "").splitlines(), 1):
        place, equals, count = line.partition("=")
        if line.strip() and not equals:
            raise UserError(Problem("people", f"line {number}", "expected PLACE=NUMBER, as in DE=1200"))
        if line.strip():
            counts[place.strip().upper()] = count.strip()
    everybody = {"yes": True, "no": False}.get(typed.get("everybody", ""))
    return recording.people(house().settings, folder, counts, said, everybody=everybody)


def _met(folder: Path, typed: QueryDict, said: Said) -> object:
    late = typed.get("late_because", "")
    reference = typed.get("reference", "")
    return recording.met(house().settings, folder, typed.get("key", ""), said, reference=reference, late_because=late)


def _not_met(folder: Path, typed: QueryDict, said: Said) -> object:
    return recording.not_met(house().settings, folder, typed.get("key", ""), said)


def _override(folder: Path, typed: QueryDict, said: Said) -> object:
    return deciding.override(house().settings, folder, typed.get("what", ""), typed.get("value", ""), said)


def _approve(folder: Path, typed: QueryDict, said: Said) -> object:
    return deciding.approve(house().settings, folder, typed.get("what", ""), said)


def _withdraw(folder: Path, typed: QueryDict, said: Said) -> object:
    return deciding.withdraw(house().settings, folder, typed.get("what", ""), said)


def _adopt(folder: Path, _typed: QueryDict, said: Said) -> object:
    return deciding.adopt(house().settings, folder, said)


RECORDED: Mapping[str, Act] = {
    "start": _start,
    "take-back": _take_back,
    "answer": _answer,
    "people": _people,
    "met": _met,
    "not-met": _not_met,
    "override": _override,
    "withdraw": _withdraw,
    "adopt": _adopt,
}
DECIDED: Mapping[str, Act] = {"approve": _approve}


def _event(typed: QueryDict) -> Start:
    try:
        return Start(typed.get("event", ""))
    except ValueError as no:
        raise UserError(Problem("event", "", f"expected one of {', '.join(Start)}")) from no


def _moment(said: str) -> datetime | None:
    """What a browser's field of date and time says, in the organisation's zone."""
    if not said:
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError as no:
        raise UserError(Problem("at", "", "expected a date and a time")) from no
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(house().settings.organisation.zone))).astimezone(UTC)


def _back(request: HttpRequest, id: str) -> str:
    to = request.POST.get("back", "")
    inside = to.startswith("/incidents/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return to if inside else f"/incidents/{id}/duties/"
