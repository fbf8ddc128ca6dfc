"""Evidence: listed, sent in, handed over, taken away, hashed again. Never shown inline: it is whatever it is."""

import os
from typing import IO, Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Item
from toolkit.usecase.incident import evidence as use
from toolkit.usecase.incident.opening import EVIDENCE
from toolkit.usecase.incident.session import Said, View
from toolkit.web.incidents.shown import CONFLICT, Opened, Typed, opened, said_in, shown, text_in, typed_in, went
from toolkit.web.roles import May
from toolkit.web.route import page
from toolkit.web.upload import MEGABYTE, arrived, too_large

PAGE = 100
TOO_LARGE = 413


@page("incidents/<slug:id>/evidence/", may=May.SEE_INCIDENTS, post=May.RESPOND, methods="GET POST")
def evidence(request: HttpRequest, id: str) -> HttpResponse:
    """The pieces with their hashes and who has had them. A POST adds files, or settles what a crash left in doubt."""
    one = opened(id)
    if request.method != "POST":
        return _page(request, one)
    act = str(request.POST.get("act", "add"))
    if too_large(request):
        return _refused(request, one)
    try:
        view = use.resume(one.folder, said_in(request, one)) if act == "resume" else _add(request, one)
    except UserError as no:
        again = opened(id)
        return _page(request, again, status=CONFLICT, typed=typed_in(request, again, "add", no))
    return went(request, view, _("Recorded, with the hash of what is kept here."), "evidence")


@page("incidents/<slug:id>/evidence/verify/", may=May.SEE_INCIDENTS)
def verify(request: HttpRequest, id: str) -> HttpResponse:
    """Everything hashed again. Changes nothing."""
    one = opened(id)
    return _page(request, one, checked=use.verify(one.folder, one.view.incident))


@page("incidents/<slug:id>/evidence/<slug:item>/transfer/", may=May.RESPOND, methods="POST")
def transfer(request: HttpRequest, id: str, item: str) -> HttpResponse:
    """Somebody gets a piece: it is hashed again, and the journal says who."""
    one = opened(id)
    _item(one, item)
    try:
        view = use.transfer(one.folder, item, text_in(request, "to"), said_in(request, one))
    except UserError as no:
        again = opened(id)
        return _page(request, again, status=CONFLICT, typed=typed_in(request, again, f"transfer {item}", no))
    return went(request, view, _("Handed over: it is the same as when it was collected."), "evidence")


@page("incidents/<slug:id>/evidence/<slug:item>/take/", may=May.RESPOND, methods="POST")
def take(request: HttpRequest, id: str, item: str) -> HttpResponseBase:
    """Download a piece. That is a transfer like any other: hashed before, recorded, refused when it has changed."""
    one = opened(id)
    found = _item(one, item)
    who = request.user.get_username()
    try:
        use.transfer(one.folder, item, who, Said(by=who, note=_("downloaded through the browser")))
        file = _open(one, found)
    except UserError as no:
        again = opened(id)
        return _page(request, again, status=CONFLICT, typed=typed_in(request, again, "take", no))
    answer = FileResponse(file, as_attachment=True, filename=_name(found), content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _add(request: HttpRequest, one: Opened) -> View:
    files, hashes = arrived(request, "files"), [str(said)[:64].lower() for said in request.POST.getlist("sha256")]
    if not files:
        raise UserError(Problem("FILE", "", _("choose at least one file")))
    if hashes and len(hashes) != len(files):
        raise UserError(Problem("FILE", "", _("not every file came in; send them again")))
    said = said_in(request, one)
    source = text_in(request, "source") or _("sent in through the browser by %(who)s") % {"who": said.by}
    view = one.view
    for number, file in enumerate(files):
        about = use.About(
            what=text_in(request, "what"),
            source=source,
            step=text_in(request, "step"),
            wanted=text_in(request, "wanted"),
            name=_printable(file.name),
            sha256=hashes[number] if hashes else file.sha256,
        )
        view = use.add(one.folder, [file.path], about, said)
    return view


def _refused(request: HttpRequest, one: Opened) -> HttpResponse:
    most = one.settings.web.upload_mb
    large = _("It is larger than the %(most)s MB that are taken through the browser. Nothing of it was kept.")
    instead = _("Pack it, split it, or add it on the server with “breachready evidence add”.")
    words = f"{large % {'most': most}} {instead}"
    fields = {name: str(said) for name, said in request.POST.items() if name != "csrfmiddlewaretoken"}
    return _page(request, one, status=TOO_LARGE, typed=Typed(act="add", fields=fields, problems=(words,)))


def _page(request: HttpRequest, one: Opened, *, status: int = 200, **more: Any) -> HttpResponse:
    incident = one.view.incident
    wants = [
        (f"{work.key} {wanted.id}", f"{work.title}: {work.fill(wanted.what)}", work.key, wanted.id)
        for work in one.told.in_hand
        for wanted in (work.step.evidence if work.step else ())
    ]
    given = {
        "found": Paginator(incident.evidence, PAGE).get_page(request.GET.get("page")),
        "step": str(request.GET.get("step", ""))[:200],
        "wanted": str(request.GET.get("wanted", ""))[:100],
        "wants": wants,
        "checked": None,
        "most": one.settings.web.upload_mb,
        "most_bytes": one.settings.web.upload_mb * MEGABYTE,
        **more,
    }
    return shown(request, "incidents/evidence.html", one, "evidence", status=status, **given)


def _item(one: Opened, id: str) -> Item:
    found = next((item for item in one.view.incident.evidence if item.id == id), None)
    if found is None:
        raise Http404
    return found


def _open(one: Opened, item: Item) -> IO[bytes]:
    """The kept file; no link is followed, and nothing outside the folder of the evidence is opened."""
    path, room = one.folder / item.file, one.folder / EVIDENCE
    if not path.resolve().is_relative_to(room.resolve()):
        raise UserError(Problem(item.id, "", _("is not in the incident's folder")))
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
    except OSError as no:
        raise UserError(Problem(item.id, "", no.strerror or str(no))) from no


def _name(item: Item) -> str:
    """A name for the file that says where it is from; what is no letter of a file's name is left out."""
    safe = "".join(sign for sign in item.name if sign.isalnum() or sign in "._- ")[-80:].strip(". ") or "file"
    return f"{item.id}-{safe}"


def _printable(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:200] or "file"
