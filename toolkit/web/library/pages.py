"""Library: the pages."""

from django.http import HttpRequest, HttpResponse

from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page


@page("library/", may=May.SEE)
def library(request: HttpRequest) -> HttpResponse:
    """The first page of the room."""
    return render(request, "library/library.html")
