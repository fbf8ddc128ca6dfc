"""Opening an incident from a finding, a playbook or a phone call; starting an exercise."""

import hashlib
import secrets
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.finding import Finding
from toolkit.core.playbook import Giver, Level
from toolkit.core.run import RunStatus
from toolkit.usecase.incident import exercise, telling
from toolkit.usecase.incident.moments import moment_of, zone_of
from toolkit.usecase.incident.opening import Opening, matching, open_incident
from toolkit.usecase.incident.session import Said, View
from toolkit.usecase.playbook.shelf import shelf
from toolkit.web.house import house
from toolkit.web.incidents import words
from toolkit.web.incidents.shown import CONFLICT, Typed, text_in, went
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

CALL = "outside-report"
"""The playbook for a call of which nobody knows yet what it is about."""

RECENT = 50
"""Runs that are looked through for a finished one."""

HOUR = 3600


@page("incidents/open/", may=May.RESPOND, name="open", methods="GET POST")
def open_one(request: HttpRequest) -> HttpResponse:
    """`?finding=CHECK@TARGET:RESOURCE`, `?playbook=ID` or neither: a phone call."""
    return _opening(request, rehearsal=False)


@page("incidents/exercise/", may=May.RESPOND, name="rehearse", methods="GET POST")
def rehearse(request: HttpRequest) -> HttpResponse:
    """The same for an exercise."""
    return _opening(request, rehearsal=True)


def _opening(request: HttpRequest, *, rehearsal: bool) -> HttpResponse:
    settings = house().settings
    if request.method != "POST":
        return _form(request, settings, rehearsal=rehearsal)
    once = _once(request)
    if once and not cache.add(once, "", HOUR):
        before = cache.get(once)
        return redirect("incident", id=before) if before else redirect("incidents")
    try:
        view = _open(request, settings, rehearsal=rehearsal)
    except UserError as no:
        cache.delete(once)
        fields = {name: str(said) for name, said in request.POST.items()}
        typed = Typed(act="open", fields=fields, problems=tuple(words.kindly(no)))
        return _form(request, settings, rehearsal=rehearsal, typed=typed, status=CONFLICT)
    if once:
        cache.set(once, view.incident.id, HOUR)
    if rehearsal:
        return went(request, view, _("The exercise runs. Nothing leaves this machine."))
    return went(request, view, _("The incident is open, and the clocks run."))


def _once(request: HttpRequest) -> str:
    """The name of this one form, so that sending it twice opens one incident; empty where the form has none."""
    said = str(request.POST.get("once", ""))
    return f"opened-{hashlib.sha256(f'{request.user.pk} {said}'.encode()).hexdigest()}" if said else ""


def _open(request: HttpRequest, settings: Settings, *, rehearsal: bool) -> View:
    """The incident, and since when, where that is known: both or, when a word is wrong, neither."""
    by = request.user.get_username()
    began = moment_of(text_in(request, "began"), zone_of(settings.organisation.zone), "--began")
    level = text_in(request, "level")
    if level and level not in set(Level):
        raise UserError(Problem("--level", "", f"expected one of {', '.join(Level)}"))
    run, found = _finding(text_in(request, "finding"))
    opening = Opening(
        playbook=text_in(request, "playbook"),
        title=text_in(request, "title")[:200],
        finding=found,
        run=run,
        store=text_in(request, "store"),
        level=Level(level) if level else None,
    )
    said = Said(by=by, note=text_in(request, "note"))
    if began:
        _past(began)
    if rehearsal:
        return exercise.start(settings, opening, said)
    view = open_incident(settings, opening, said)
    return telling.began(view.folder, Said(by=by, at=began)) if began else view


def _past(began: Any) -> None:
    from toolkit.core.incident.clock import TOLERANCE  # noqa: PLC0415  for this alone
    from toolkit.usecase.incident.session import real_clock  # noqa: PLC0415

    if began > real_clock() + TOLERANCE:
        raise UserError(Problem("--began", "", f"{began.isoformat()} has not come yet"))


def _finding(said: str) -> tuple[int | None, Finding | None]:
    """The finding of the last finished run that is meant. Raises `UserError`."""
    if not said:
        return None, None
    store = house().store
    run = next((one.id for one in store.runs(RECENT) if one.status is RunStatus.FINISHED), None)
    if run is None:
        raise UserError(Problem("--finding", "", _("there is no finished scan yet")))
    check = said.partition("@")[0]
    return run, matching([one for one in store.findings(run) if one.check == check], said)


def _form(
    request: HttpRequest, settings: Settings, *, rehearsal: bool, typed: Typed | None = None, status: int = 200
) -> HttpResponse:
    typed = typed or Typed()
    said = typed.get("open", "finding") or str(request.GET.get("finding", ""))[:400]
    found, problems = None, list(typed.problems)
    try:
        _run, found = _finding(said)
    except UserError as no:
        problems = problems or words.kindly(no)
    books = shelf(settings)
    playbook = typed.get("open", "playbook") or str(request.GET.get("playbook", ""))
    playbook = playbook or (found.playbook if found else "")
    chosen = books.get(playbook)
    given = {
        "rehearsal": rehearsal,
        "finding": said if found else "",
        "found": found,
        "books": [
            (one.playbook.id, one.playbook.title)
            for one in sorted(books.values(), key=lambda one: one.playbook.title)
        ],
        "playbook": playbook or (CALL if CALL in books and not rehearsal else ""),
        "chosen": chosen.playbook if chosen else None,
        "stores": [(one.name, one.name) for one in settings.inventory.stores],
        "levels": [(name, str(title)) for name, title in words.LEVEL.items()],
        "problems": problems,
        "typed": typed,
        "once": secrets.token_urlsafe(16),
        "zone": settings.organisation.zone or "UTC",
        "Giver": Giver,
    }
    return render(request, "incidents/open.html", given, status=status)
