"""Values: variables of each playbook in progress, the level, since when, milestones."""

from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import MAIN
from toolkit.core.playbook import Level, Milestone
from toolkit.usecase.incident import telling
from toolkit.usecase.incident.session import Said, View
from toolkit.web.incidents.shown import (
    CONFLICT,
    Opened,
    opened,
    said_in,
    seen_in,
    shown,
    text_in,
    typed_in,
    went,
    when_in,
)
from toolkit.web.roles import May
from toolkit.web.route import page

W = TypeVar("W", Level, Milestone)

WAS = "was-"
"""Before the name of a variable: what the form showed. Only what was changed in the form is recorded."""


@page("incidents/<slug:id>/values/", may=May.SEE_INCIDENTS, post=May.RESPOND, name="known", methods="GET POST")
def known(request: HttpRequest, id: str) -> HttpResponse:
    """What is known, by playbook; earlier values stay in the journal."""
    one = opened(id)
    if request.method != "POST":
        return _page(request, one)
    act = str(request.POST.get("act", ""))
    try:
        view = _record(request, one, act)
    except UserError as no:
        again = opened(id)
        return _page(request, again, status=CONFLICT, typed=typed_in(request, again, act, no))
    return went(request, view, _("Recorded."), "known")


def _page(request: HttpRequest, one: Opened, *, status: int = 200, **more: object) -> HttpResponse:
    incident = one.view.incident
    given = {
        "frames": [
            (frame, incident.values.get(frame.key, {}), incident.known(frame.key))
            for frame in incident.frames.values()
        ],
        "of": str(request.GET.get("of", "")),
        "Milestone": Milestone,
        "main": MAIN,
        **more,
    }
    return shown(request, "incidents/known.html", one, "known", status=status, **given)


def _record(request: HttpRequest, one: Opened, act: str) -> View:
    said, folder = said_in(request, one), one.folder
    match act:
        case "values":
            given = _changed(request)
            if not given:
                raise UserError(Problem(_("Values"), "", _("nothing was changed in the form")))
            return telling.set_values(folder, given, said, frame=str(request.POST.get("frame", MAIN)))
        case "level":
            return telling.set_level(folder, _one_of(Level, text_in(request, "level"), "--level"), said)
        case "began":
            at = when_in(request, one, "began", "--began")
            if at is None:
                raise UserError(Problem("--began", "", _("expected a moment")))
            return telling.began(folder, Said(by=said.by, at=at, note=said.note, seen=seen_in(request)))
        case "reached":
            return telling.reached(folder, _one_of(Milestone, text_in(request, "milestone"), "--reached"), said)
        case "withdraw":
            return telling.withdrawn(folder, _one_of(Milestone, text_in(request, "milestone"), "--withdraw"), said)
    raise Http404


def _one_of(words: type[W], said: str, option: str) -> W:
    try:
        return words(said)
    except ValueError as no:
        raise UserError(Problem(option, "", f"expected one of {', '.join(words)}")) from no


def _changed(request: HttpRequest) -> dict[str, str]:
    names = [name.removeprefix("v-") for name in request.POST if name.startswith("v-")]
    return {
        name: text for name in names if (text := text_in(request, f"v-{name}")) != text_in(request, f"{WAS}{name}")
    }
