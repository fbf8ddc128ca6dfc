"""Incidents: the pages."""

from django.http import HttpRequest, HttpResponse

from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page


@page("incidents/", may=May.SEE_INCIDENTS)
def incidents(request: HttpRequest) -> HttpResponse:
    """The first page of the room."""
    return render(request, "incidents/incidents.html")
