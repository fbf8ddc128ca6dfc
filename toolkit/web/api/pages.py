"""The interface's description, a person's tokens, and feeds for calendars and tables."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reports.render import Format
from reports.render import render as written
from toolkit.core.errors import UserError
from toolkit.usecase.history import kept
from toolkit.web.api import incidents as _incidents
from toolkit.web.api import openapi, tokens
from toolkit.web.api import posture as _posture
from toolkit.web.house import house
from toolkit.web.models import Token
from toolkit.web.rendering import render
from toolkit.web.roles import RIGHTS, May
from toolkit.web.route import page

CALLS = (_incidents, _posture)
"""Modules of calls; importing one declares them."""


@page("api/openapi.json", may=May.SIGNED_IN, name="openapi")
def description(_request: HttpRequest) -> JsonResponse:
    """OpenAPI 3.1."""
    return JsonResponse(openapi.description(house().settings.web.address))


@page("account/tokens/", may=May.SEE, name="tokens", methods="GET POST")
def own(request: HttpRequest) -> HttpResponse:
    """Somebody's own tokens; a POST makes one, shown once, or ends one."""
    made, problems = "", []
    if request.method == "POST":
        if end := request.POST.get("end"):
            Token.objects.filter(owner=request.user, pk=int(end) if end.isdecimal() else 0).delete()
            messages.success(request, _("The token is ended."))
            return redirect("tokens")
        days = request.POST.get("days", "")
        try:
            made = tokens.make(
                request.user, request.POST.get("name", ""), request.POST.getlist("scope"),
                int(days) if days.isdecimal() else 0, may=request.may, now=datetime.now(UTC),
            )  # fmt: skip
        except UserError as no:
            problems = [str(one) for one in no.problems]
    given = {
        "made": made,
        "problems": problems,
        "tokens": Token.objects.filter(owner=request.user).order_by("expires_at"),
        "scopes": [one for one in tokens.SCOPES if one in request.may],
        "RIGHTS": RIGHTS,
        "typed": request.POST,
        "address": house().settings.web.address,
    }
    return render(request, "api/tokens.html", given)


@page("feeds/<str:token>/findings.csv", may=May.ANYBODY)
def findings_feed(_request: HttpRequest, token: str) -> HttpResponse:
    """Findings of the last run, for a spreadsheet that fetches them."""
    if not tokens.feeds(token, May.SEE):
        raise Http404
    run = kept(house().store, None, house().catalogue)
    return HttpResponse("".join(written(run, Format.CSV)), content_type="text/csv; charset=utf-8")
