"""A step's verb in the browser: what it would change is shown first; then it is done, its result shown, put back."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident.gate import authority, unapproved
from toolkit.core.incident.promises import standing
from toolkit.core.playbook import Action

from toolkit.usecase.incident.acting import Acted, Order, act as run  # isort: skip
from toolkit.web.incidents import words
from toolkit.web.incidents.shown import CONFLICT, Opened, opened, said_in, shown, text_in, typed_in
from toolkit.web.roles import May
from toolkit.web.route import page


@page("incidents/<slug:id>/act/<path:key>/", may=May.ACT, methods="GET POST")
def act(request: HttpRequest, id: str, key: str) -> HttpResponse:
    """GET reads the present state outside and shows the plan; POST does it, or puts it back, with what was shown.

    It runs while the browser waits. If the browser goes away it runs on; if the server dies, the journal says that
    it is in doubt, and the same act again settles it.
    """
    one = opened(id)
    step = one.view.incident.step(key)
    if not isinstance(step, Action) or not step.verb:
        raise Http404
    if request.method != "POST":
        return _page(request, one, key, **_planned(request, one, key))
    what = str(request.POST.get("act", ""))
    try:
        acted = _run(request, one, key, undo=what == "undo")
    except UserError as no:
        again = opened(id)
        typed = typed_in(request, again, what, no)
        return _page(request, again, key, status=CONFLICT, typed=typed, **_planned(request, again, key))
    done = acted.performed
    level = messages.SUCCESS if done.success else messages.WARNING
    messages.add_message(request, level, f"{words.ENDING[done.ending]}: {done.words}")
    answer = redirect("act", id=id, key=key)
    answer.status_code = 303
    return answer


def _run(request: HttpRequest, one: Opened, key: str, *, undo: bool) -> Acted:
    """Raises `UserError`; what the world refuses is in the result and in the journal."""
    order = Order(
        execute=True,
        undo=undo,
        ready=bool(request.POST.get("ready")),
        despite=text_in(request, "despite"),
        shown=_shown(text_in(request, "parameters")),
    )
    return run(one.settings, one.folder, key, said_in(request, one), order)


def _shown(said: str) -> dict[str, str]:
    try:
        found = json.loads(said)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise UserError(Problem(_("Plan"), "", _("look at the plan first")))
    return found


def _planned(request: HttpRequest, one: Opened, key: str) -> dict[str, Any]:
    """The plan as the outside is now, or why there is none."""
    from toolkit.usecase.incident.session import Said  # noqa: PLC0415

    try:
        acted = run(one.settings, one.folder, key, Said(by=request.user.get_username()), Order())
    except UserError as no:
        return {"acted": None, "refusals": [str(problem) for problem in no.problems], "parameters": ""}
    return {"acted": acted, "refusals": [], "parameters": json.dumps(acted.parameters, sort_keys=True)}


def _page(request: HttpRequest, one: Opened, key: str, *, status: int = 200, **more: Any) -> HttpResponse:
    incident = one.view.incident
    acted: Acted | None = more["acted"]
    promise = standing(incident.promises, acted.verb.id, acted.parameters) if acted else None
    lines = [event for event in one.view.events if event.step == key and event.kind.value.startswith("act-")]
    given = {
        "work": one.told.work(key),
        "yes": incident.approvals.get(key),
        "unapproved": unapproved(incident, key),
        "authority": authority(incident, key),
        "promise": promise,
        "lines": [line for line in one.told.timeline if line.event in lines] if lines else [],
        **more,
    }
    return shown(request, "incidents/act.html", one, "steps", status=status, **given)
