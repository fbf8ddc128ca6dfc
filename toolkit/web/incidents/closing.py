"""Closing: what stands in the way, what is left and why; opening a closed one again."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from toolkit.core.errors import UserError
from toolkit.core.incident import metrics, obligations, unfinished
from toolkit.usecase.duties.listing import unmet
from toolkit.usecase.incident import steps, telling
from toolkit.web.incidents import words
from toolkit.web.incidents.shown import CONFLICT, Opened, opened, said_in, shown, text_in, typed_in, went
from toolkit.web.roles import May
from toolkit.web.route import page


@page("incidents/<slug:id>/close/", may=May.SEE_INCIDENTS, post=May.RESPOND, methods="GET POST")
def close(request: HttpRequest, id: str) -> HttpResponse:
    """What is missing is named. What is owed to people whose data it was cannot be left."""
    one = opened(id)
    if request.method != "POST":
        return _page(request, one)
    act = str(request.POST.get("act", ""))
    try:
        said = said_in(request, one)
        if act == "reopen":
            view = steps.reopen(one.folder, "", said)
            return went(request, view, _("The incident goes on."))
        view = telling.close(
            one.folder, said, despite=text_in(request, "despite"), duties=unmet(one.settings, one.folder)
        )
    except UserError as no:
        again = opened(id)
        return _page(request, again, status=CONFLICT, typed=typed_in(request, again, act, no))
    return went(request, view, _("The incident is closed."), "report")


def _unmet(one: Opened) -> list[str]:
    """Duties that are not met. Where the laws cannot be read, that is said above the page."""
    try:
        return unmet(one.settings, one.folder) if one.view.incident.closed_at is None else []
    except UserError:
        return []


def _page(request: HttpRequest, one: Opened, *, status: int = 200, **more: object) -> HttpResponse:
    incident = one.view.incident
    given = {
        "owed": list(obligations(incident)),
        "left": [*unfinished(incident), *map(words.of_a_page, _unmet(one))],
        "metrics": metrics(incident),
        **more,
    }
    return shown(request, "incidents/close.html", one, "close", status=status, **given)
