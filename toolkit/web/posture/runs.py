"""Runs: their history, what each changed, and their reports to take along."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from reports.render import Format, suffix
from reports.render import render as rendered
from toolkit.core.run import RunStatus
from toolkit.core.verdict import Outcome
from toolkit.usecase.posture import change
from toolkit.usecase.publish import reported
from toolkit.web.house import house
from toolkit.web.posture.asked import at, number_of
from toolkit.web.posture.memory import remembered
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

EACH = 20
SHOWN = 50
"""Findings of each kind of change that are listed."""

TITLES = {
    Format.HTML: "HTML",
    Format.MARKDOWN: "Markdown",
    Format.CSV: "CSV",
    Format.SARIF: "SARIF",
    Format.OCSF: "OCSF",
    Format.JSON: "JSON",
    Format.JSONL: "JSON Lines",
    Format.JUNIT: "JUnit",
}


@page("posture/runs/", may=May.SEE)
def runs(request: HttpRequest) -> HttpResponse:
    """The newest runs first, whatever became of them."""
    store = house().store
    newest = store.sifted()
    said = request.GET.get("before", "")
    found = store.runs(EACH + 1, before=number_of(said) if said else None)
    given = {
        "found": found[:EACH],
        "older": found[EACH - 1].id if len(found) > EACH else 0,
        "first": not said,
        "newest": newest.id if newest else 0,
        "RunStatus": RunStatus,
        "Outcome": Outcome,
    }
    return render(request, "posture/runs.html", given)


@page("posture/runs/<int:id>/", may=May.SEE)
def run(request: HttpRequest, id: int) -> HttpResponse:
    """One run: what it changed against the one before or the one asked for, and its reports."""
    seen = at(id)
    store = house().store
    said = request.GET.get("since", "")
    since = number_of(said) if said else store.previous(id)
    changed = remembered(("change", id, since), lambda: change(store, seen.found, since), most=4) if since else None
    if said and changed is None:
        raise Http404("that is no finished run before this one")
    given = {
        "look": seen,
        "run": seen.found.run,
        "counts": seen.found.totals,
        "Outcome": Outcome,
        "change": changed,
        "shown": SHOWN,
        "formats": [(one.value, title) for one, title in TITLES.items()],
    }
    return render(request, "posture/run.html", given)


@page("posture/runs/<int:id>/report/<str:format>/", may=May.SEE, name="run_report")
def report(request: HttpRequest, id: int, format: str) -> StreamingHttpResponse:
    """A report of a run as a file: to be kept, never shown here."""
    if format not in TITLES:
        raise Http404("there is no such format")
    del request
    at(id)
    here, form = house(), Format(format)
    one = reported(here.settings, here.store, here.catalogue, id, form)
    answer = StreamingHttpResponse(
        (piece.encode("utf-8", "replace") for piece in rendered(one, form)), content_type="application/octet-stream"
    )
    answer["Content-Disposition"] = f'attachment; filename="run-{id}{suffix(form)}"'
    return answer
