"""Notices: the incidents that have something to tell, and each one's notices."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from toolkit.core.errors import UserError
from toolkit.core.notice import Template
from toolkit.core.playbook import Audience
from toolkit.usecase.incident.listing import every
from toolkit.usecase.incident.session import View
from toolkit.usecase.notice.drafting import Beginning, draft
from toolkit.usecase.notice.seen import Seen
from toolkit.usecase.notice.shelf import library
from toolkit.web.house import house
from toolkit.web.notices import changes as _changes
from toolkit.web.notices import desk as _desk
from toolkit.web.notices import people as _people
from toolkit.web.notices import review as _review
from toolkit.web.notices import sending as _sending
from toolkit.web.notices import shown as _shown
from toolkit.web.notices.due import due_first
from toolkit.web.notices.found import frame, incident_of, notice_of, said, stage
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

PAGES = (_changes, _desk, _people, _review, _sending, _shown)
"""The room's other modules; importing them declares their pages."""

AUDIENCES = (
    *(Audience.PEOPLE, Audience.AUTHORITY, Audience.CUSTOMERS, Audience.STAFF, Audience.PUBLIC),
    *(one for one in Audience if one.value not in ("people", "authority", "customers", "staff", "public")),
)
FIRST = (
    *("people-full", "people-short", "sms", "not-affected"),
    *("authority-initial", "authority-follow-up", "authority-final"),
    *("website", "press", "status-page"),
)
"""As they are usually needed; others after these, by name."""

LATER = datetime.max.replace(tzinfo=UTC)
PAGE = 20
UNPROCESSABLE = 422


@page("notices/", may=May.SEE_INCIDENTS)
def notices(request: HttpRequest) -> HttpResponse:
    """Incidents with their notices: the open ones, or with ?all=1 every one; exercises apart from the real ones."""
    state = house().settings.state
    real, broken = every(state, exercise=False)
    drills, torn = every(state, exercise=True)
    everything = "all" in request.GET
    views = [one for one in (*real, *drills) if everything or one.incident.closed_at is None]
    found = Paginator(views, PAGE).get_page(request.GET.get("page"))
    rows = [
        {"view": one, "incident": one.incident, "notices": list(_rows(one)), "due": due_first(one, 1)}
        for one in found.object_list
    ]
    rows.sort(key=lambda one: (one["due"][0]["until"] if one["due"] else None) or LATER)
    given = {"found": found, "rows": rows, "everything": everything, "broken": [*broken, *torn]}
    return render(request, "notices/notices.html", given)


@page("notices/<slug:incident>/", may=May.SEE_INCIDENTS, post=May.DRAFT, methods="GET POST")
def incident_notices(request: HttpRequest, incident: str) -> HttpResponse:
    """The notices of an incident; a POST begins one more."""
    view = incident_of(incident)
    problems: list[str] = []
    if request.method == "POST":
        what = Beginning(
            kind=request.POST.get("kind", ""),
            id=request.POST.get("id", "").strip(),
            languages=tuple(request.POST.getlist("language")),
            laws=tuple(request.POST.getlist("law")),
        )
        try:
            after = draft(house().settings, view.folder, what, said(request))
        except UserError as no:
            problems = [one.expected for one in no.problems]
        else:
            messages.success(request, _("The notice is begun. Everything you type in it is kept as you type."))
            return redirect("desk", incident=incident, notice=list(after.incident.notices)[-1])
    given = {
        **frame(view),
        "notices": list(_rows(view)),
        "due": due_first(view, 3),
        "problems": problems,
        **_choices(request),
    }
    return render(request, "notices/incident.html", given, status=UNPROCESSABLE if problems else 200)


def _rows(view: View) -> Any:
    for name in view.incident.notices:
        try:
            seen: Seen = notice_of(view, name)
        except UserError as no:
            yield {"id": name, "broken": str(no)}
        else:
            yield {"id": name, "seen": seen, "stage": stage(view, seen), "broken": ""}


def _choices(request: HttpRequest) -> dict[str, Any]:
    """What can be begun: kinds by whom they are for, languages, laws that say something of such a letter."""
    settings = house().settings
    shelf = library(settings)
    found = sorted((one.template for one in shelf.templates.values()), key=_place)
    by_audience = {one: [kind for kind in found if kind.audience is one] for one in AUDIENCES}
    sent = request.POST if request.method == "POST" else request.GET
    return {
        "kinds": {audience: kinds for audience, kinds in by_audience.items() if kinds},
        "spoken": shelf.languages,
        "laws": sorted(shelf.laws.values(), key=lambda one: one.name),
        "chosen": {
            "kind": sent.get("kind", ""),
            "id": sent.get("id", ""),
            "language": sent.getlist("language") or list(settings.notices.languages),
            "law": sent.getlist("law"),
        },
    }


def _place(one: Template) -> tuple[int, str]:
    return (FIRST.index(one.kind) if one.kind in FIRST else len(FIRST), one.kind)
