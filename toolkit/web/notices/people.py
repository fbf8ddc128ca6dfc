"""Whom to tell: a list given, checked, one person's letter looked at, and the proof that somebody was told."""

from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reports.dispatch.proof import document
from reports.incident.times import Times
from toolkit.core.errors import Problem, UserError
from toolkit.usecase.dispatch.listed import listed, take_upload, there
from toolkit.usecase.dispatch.planning import Asked
from toolkit.usecase.dispatch.proving import proof, rendered
from toolkit.usecase.dispatch.trying import preview
from toolkit.usecase.incident.session import View
from toolkit.web.house import house
from toolkit.web.notices.found import frame, incident_of, said
from toolkit.web.notices.typed import zone
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

UNPROCESSABLE = 422
TOO_LARGE = 413
LIMIT = 64 * 1024 * 1024
"""Bytes of a list; about half a million people."""

ENCODINGS = ("", "cp874", "cp1252", "utf-16")
ENDINGS = {
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
}


@page("notices/<slug:incident>/people/list/", may=May.SEND, name="people_list", methods="GET POST")
def people_list(request: HttpRequest, incident: str) -> HttpResponse:
    """The list in numbers and its wrong rows; a POST takes a list, all of it or none."""
    view = incident_of(incident)
    if request.method == "GET":
        return _page(request, view)
    sent = request.FILES.get("list")
    if sent is None:
        return _page(request, view, [_("Choose a file first.")], UNPROCESSABLE)
    if (sent.size or 0) > LIMIT:
        return _page(request, view, [_("The file is larger than 64 MB. Nothing of it was kept.")], TOO_LARGE)
    encoding = request.POST.get("encoding", "")
    spoken = request.POST.get("language", "") or house().settings.notices.languages[0]
    try:
        found = take_upload(
            view.folder,
            lambda path: _written(sent, path),
            _plain(sent.name or "list"),
            said(request),
            language=spoken,
            encoding=encoding if encoding in ENCODINGS else "",
        )
    except UserError as no:
        return _page(request, view, [str(one) for one in no.problems], UNPROCESSABLE)
    numbers = {"rows": found.rows, "new": found.new, "there": found.there, "nobody": found.nobody}
    messages.success(
        request,
        _("%(rows)s rows: %(new)s people are new, %(there)s were there, %(nobody)s rows are nobody.") % numbers,
    )
    return redirect("people_list", incident=incident)


@page("notices/<slug:incident>/people/one/", may=May.SEND, name="people_one", methods="GET POST")
def people_one(request: HttpRequest, incident: str) -> HttpResponse:
    """What one person gets, or got. Asked for by POST, so that nobody's key stands in an address or in a log."""
    view = incident_of(incident)
    key = request.POST.get("key", "").strip()
    given = {**frame(view), "key": key, "found": None, "proof": None, "problems": []}
    if key:
        try:
            given["found"] = preview(house().settings, view.folder, key, Asked())
            given["proof"] = proof(view.folder, key)
        except UserError as no:
            given["problems"] = [one.expected for one in no.problems]
    return render(request, "notices/person.html", given, status=UNPROCESSABLE if given["problems"] else 200)


@page("notices/<slug:incident>/people/proof/", may=May.SEND, name="people_proof", methods="POST")
def people_proof(request: HttpRequest, incident: str) -> HttpResponse:
    """The proof that one person was told, as a file."""
    view = incident_of(incident)
    ending = request.POST.get("format", "pdf")
    if ending not in ENDINGS:
        raise UserError(Problem("format", "", "expected pdf or txt"))
    made = document(proof(view.folder, request.POST.get("key", "").strip()), Times(zone()))
    answer = HttpResponse(rendered(house().settings, made, f".{ending}"), content_type=ENDINGS[ending])
    answer["Content-Disposition"] = f'attachment; filename="proof.{ending}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _page(request: HttpRequest, view: View, problems: list[str] | None = None, status: int = 200) -> HttpResponse:
    given = {
        **frame(view),
        "found": listed(house().settings, view.folder) if there(view.folder) else None,
        "problems": problems or [],
        "encodings": ENCODINGS,
        "spoken": house().settings.notices.languages,
    }
    return render(request, "notices/people.html", given, status=status)


def _written(sent: UploadedFile, path: Path) -> None:
    with path.open("wb") as file:
        for chunk in sent.chunks():
            file.write(chunk)


def _plain(name: str) -> str:
    """A name that a browser said, as it may stand in our own pages and files."""
    return "".join(char if char.isalnum() or char in "._- " else "_" for char in name)[:80]
