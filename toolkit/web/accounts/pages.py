"""Administrators' pages: who is here, who can do what, what was done."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from toolkit.web import audit
from toolkit.web.accounts import people
from toolkit.web.models import Audited
from toolkit.web.rendering import render
from toolkit.web.roles import CAN, RIGHTS, TITLES, May, Role
from toolkit.web.route import page

PAGE = 100


@page("people/", may=May.ADMINISTER, name="people", methods="GET POST")
def everybody(request: HttpRequest) -> HttpResponse:
    """All accounts; a POST makes one, with a password shown once."""
    if request.method == "POST":
        made, password = people.add(
            request.POST.get("username", ""), request.POST.get("email", ""), request.POST.getlist("role")
        )
        return render(request, "accounts/made.html", {"made": made, "password": password})
    return render(request, "accounts/people.html", {"people": people.everybody(), "titles": TITLES, "Role": Role})


@page("people/<int:id>/", may=May.ADMINISTER, name="person", methods="GET POST")
def one(request: HttpRequest, id: int) -> HttpResponse:
    """One account: its roles, whether it may log in, its second factors."""
    someone = get_object_or_404(User, pk=id)
    if request.method == "GET":
        given = {"someone": people.seen(someone), "titles": TITLES, "Role": Role}
        return render(request, "accounts/person.html", given)
    match request.POST.get("act"):
        case "roles":
            people.set_roles(someone, request.POST.getlist("role"))
            messages.success(request, _("The roles are set."))
        case "close":
            people.close(someone)
            messages.success(request, _("The account is closed and logged out everywhere."))
        case "open":
            people.reopen(someone)
            messages.success(request, _("The account may log in again."))
        case "factors":
            people.forget_factors(someone)
            messages.success(request, _("Second factors are removed; the next login asks for a new one."))
        case "password":
            return render(request, "accounts/made.html", {"made": someone, "password": people.new_password(someone)})
    return redirect("person", id=id)


@page("people/roles/", may=May.SIGNED_IN)
def who_can(request: HttpRequest) -> HttpResponse:
    """Who can do what: the table that access is decided by."""
    return render(request, "accounts/roles.html", {"CAN": CAN, "RIGHTS": RIGHTS, "TITLES": TITLES})


@page("people/trail/", may=May.ADMINISTER)
def trail(request: HttpRequest) -> HttpResponse:
    """The audit trail, the newest first, and whether its chain holds."""
    lines = Audited.objects.all()
    if who := request.GET.get("who"):
        lines = lines.filter(who=who)
    found = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    broken = list(audit.broken())[:10] if request.GET.get("verify") else None
    return render(request, "accounts/trail.html", {"lines": found, "broken": broken, "who": who or ""})
