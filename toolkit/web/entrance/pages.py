"""The first page, the stylesheet, the language, health, and what was typed before a session ended."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language

from toolkit.web import stash
from toolkit.web.rendering import render, style
from toolkit.web.roles import May
from toolkit.web.rooms import ROOMS
from toolkit.web.route import page

YEAR = 365 * 24 * 3600


@page("", may=May.SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """The first room that this person may enter; somebody without any role is told whom to ask."""
    for room in ROOMS:
        if room.may in request.may:
            return redirect(room.page)
    return render(request, "entrance/nothing.html")


@page("style.css", may=May.ANYBODY, name="style")
def stylesheet(_request: HttpRequest) -> HttpResponse:
    """The one stylesheet. Its address changes with it."""
    answer = HttpResponse(style(), content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return answer


@page("language/", may=May.ANYBODY, methods="POST")
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language, and back to the page."""
    from django.conf import settings  # noqa: PLC0415  set up by now

    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = "/"
    answer = redirect(back)
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES) and check_for_language(wanted):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR, httponly=True, samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )  # fmt: skip
    return answer


@page("typed/", may=May.SIGNED_IN)
def typed(request: HttpRequest) -> HttpResponse:
    """What was typed when the session ended, to be looked at and sent."""
    kept = request.session.get(stash.NAME)
    if not kept:
        return redirect("home")
    return render(request, "entrance/typed.html", {"path": kept["path"], "fields": kept["fields"]})


@page("health/", may=May.ANYBODY)
def health(_request: HttpRequest) -> JsonResponse:
    """Whether this process answers at all."""
    return JsonResponse({"status": "ok"})


@page("ready/", may=May.ANYBODY)
def ready(_request: HttpRequest) -> JsonResponse:
    """Whether it can work: the database answers. 503 when not."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        cursor.fetchone()
    return JsonResponse({"status": "ready"})


@page("token/", may=May.SIGNED_IN)
def token(request: HttpRequest) -> JsonResponse:
    """For a page that was open while its session ended and a new one began: whose, and the token of its forms."""
    return JsonResponse({"who": request.user.get_username(), "token": get_token(request)})
