"""The posture's pages."""

from django.http import HttpRequest, HttpResponse

from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page


@page("posture/", may=May.SEE)
def posture(request: HttpRequest) -> HttpResponse:
    """The score and the weakest path of the last run."""
    return render(request, "posture/posture.html")
