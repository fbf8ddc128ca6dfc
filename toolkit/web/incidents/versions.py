"""Playbooks of an incident: the versions it is pinned to, another one added, a newer version with its difference."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import MAIN, key_of
from toolkit.core.playbook import Sub
from toolkit.library.playbooks import Shelved
from toolkit.usecase.incident import versions as use
from toolkit.usecase.incident.session import View
from toolkit.usecase.playbook.shelf import chosen, shelf
from toolkit.web.incidents.shown import CONFLICT, Opened, opened, said_in, shown, text_in, typed_in, went
from toolkit.web.roles import May
from toolkit.web.route import page


@page("incidents/<slug:id>/playbooks/", may=May.SEE_INCIDENTS, post=May.RESPOND, methods="GET POST")
def versions(request: HttpRequest, id: str) -> HttpResponse:
    """`?of=FRAME` shows what the library's version would change; a POST adds, pins or goes on with it."""
    one = opened(id)
    books = shelf(one.settings)
    if request.method != "POST":
        return _page(request, one, books)
    act = str(request.POST.get("act", ""))
    try:
        view = _record(request, one, act, books)
    except UserError as no:
        again = opened(id)
        return _page(request, again, books, status=CONFLICT, typed=typed_in(request, again, act, no))
    return went(request, view, _("Recorded. What was done stays done."), "versions")


def _page(
    request: HttpRequest, one: Opened, books: Mapping[str, Shelved], *, status: int = 200, **more: object
) -> HttpResponse:
    incident = one.view.incident
    change, frame = None, request.GET.get("of")
    if frame is not None:
        if frame not in incident.frames:
            raise Http404
        change = use.upgrade_of(incident, books, frame)
    given = {
        "frames": one.told.frames(),
        "newer": [
            key
            for key, found in incident.frames.items()
            if found.playbook.id in books and books[found.playbook.id].digest != found.digest
        ],
        "unpinned": _unpinned(one, books),
        "books": sorted((book.playbook.id, book.playbook.title) for book in books.values()),
        "change": change,
        "main": MAIN,
        **more,
    }
    return shown(request, "incidents/versions.html", one, "versions", status=status, **given)


def _unpinned(one: Opened, books: Mapping[str, Shelved]) -> list[tuple[str, str]]:
    """Steps that run a playbook of which the library had none at the opening, and has one now."""
    pinned = one.view.incident.pinned
    return [
        (key_of(frame.key, step.id), step.playbook)
        for frame in one.view.incident.frames.values()
        for step in frame.playbook.step
        if isinstance(step, Sub) and step.playbook not in pinned and step.playbook in books
    ]


def _record(request: HttpRequest, one: Opened, act: str, books: Mapping[str, Shelved]) -> View:
    said = said_in(request, one)
    match act:
        case "merge":
            return use.merge(one.folder, text_in(request, "playbook"), said, books)
        case "pin":
            return use.pin(one.folder, text_in(request, "step"), said, books)
        case "upgrade":
            frame = text_in(request, "frame")
            if frame not in one.view.incident.frames:
                raise Http404
            _as_shown(one, frame, text_in(request, "to"), books)
            return use.upgrade(one.folder, said, books, frame=frame)
    raise Http404


def _as_shown(one: Opened, frame: str, digest: str, books: Mapping[str, Shelved]) -> None:
    """Raise `UserError` where the library has changed since the difference was shown."""
    book = chosen(books, one.view.incident.frames[frame].playbook.id)
    if f"{book.playbook.version} {book.digest}" != digest:
        raise UserError(Problem(book.playbook.id, "", _("the library has another version by now: look at it again")))
