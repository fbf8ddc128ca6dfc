"""The desk: the form on the left, saved as it is typed; what it will say on the right, with the lint beside it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from toolkit.core.errors import UserError
from toolkit.core.incident import Event, Kind
from toolkit.usecase.incident.session import View
from toolkit.usecase.notice.beside import beside, overall, under_fields
from toolkit.usecase.notice.drawn import drawn, merged, question
from toolkit.usecase.notice.saving import UNKNOWN, Approved, Entry, Outcome, mark, save
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
        given = _given(request, view, seen) | {
            "wrong": [one.expected for one in no.problems],
            "typed": {name: shown_again(entry) for name, entry in sent.items()},
            "marks": {name: entry.was for name, entry in sent.items()},
        }
        return render(request, "notices/desk.html", given, status=UNPROCESSABLE)
    open_questions = {name: one for name, one in saved.fields.items() if one.problems or one.clashes}
    if open_questions:
        given = _given(request, saved.view, notice_of(saved.view, notice)) | {
            "outcomes": open_questions,
            "typed": {name: _not_kept(sent[name], one) for name, one in open_questions.items()},
        }
        return render(request, "notices/desk.html", given, status=UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect("desk", incident=incident, notice=notice)


@page(
    "notices/<slug:incident>/<slug:notice>/field/<slug:field>/", may=May.DRAFT, name="desk_field", methods="GET POST"
)
def desk_field(request: HttpRequest, incident: str, notice: str, field: str) -> HttpResponse:
    """One field: saved as it is typed, with everything on the page that follows from it; or as it stands (GET)."""
    view = incident_of(incident)
    seen = notice_of(view, notice)
    asked = seen.template.fields.get(field)
    if asked is None or asked.merged:
        raise Http404
    if request.method == "GET":
        return render(
            request, "notices/taken.html", _given(request, view, seen) | {"question": question(seen, asked)}
        )
    given: dict[str, Any] = {"field": asked, "now": timezone.now(), "by_script": True}
    sent = entries(request.POST, [asked], seen.notice.languages)
    try:
        saved = save(view.folder, notice, sent, said(request), voiding="voiding" in request.POST)
    except UserError as no:
        what = "approved" if isinstance(no, Approved) else "wrong"
        words = [one.expected for one in no.problems]
        return render(request, "notices/kept.html", {**given, **frame(view, seen), what: words})
    seen = notice_of(saved.view, notice)
    outcome = saved.fields.get(field, Outcome(marks={}))
    given |= {"question": question(seen, asked), "outcome": outcome, "marks": {field: outcome.marks}}
    return render(request, "notices/kept.html", _given(request, saved.view, seen) | given)


@page("notices/<slug:incident>/<slug:notice>/news/", may=May.SEE_INCIDENTS, name="desk_news")
def news(request: HttpRequest, incident: str, notice: str) -> HttpResponse:
    """What others did since the page last asked (?from= a count of its lines); 204 while nothing was done."""
    view = incident_of(incident)
    before = request.GET.get("from", "")
    lines = about(view, notice)
    seen = notice_of(view, notice)
    if before == str(len(lines)):
        return HttpResponse(status=204)
    since = lines[int(before) :] if before.isascii() and before.isdigit() else []
    changed = {
        name: one
        for one in since
        if one.kind is Kind.NOTICE_SET and one.by != request.user.get_username()
        for name in (*one.data.get("values", ()), *one.data.get("unknown", ()), *one.data.get("cleared", ()))
        if name in seen.template.fields and name not in seen.left_out
    }
    return render(request, "notices/told.html", _given(request, view, seen) | {"changed": changed})


def about(view: View, notice: str) -> list[Event]:
    """The journal's lines that tell of a notice."""
    return [one for one in view.events if one.data.get("notice") == notice]


def shown_again(entry: Entry) -> dict[str, str | None]:
    """All that was typed for a field, by slot."""
    return {**entry.words, UNKNOWN: entry.unknown}


def _not_kept(entry: Entry, outcome: Outcome) -> dict[str, str | None]:
    """What was typed in slots that could not be kept; the others show what is kept now."""
    open_slots = {*outcome.problems, *outcome.clashes}
    if UNKNOWN in open_slots:
        return shown_again(entry)
    return {slot: text for slot, text in shown_again(entry).items() if slot in open_slots}


def _given(request: HttpRequest, view: View, seen: Seen) -> dict[str, Any]:
    """What the desk shows, and what changes on it when a value does."""
    closed = view.incident.closed_at is not None
    frozen = bool(seen.notice.approvals) and "edit" not in request.GET and request.method == "GET"
    return {
        **frame(view, seen),
        "groups": drawn(seen, translation.get_language() or ""),
        "merged": merged(seen.template),
        "panes": panes(view, seen),
        "under": under_fields(seen),
        "overall": overall(seen),
        "typed": {},
        "marks": {},
        "outcomes": {},
        "by_script": False,
        "mark": mark,
        "local": local,
        "zone": zone(),
        "languages_of": seen.languages,
        "writes": May.DRAFT in request.may and not closed and not frozen,
        "frozen": frozen,
        "told": len(about(view, seen.notice.id)),
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
