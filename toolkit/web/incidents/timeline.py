"""The timeline: every line of the journal, the newest first, with a filter; writing something down."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from reports.incident.telling import LATE
from reports.incident.words import sentence
from toolkit.core.errors import UserError
from toolkit.core.incident import Event
from toolkit.usecase.incident import telling
from toolkit.web.incidents.shown import CONFLICT, Opened, Typed, opened, said_in, shown, typed_in, went
from toolkit.web.roles import May
from toolkit.web.route import page

PAGE = 100
"""Lines a page."""


@page("incidents/<slug:id>/timeline/", may=May.SEE_INCIDENTS, post=May.RESPOND, methods="GET POST")
def timeline(request: HttpRequest, id: str) -> HttpResponse:
    """`?who=`, `?step=`, `?q=` and `?order=first` narrow and turn it. A POST writes a note, also after closing."""
    one = opened(id)
    if request.method != "POST":
        return _page(request, one)
    try:
        view = telling.note(one.folder, said_in(request, one))
    except UserError as no:
        return _page(request, one, status=CONFLICT, typed=typed_in(request, one, "note", no))
    return went(request, view, _("Written down."), "timeline")


def _page(request: HttpRequest, one: Opened, *, status: int = 200, typed: Typed | None = None) -> HttpResponse:
    asked = {name: str(request.GET.get(name, ""))[:100] for name in ("who", "step", "q", "order")}
    lines = [event for event in one.view.events if _fits(event, asked)]
    if asked["order"] != "first":
        lines.reverse()
    if asked["q"]:
        words = asked["q"].casefold()
        lines = [event for event in lines if words in _text(one, event)]
    found = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    incident = one.view.incident
    given = {
        "found": found,
        "lines": [(event, sentence(incident, event), _late(one, event)) for event in found],
        "asked": asked,
        "query": urlencode({name: words for name, words in asked.items() if words}) + "&"
        if any(asked.values())
        else "",
        "people": sorted({event.by for event in one.view.events}),
        "typed": typed or Typed(),
    }
    return shown(request, "incidents/timeline.html", one, "timeline", status=status, **given)


def _fits(event: Event, asked: dict[str, str]) -> bool:
    return (not asked["who"] or event.by == asked["who"]) and (not asked["step"] or event.step == asked["step"])


def _text(one: Opened, event: Event) -> str:
    return f"{sentence(one.view.incident, event)} {event.note} {event.by} {event.step}".casefold()


def _late(one: Opened, event: Event) -> bool:
    """Whether it was entered well after it happened; an exercise's clock says nothing of that."""
    return not one.view.incident.exercise and event.recorded_at - event.occurred_at > LATE
