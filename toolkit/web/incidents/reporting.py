"""What goes out to others: the hand-over summary, the report, the bundle. Made here, kept nowhere."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from reports.incident.form import Form

from reports.incident.report import report as written, handover as summary  # isort: skip
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind, deadlines, metrics
from toolkit.usecase.incident import telling
from toolkit.usecase.incident.bundle import export
from toolkit.usecase.playbook.signing import signing_key
from toolkit.web.incidents.shown import CONFLICT, Opened, opened, said_in, shown, text_in, typed_in, went
from toolkit.web.roles import May
from toolkit.web.route import page
from toolkit.web.upload import place

KINDS = {
    "report.html": "text/html; charset=utf-8",
    "report.md": "text/markdown; charset=utf-8",
    "handover.md": "text/markdown; charset=utf-8",
}


@page("incidents/<slug:id>/handover/", may=May.SEE_INCIDENTS, post=May.RESPOND, methods="GET POST")
def handover(request: HttpRequest, id: str) -> HttpResponse:
    """What whoever takes over must know, on a page to print; a POST records that somebody does."""
    one = opened(id)
    given: dict[str, Any] = {"due": deadlines(one.view.incident)}
    if request.method != "POST":
        return shown(request, "incidents/handover.html", one, "handover", **given)
    try:
        view = telling.hand_over(one.folder, text_in(request, "to"), said_in(request, one))
    except UserError as no:
        again = opened(id)
        typed = typed_in(request, again, "handover", no)
        return shown(request, "incidents/handover.html", again, "handover", status=CONFLICT, typed=typed, **given)
    return went(request, view, _("Handed over."), "handover")


@page("incidents/<slug:id>/report/", may=May.SEE_INCIDENTS, methods="GET")
def report(request: HttpRequest, id: str) -> HttpResponse:
    """The report and the bundle to take away, and who took the bundle before."""
    one = opened(id)
    exported = [event for event in one.view.events if event.kind is Kind.EXPORTED]
    return shown(
        request, "incidents/report.html", one, "report", exported=exported, metrics=metrics(one.view.incident)
    )


@page("incidents/<slug:id>/report/<str:kind>", may=May.SEE_INCIDENTS, name="report_file")
def report_file(_request: HttpRequest, id: str, kind: str) -> HttpResponse:
    """As a file to keep, never shown in the house's own pages."""
    if kind not in KINDS:
        raise Http404
    one = opened(id)
    pieces = summary(one.told) if kind == "handover.md" else written(one.told, Form(_form(kind)))
    answer = HttpResponse("".join(pieces).encode("utf-8", "replace"), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{one.id}-{kind}"'
    return answer


@page("incidents/<slug:id>/bundle/", may=May.RESPOND, methods="POST")
def bundle(request: HttpRequest, id: str) -> HttpResponseBase:
    """Journal, evidence, playbooks and reports with a signed head and its verifier, as a zip. It is recorded."""
    one = opened(id)
    reports = {
        "report.md": "".join(written(one.told, Form.MARKDOWN)),
        "report.html": "".join(written(one.told, Form.HTML)),
    }
    with _aside(one) as folder:
        out = folder / f"{one.id}.zip"
        export(one.folder, out, signing_key(one.settings.state), said_in(request, one), reports)
        file = out.open("rb")  # it is read to its end although its name is gone
    answer = FileResponse(file, as_attachment=True, filename=f"{one.id}.zip", content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _form(name: str) -> str:
    return "html" if name.endswith(".html") else "markdown"


@contextmanager
def _aside(one: Opened) -> Iterator[Path]:
    """A folder for the block, beside the uploads, for our owner alone."""
    folder = Path(tempfile.mkdtemp(prefix="bundle-", dir=place(one.settings)))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
