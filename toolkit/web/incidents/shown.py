"""What every page of one incident gets, and how it answers a form: a redirect, or the form again as it was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reports.incident.telling import Telling
from reports.incident.words import sentence
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Event
from toolkit.usecase.incident.moments import moment_of, zone_of
from toolkit.usecase.incident.session import Overtaken, Said, View
from toolkit.web.house import house
from toolkit.web.incidents import words
from toolkit.web.incidents.clocks import clocks_of
from toolkit.web.incidents.looking import ahead_ms, looked, place_of, told_of
from toolkit.web.incidents.offers import offers
from toolkit.web.rendering import render
from toolkit.web.roles import May

CONFLICT = 409
LONGEST = 20_000
"""Letters of a note or an answer in a form; what is longer is evidence."""

TABS = (
    ("incident", _("Now")),
    ("board", _("Board")),
    ("steps", _("List")),
    ("timeline", _("Timeline")),
    ("evidence", _("Evidence")),
    ("duties", _("Duties")),
    ("incident_notices", _("Notices")),
    ("known", _("Values")),
    ("handover", _("Hand-over")),
    ("versions", _("Playbooks")),
    ("report", _("Report")),
    ("close", _("Close")),
)
EXERCISE = (("exercise", _("Exercise")),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One incident, as a page was asked for it."""

    folder: Path
    view: View
    told: Telling
    settings: Settings

    @property
    def id(self) -> str:
        """Its id."""
        return self.view.incident.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form that could not be carried out: what was typed, why not, and what others did meanwhile."""

    act: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    others: tuple[tuple[Event, str], ...] = ()
    """What was recorded since the form was made, each with its sentence."""

    def get(self, act: str, name: str, otherwise: str = "") -> str:
        """What was typed into a field of the form of this act."""
        return self.fields.get(name, otherwise) if self.act == act else otherwise


def opened(id: str) -> Opened:
    """The incident of a page's path. Raises `Http404`, `UserError`."""
    settings = house().settings
    folder = place_of(settings, id)
    view = looked(folder)
    return Opened(folder=folder, view=view, told=told_of(view, settings), settings=settings)


def shown(request: HttpRequest, name: str, one: Opened, tab: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page of the incident."""
    incident = one.view.incident
    clocks = clocks_of(one.view, one.settings)
    given = {
        "told": one.told,
        "incident": incident,
        "view": one.view,
        "tab": tab,
        "tabs": list(_tabs(one)),
        "clocks": clocks,
        "ahead_ms": ahead_ms(one.view),
        "zone": one.settings.organisation.zone or "UTC",
        "running": incident.closed_at is None,
        "responds": May.RESPOND in request.may,
        "said": words,
        "offers": offers,
        "typed": Typed(),
        **more,
    }
    return render(request, name, given, status=status)


def _tabs(one: Opened) -> Iterator[tuple[str, Any, str]]:
    """The parts of the incident that the house has pages of."""
    for page, title in (*TABS, *(EXERCISE if one.view.incident.exercise else ())):
        of = "incident" if page == "incident_notices" else "id"
        yield page, title, reverse(page, kwargs={of: one.id})


def said_in(request: HttpRequest, one: Opened, *, note: str = "note", at: str = "at") -> Said:
    """Who says it, when it happened, in what words, having seen which lines. Raises `UserError`."""
    return Said(
        by=request.user.get_username(),
        at=when_in(request, one, at),
        note=text_in(request, note),
        seen=seen_in(request),
    )


def text_in(request: HttpRequest, name: str) -> str:
    """What was typed. Raises `UserError` where it is longer than a form holds."""
    said = str(request.POST.get(name, "")).replace("\r\n", "\n").strip()
    if len(said) > LONGEST:
        raise UserError(Problem(name, "", f"expected at most {LONGEST} letters; keep what is longer as evidence"))
    return said


def when_in(request: HttpRequest, one: Opened, name: str = "at", option: str = "--at") -> Any:
    """The moment typed, in the organisation's zone; None where nothing was."""
    return moment_of(text_in(request, name), zone_of(one.settings.organisation.zone), option)


def seen_in(request: HttpRequest) -> int:
    """How many lines of the journal the form was made from; a form that does not say has seen none."""
    said = str(request.POST.get("seen", ""))
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def typed_in(request: HttpRequest, one: Opened, act: str, error: UserError) -> Typed:
    """The form as it was sent, to be shown again."""
    fields = {name: str(value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "seen")}
    others = error.events if isinstance(error, Overtaken) else ()
    return Typed(
        act=act,
        fields=fields,
        problems=() if others else tuple(words.kindly(error)),
        others=tuple((event, sentence(one.view.incident, event)) for event in others),
    )


def went(request: HttpRequest, view: View, said: Any, page: str = "incident", **more: Any) -> HttpResponse:
    """It is recorded: say so, and show a page that a browser may load again."""
    messages.success(request, said)
    for warning in view.warnings:
        messages.warning(request, warning)
    answer = redirect(page, id=view.incident.id, **more)
    answer.status_code = 303
    return answer
