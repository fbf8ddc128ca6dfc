"""The second person's yes: the page shows exactly what is agreed to, and only that is approved."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident.gate import same_person, wants_approval
from toolkit.core.playbook import Action, Decision
from toolkit.usecase.incident import deciding
from toolkit.usecase.incident.parameters import parameters
from toolkit.web.incidents.shown import CONFLICT, Opened, opened, said_in, shown, text_in, typed_in, went
from toolkit.web.roles import May
from toolkit.web.route import page


@page("incidents/<slug:id>/approve/<path:key>/", may=May.SEE_INCIDENTS, post=May.APPROVE, methods="GET POST")
def approve(request: HttpRequest, id: str, key: str) -> HttpResponse:
    """For approvers."""
    return _approve(request, id, key)


@page("incidents/<slug:id>/agree/<path:key>/", may=May.RESPOND, methods="POST")
def agree(request: HttpRequest, id: str, key: str) -> HttpResponse:
    """The same for a second responder. Never the same person: the use case sees to that."""
    return _approve(request, id, key)


def _approve(request: HttpRequest, id: str, key: str) -> HttpResponse:
    one = opened(id)
    if one.view.incident.step(key) is None:
        raise Http404
    if request.method != "POST":
        return _page(request, one, key)
    try:
        _as_shown(request, one, key)
        view = deciding.approve(one.folder, key, said_in(request, one))
    except UserError as no:
        again = opened(id)
        return _page(request, again, key, status=CONFLICT, typed=typed_in(request, again, "approve", no))
    return went(request, view, _("Approved: exactly this, and nothing else."), "step", key=key)


def _as_shown(request: HttpRequest, one: Opened, key: str) -> None:
    """Raise `UserError` where something else would be agreed to than was shown."""
    if text_in(request, "exactly") != _as_text(_exactly(one, key)):
        words = _("what would be agreed to has changed since it was shown: read it again")
        raise UserError(Problem(key, "", words))


def _page(request: HttpRequest, one: Opened, key: str, *, status: int = 200, **more: Any) -> HttpResponse:
    incident, work = one.view.incident, one.told.work(key)
    refusals: list[str] = []
    try:
        exactly = _exactly(one, key)
    except UserError as no:
        exactly, refusals = {}, [str(problem.expected) for problem in no.problems]
    first = work.state.proposed_by if isinstance(work.step, Decision) else work.state.started_by
    page = "approve" if May.APPROVE in request.may else "agree" if May.RESPOND in request.may else ""
    given = {
        "work": work,
        "exactly": exactly,
        "as_text": _as_text(exactly),
        "refusals": refusals,
        "first": first,
        "same": bool(first) and same_person(first, request.user.get_username()),
        "page": page,
        "yes": incident.approvals.get(key),
        "wants": wants_approval(work.step) or (work.step.approver if isinstance(work.step, Decision) else ""),
        **more,
    }
    return shown(request, "incidents/approve.html", one, "steps", status=status, **given)


def _exactly(one: Opened, key: str) -> Mapping[str, Any]:
    """What a yes is bound to. Raises `UserError` where nothing can be agreed to yet."""
    incident = one.view.incident
    step, state, frame = incident.step(key), incident.state_of(key), incident.frames[key.rpartition("/")[0]]
    version = {"playbook": f"{frame.playbook.id} {frame.playbook.version}", "digest": frame.digest}
    if isinstance(step, Decision):
        if not state.proposed:
            raise UserError(Problem(key, "", _("nobody has proposed an answer yet")))
        return {"answer": state.proposed, "proposed_by": state.proposed_by, **version}
    if isinstance(step, Action) and step.verb:
        return {**version, "verb": step.verb, "parameters": parameters(incident, key)}
    if not wants_approval(step):
        raise UserError(Problem(key, "", _("it asks for no approval")))
    return version


def _as_text(exactly: Mapping[str, Any]) -> str:
    return json.dumps(exactly, sort_keys=True, ensure_ascii=True)
