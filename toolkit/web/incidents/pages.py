"""Incidents: the list, and the rest of the room's pages by subject."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from toolkit.web.house import house
from toolkit.web.incidents.looking import briefs, mark
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

PAGE = 50


@page("incidents/", may=May.SEE_INCIDENTS)
def incidents(request: HttpRequest) -> HttpResponse:
    """Those that are open, the exercises apart from them, those that are closed."""
    settings = house().settings
    now = mark(settings)
    if request.htmx and request.GET.get("mark") == now:
        return HttpResponse(status=204)
    real, broken = briefs(settings, exercise=False)
    rehearsed, spoilt = briefs(settings, exercise=True)
    ended = [one for one in real if one.closed_at]
    given = {
        "mark": now,
        "open": [one for one in real if not one.closed_at],
        "closed": Paginator(ended, PAGE).get_page(request.GET.get("page")),
        "exercises": [one for one in rehearsed if not one.closed_at],
        "rehearsed": [one for one in rehearsed if one.closed_at][:PAGE],
        "broken": [*broken, *spoilt],
    }
    return render(request, "incidents/part_list.html" if request.htmx else "incidents/incidents.html", given)


from toolkit.web.incidents import (  # noqa: E402, F401  importing them declares their pages, after the list
    acting,
    approving,
    closing,
    evidence,
    known,
    opening,
    rehearsing,
    reporting,
    run,
    timeline,
    versions,
)
