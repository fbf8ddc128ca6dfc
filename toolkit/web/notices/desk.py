"""The desk: the form on the left, saved as it is typed; what it will say on the right, with the lint beside it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from toolkit.core.errors import UserError
from toolkit.usecase.incident.session import View
from toolkit.usecase.notice.beside import beside, overall, under_fields
from toolkit.usecase.notice.drawn import drawn, merged, question
from toolkit.usecase.notice.saving import Approved, Entry, Outcome, save
from toolkit.usecase.notice.seen import Seen
from toolkit.web.notices.found import frame, incident_of, notice_of, other_of, said
from toolkit.web.notices.typed import entries, local, zone
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

UNPROCESSABLE = 422


@page("notices/<slug:incident>/<slug:notice>/", may=May.SEE_INCIDENTS, post=May.DRAFT, methods="GET POST")
def desk(request: HttpRequest, incident: str, notice: str) -> HttpResponse:
    """The notice being written. A POST saves the whole form, for browsers that run no script."""
    view = incident_of(incident)
    seen = notice_of(view, notice)
    if request.method == "GET":
        return render(request, "notices/desk.html", _given(request, view, seen))
    sent = entries(request.POST, seen.template.fields.values(), seen.notice.languages)
    try:
        saved = save(view.folder, notice, sent, said(request), voiding="voiding" in request.POST)
    except UserError as no:
        given = {**_given(request, view, seen, sent), "wrong": [one.expected for one in no.problems]}
        return render(request, "notices/desk.html", given, status=UNPROCESSABLE)
    seen = notice_of(saved.view, notice)
    if any(one.problems or one.clashes for one in saved.fields.values()):
        given = _given(request, saved.view, seen, sent, saved.fields)
        return render(request, "notices/desk.html", given, status=UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect("desk", incident=incident, notice=notice)


@page("notices/<slug:incident>/<slug:notice>/field/<slug:field>/", may=May.DRAFT, name="desk_field", methods="GET POST")
def one_field(request: HttpRequest, incident: str, notice: str, field: str) -> HttpResponse:
    """One field: saved as it is typed, with everything on the page that follows from it; or as it stands (GET)."""
    view = incident_of(incident)
    seen = notice_of(view, notice)
    asked = seen.template.fields.get(field)
    if asked is None or asked.merged:
        raise Http404
    given: dict[str, Any] = {"name": field, "field": asked, "now": timezone.now()}
    if request.method == "POST":
        sent = entries(request.POST, [asked], seen.notice.languages)
        try:
            saved = save(view.folder, notice, sent, said(request), voiding="voiding" in request.POST)
        except Approved as no:
            return render(request, "notices/kept.html", {**given, **frame(view, seen), "approved": no.problems})
        except UserError as no:
            wrong = [one.expected for one in no.problems]
            return render(request, "notices/kept.html", {**given, **frame(view, seen), "wrong": wrong})
        view = saved.view
        seen = notice_of(view, notice)
        given["outcome"] = saved.fields.get(field, Outcome())
    given |= {**_given(request, view, seen), "question": question(seen, asked)}
    return render(request, "notices/kept.html" if request.method == "POST" else "notices/taken.html", given)


def _given(
    request: HttpRequest,
    view: View,
    seen: Seen,
    sent: dict[str, Entry] | None = None,
    outcomes: Any = None,
) -> dict[str, Any]:
    """`sent`: what was typed and could not all be kept, shown again in its place."""
    frozen = bool(seen.notice.approvals) and "edit" not in request.GET and not sent
    closed = view.incident.closed_at is not None
    return {
        **frame(view, seen),
        "groups": drawn(seen, translation.get_language() or ""),
        "merged": merged(seen.template),
        "panes": panes(view, seen),
        "under": under_fields(seen),
        "overall": overall(seen),
        "typed": sent or {},
        "outcomes": outcomes or {},
        "local": local,
        "zone": zone(),
        "languages_of": seen.languages,
        "writes": May.DRAFT in request.may and not closed and not frozen,
        "frozen": frozen,
        "voiding": bool(seen.notice.approvals) and not frozen,
    }


def panes(view: View, seen: Seen) -> list[dict[str, Any]]:
    """What is shown on the right: this version in each language, then the other."""
    other = other_of(view, seen)
    shown = [(seen, True, True)] + ([(other.seen, False, other.drafted)] if other else [])
    return [
        {
            "seen": one,
            "code": code,
            "language": one.languages[code],
            "own": own,
            "drafted": drafted,
            "placed": beside(one.documents[code], one.faults if own else ()),
        }
        for one, own, drafted in shown
        for code in one.notice.languages
    ]
