"""Notices: the pages."""

from django.http import HttpRequest, HttpResponse

from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page


@page("notices/", may=May.SEE_INCIDENTS)
def notices(request: HttpRequest) -> HttpResponse:
    """The first page of the room."""
    return render(request, "notices/notices.html")
