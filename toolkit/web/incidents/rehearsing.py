"""An exercise as its leader runs it: injects, the clock, the end; and how it went."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import MAIN
from toolkit.core.incident.exercise import next_inject, result
from toolkit.core.incident.gate import same_person
from toolkit.usecase.incident import exercise as use
from toolkit.usecase.incident.session import View
from toolkit.web.incidents.shown import CONFLICT, Opened, opened, said_in, shown, text_in, typed_in, went
from toolkit.web.roles import May
from toolkit.web.route import page


@page("incidents/<slug:id>/exercise/", may=May.SEE_INCIDENTS, post=May.RESPOND, methods="GET POST")
def exercise(request: HttpRequest, id: str) -> HttpResponse:
    """What the players were told and did about it; the leader's buttons."""
    one = opened(id)
    if not one.view.incident.exercise:
        raise Http404
    if request.method != "POST":
        return _page(request, one)
    act = str(request.POST.get("act", ""))
    try:
        view = _record(request, one, act)
    except UserError as no:
        again = opened(id)
        return _page(request, again, status=CONFLICT, typed=typed_in(request, again, act, no))
    return went(request, view, _("Recorded. Nothing left this machine."), "exercise")


def _record(request: HttpRequest, one: Opened, act: str) -> View:
    said = said_in(request, one)
    if not same_person(one.told.lead, said.by):
        raise UserError(Problem(one.id, "", _("it is led by %(who)s; hand it over first") % {"who": one.told.lead}))
    match act:
        case "inject":
            return use.inject(one.folder, said, jump=not request.POST.get("stay"))
        case "says":
            words = text_in(request, "says")
            if not words:
                raise UserError(Problem("TEXT", "", _("expected something to tell the players")))
            return use.inject(one.folder, said, says=words)
        case "advance":
            return use.advance(one.folder, text_in(request, "span"), said)
        case "end":
            return use.end(one.folder, said)[0]
    raise Http404


def _page(request: HttpRequest, one: Opened, *, status: int = 200, **more: object) -> HttpResponse:
    incident = one.view.incident
    given = {
        "leads": same_person(one.told.lead, request.user.get_username()),
        "following": next_inject(incident),
        "result": result(incident, one.view.events),
        "about": incident.frames[MAIN].playbook.exercise,
        **more,
    }
    return shown(request, "incidents/exercise.html", one, "exercise", status=status, **given)
