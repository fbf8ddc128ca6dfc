"""The run of an incident: what is in hand now, as a board, as a list, one step; and what others did meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from reports.incident.telling import Work
from reports.incident.words import sentence
from toolkit.core.errors import UserError
from toolkit.core.incident import Incident, Status, key_of, stamp
from toolkit.core.incident.gate import unapproved
from toolkit.usecase.incident import deciding, steps, telling
from toolkit.usecase.incident.session import View
from toolkit.web.incidents.shown import CONFLICT, Opened, opened, said_in, shown, text_in, typed_in, went, when_in
from toolkit.web.roles import May
from toolkit.web.route import page

PAGE = 100
"""Steps on one page of the list."""

SHOWN = 30
"""Ended steps on the board; the list has all."""

NEWS = 5
"""Events of others that the bar names one by one."""


@page("incidents/<slug:id>/", may=May.SEE_INCIDENTS)
def incident(request: HttpRequest, id: str) -> HttpResponse:
    """What can be done now, with everything that it takes."""
    one = opened(id)
    return shown(request, "incidents/now.html", one, "incident", works=one.told.in_hand[:PAGE])


@page("incidents/<slug:id>/news/", may=May.SEE_INCIDENTS)
def news(request: HttpRequest, id: str) -> HttpResponse:
    """Asked every few seconds: nothing (204) while the journal is as the page has it; else its head, and what is new.

    Forms are never touched: the page says that something is new, and the person decides when to look.
    """
    one = opened(id)
    if request.GET.get("head") == one.view.head:
        return HttpResponse(status=204)
    since = str(request.GET.get("since", ""))
    lines = int(since) if since.isdecimal() and len(since) < 10 else one.view.incident.lines
    new = one.view.events[lines:]
    given: dict[str, Any] = {
        "since": lines,
        "fresh": [(event, sentence(one.view.incident, event)) for event in new[-NEWS:]],
        "count": len(new),
        "from_page": _from_page(request, id),
    }
    return shown(request, "incidents/part_news.html", one, "", **given)


def _from_page(request: HttpRequest, id: str) -> str:
    """The page that asks, as its browser says: one of this incident, else its first."""
    first = reverse("incident", kwargs={"id": id})
    said = getattr(request.htmx, "current_url_abs_path", None) or ""
    return said if said.startswith(first) else first


@page("incidents/<slug:id>/board/", may=May.SEE_INCIDENTS)
def board(request: HttpRequest, id: str) -> HttpResponse:
    """Columns: to do, in hand, waiting for approval, ended; what lies ahead under the first."""
    one = opened(id)
    if request.htmx and request.GET.get("head") == one.view.head:
        return HttpResponse(status=204)
    name = "incidents/part_board.html" if request.htmx else "incidents/board.html"
    return shown(request, name, one, "board", columns=_columns(one), most=SHOWN)


@page("incidents/<slug:id>/list/", may=May.SEE_INCIDENTS, name="steps")
def every(request: HttpRequest, id: str) -> HttpResponse:
    """All steps in their order, a hundred a page."""
    one = opened(id)
    if request.htmx and request.GET.get("head") == one.view.head:
        return HttpResponse(status=204)
    incident = one.view.incident
    keys = [key_of(frame.key, step.id) for frame in incident.frames.values() for step in frame.playbook.step]
    found = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    now = set(incident.open_keys())
    works = [one.told.work(key) for key in found]
    name = "incidents/part_steps.html" if request.htmx else "incidents/steps.html"
    return shown(request, name, one, "steps", works=works, found=found, now_keys=now)


@page("incidents/<slug:id>/steps/<path:key>/", may=May.SEE_INCIDENTS, post=May.RESPOND, methods="GET POST")
def step(request: HttpRequest, id: str, key: str) -> HttpResponse:
    """One step with every form; a POST records what was said of it."""
    one = opened(id)
    if one.view.incident.step(key) is None:
        raise Http404
    if request.method != "POST":
        return _step(request, one, key)
    act = str(request.POST.get("act", ""))
    try:
        view = _record(request, one, key, act)
    except UserError as no:
        again = opened(id)
        return _step(request, again, key, status=CONFLICT, typed=typed_in(request, again, act, no))
    if act == "decide" and view.incident.state_of(key).proposed:
        return went(request, view, _("Proposed. It counts when somebody else has approved it."), "step", key=key)
    if request.POST.get("back") == "now" and act not in ("note", "reopen"):
        return went(request, view, _SAID[act]())
    return went(request, view, _SAID[act](), "step", key=key)


def _step(request: HttpRequest, one: Opened, key: str, *, status: int = 200, **more: Any) -> HttpResponse:
    events = [event for event in one.view.events if event.step == key]
    given: dict[str, Any] = {
        "work": one.told.work(key),
        "events": [(event, sentence(one.view.incident, event)) for event in events[-PAGE:]],
        "items": [item for item in one.view.incident.evidence if item.step == key],
        "yes": one.view.incident.approvals.get(key),
        **more,
    }
    return shown(request, "incidents/step.html", one, "steps", status=status, **given)


def _record(request: HttpRequest, one: Opened, key: str, act: str) -> View:
    """The use case of each button."""
    said, folder = said_in(request, one), one.folder
    ready, despite = bool(request.POST.get("ready")), text_in(request, "despite")
    match act:
        case "start":
            return steps.start(folder, key, said, ready=ready, despite=despite)
        case "done":
            verified = text_in(request, "verified")
            return steps.done(folder, key, said, verified=verified, ready=ready, despite=despite)
        case "fail":
            return steps.fail(folder, key, said)
        case "skip":
            return steps.skip(folder, key, said)
        case "na":
            return steps.rule_out(folder, key, said)
        case "decide":
            return deciding.decide(folder, key, text_in(request, "answer"), said)
        case "assign":
            due = when_in(request, one, "due", "--due")
            return steps.assign(folder, key, said, to=text_in(request, "to"), due=due)
        case "reopen":
            return steps.reopen(folder, key, said)
        case "note":
            return telling.note(folder, said, step=key)
    raise Http404


_SAID: dict[str, Callable[[], str]] = {
    "start": lambda: _("Begun, and recorded as yours."),
    "done": lambda: _("Recorded as done."),
    "fail": lambda: _("Recorded: it did not work. The incident stays at this step."),
    "skip": lambda: _("Skipped, with your reason."),
    "na": lambda: _("Recorded as not applicable."),
    "decide": lambda: _("The answer is recorded."),
    "assign": lambda: _("Assigned."),
    "reopen": lambda: _("Open again. Nothing was erased."),
    "note": lambda: _("Written down."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The board."""

    todo: list[Work]
    started: list[Work]
    waiting: list[Work]
    ended: list[Work]
    """The last to end first."""
    ahead: list[Work]
    """The incident has not come to them."""


def _columns(one: Opened) -> Columns:
    incident, told = one.view.incident, one.told
    found = Columns(todo=[], started=[], waiting=[], ended=[], ahead=[])
    now = set(incident.open_keys())
    for key in _keys(incident):
        state, work = incident.state_of(key), told.work(key)
        if state.settled:
            found.ended.append(work)
        elif state.proposed or (key in now and unapproved(incident, key)):
            found.waiting.append(work)
        elif state.status in (Status.STARTED, Status.FAILED):
            found.started.append(work)
        elif key in now:
            found.todo.append(work)
        else:
            found.ahead.append(work)
    found.ended.sort(key=lambda work: stamp(work.state.ended_at or one.view.now), reverse=True)
    return found


def _keys(incident: Incident) -> Iterator[str]:
    for frame in incident.frames.values():
        yield from (key_of(frame.key, step.id) for step in frame.playbook.step)
