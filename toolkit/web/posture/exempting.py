"""Exceptions: what somebody answers for, until when, and what it does; added and ended by those who may."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reports.words import standing
from toolkit.core.errors import Problem, UserError
from toolkit.core.exemption import Exemption, Kind
from toolkit.core.verdict import Severity
from toolkit.usecase.exceptions import exceptions_of
from toolkit.usecase.exempting import add, end, name_of
from toolkit.usecase.posture import used_by
from toolkit.web.house import house
from toolkit.web.posture.asked import look
from toolkit.web.posture.memory import remembered
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

FIELDS = ("kind", "check", "target", "resource", "owner", "reason", "ticket", "expires", "up_to")
QUARTER = timedelta(days=90)


@page("posture/exceptions/", may=May.SEE)
def exceptions(request: HttpRequest) -> HttpResponse:
    """Every rule, with what it does to the newest run."""
    return _list(request, typed(request), ())


@page("posture/exceptions/new/", may=May.EXCEPT, methods="GET POST", name="exception_new")
def new(request: HttpRequest) -> HttpResponse:
    """A rule more. What was typed stays in the form until it makes sense."""
    if request.method != "POST":
        return render(request, "posture/exception.html", {"typed": typed(request), "problems": ()})
    here, said = house(), typed(request)
    try:
        rule = rule_of(said)
        add(here.settings, here.catalogue, rule, by=request.user.get_username(), today=_today())
    except UserError as error:
        problems = [
            f"{one.key.rpartition('.')[2]}: {one.expected}" if one.key else one.expected for one in error.problems
        ]
        return render(request, "posture/exception.html", {"typed": said, "problems": problems}, status=422)
    messages.success(request, _("It is kept, and holds until %(day)s.") % {"day": rule.expires})
    return redirect("exceptions")


@page("posture/exceptions/end/", may=May.EXCEPT, methods="POST", name="exception_end")
def ending(request: HttpRequest) -> HttpResponse:
    """Let a rule hold no more."""
    here = house()
    rule = end(
        here.settings, here.catalogue, request.POST.get("rule", ""), by=request.user.get_username(), today=_today()
    )
    messages.success(request, _("It holds no more: what it named counts again (%(check)s).") % {"check": rule.check})
    return redirect("exceptions")


def typed(request: HttpRequest) -> dict[str, str]:
    """The fields of a rule as they came, in the address or the form."""
    source = request.POST if request.method == "POST" else request.GET
    said = {name: source.get(name, "").strip() for name in FIELDS}
    if request.method != "POST":
        said["owner"] = said["owner"] or request.user.get_username()
        said["expires"] = said["expires"] or str(_today() + QUARTER)
        said["kind"] = said["kind"] or Kind.ACCEPT.value
    return said


def rule_of(said: dict[str, str]) -> Exemption:
    """A rule from what was typed. Raises `UserError` with everything that is missing or is none of ours."""
    problems = [
        Problem("", name, _("is needed")) for name in ("check", "target", "owner", "reason") if not said[name]
    ]
    kinds = {one.value: one for one in Kind}
    severities = {one.value: one for one in Severity}
    if said["kind"] not in kinds:
        problems.append(Problem("", "kind", _("expected accept or mute")))
    if said["up_to"] and said["up_to"] not in severities:
        problems.append(Problem("", "up_to", _("expected a severity")))
    try:
        expires = date.fromisoformat(said["expires"])
    except ValueError:
        problems.append(Problem("", "expires", _("expected a day, as in 2027-01-31")))
    if problems:
        raise UserError(problems)
    return Exemption(
        kind=kinds[said["kind"]],
        check=said["check"],
        target=said["target"],
        resource=said["resource"] or "*",
        owner=said["owner"],
        reason=" ".join(said["reason"].split()),
        expires=expires,
        ticket=said["ticket"],
        up_to=severities.get(said["up_to"], Severity.CRITICAL),
    )


def _list(request: HttpRequest, said: dict[str, str], problems: tuple[str, ...]) -> HttpResponse:
    here, today = house(), _today()
    seen = look(request)
    try:
        rules = exceptions_of(here.settings, here.catalogue, today)
    except UserError as error:
        rules, problems = (), tuple(map(str, error.problems))
    found = seen.found if seen else None
    number = found.id if found else 0
    done = remembered(("used", number, rules, today), lambda: used_by(here.store, found, rules, today))
    rows: list[dict[str, Any]] = [{"used": one, "name": name_of(one.rule), "does": standing(one)} for one in done]
    rows.sort(key=lambda row: (row["used"].expired, row["used"].days_left))
    given = {"rows": rows, "number": number, "problems": problems, "typed": said}
    return render(request, "posture/exceptions.html", given)


def _today() -> date:
    return datetime.now(UTC).date()
