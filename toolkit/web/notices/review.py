"""Review: asked for, said yes to, taken back. A yes is bound to exactly the bytes that were shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from toolkit.core.errors import UserError
from toolkit.core.notice.fault import Weight
from toolkit.usecase.notice.approving import approve, ask, void
from toolkit.web.house import house
from toolkit.web.notices.desk import panes
from toolkit.web.notices.found import frame, incident_of, notice_of, reviews, said
from toolkit.web.rendering import render
from toolkit.web.roles import TITLES, May, Role
from toolkit.web.route import page

UNPROCESSABLE = 422


@page("notices/<slug:incident>/<slug:notice>/review/", may=May.SEE_INCIDENTS, name="review")
def review(request: HttpRequest, incident: str, notice: str) -> HttpResponse:
    """Who must say yes, who has, and what exactly is said yes to."""
    return _page(request, incident, notice)


@page("notices/<slug:incident>/<slug:notice>/review/ask/", may=May.DRAFT, name="review_ask", methods="POST")
def asked(request: HttpRequest, incident: str, notice: str) -> HttpResponse:
    """Ask the reviewers."""
    try:
        note = request.POST.get("note", "")
        ask(house().settings, incident_of(incident).folder, notice, said(request, note))
    except UserError as no:
        return _page(request, incident, notice, no)
    messages.success(request, _("Review is asked for. Nobody is written to: tell the reviewers where it is."))
    return redirect("review", incident=incident, notice=notice)


@page("notices/<slug:incident>/<slug:notice>/review/approve/", may=May.APPROVE, name="review_approve", methods="POST")
def approved(request: HttpRequest, incident: str, notice: str) -> HttpResponse:
    """Say yes, in a role of one's own, to what the page showed."""
    role = request.POST.get("role", "")
    if role not in reviews(request):
        return _page(request, incident, notice, refused=_("You are not a reviewer in this role."))
    try:
        approve(
            house().settings,
            incident_of(incident).folder,
            notice,
            said(request, request.POST.get("note", "")),
            role=role,
            digest=request.POST.get("digest", "") or "none",
            despite=request.POST.get("despite", ""),
            vouched=True,
        )
    except UserError as no:
        return _page(request, incident, notice, no)
    messages.success(request, _("Your yes is recorded."))
    return redirect("review", incident=incident, notice=notice)


@page("notices/<slug:incident>/<slug:notice>/review/void/", may=May.APPROVE, name="review_void", methods="POST")
def voided(request: HttpRequest, incident: str, notice: str) -> HttpResponse:
    """Take every yes back, with the reason."""
    return _void(request, incident, notice)


@page("notices/<slug:incident>/<slug:notice>/review/withdraw/", may=May.DRAFT, name="review_withdraw", methods="POST")
def withdrawn(request: HttpRequest, incident: str, notice: str) -> HttpResponse:
    """The same, by whoever writes the notice."""
    return _void(request, incident, notice)


def _void(request: HttpRequest, incident: str, notice: str) -> HttpResponse:
    try:
        void(incident_of(incident).folder, notice, said(request, request.POST.get("why", "")))
    except UserError as no:
        return _page(request, incident, notice, no)
    messages.success(request, _("Every yes is taken back. It is a draft again."))
    return redirect("review", incident=incident, notice=notice)


def _page(
    request: HttpRequest, incident: str, notice: str, wrong: UserError | None = None, refused: str = ""
) -> HttpResponse:
    view = incident_of(incident)
    seen = notice_of(view, notice)
    mine = [role for role in seen.reviewers if role in reviews(request)]
    given = {
        **frame(view, seen),
        "panes": panes(view, seen),
        "mine": mine,
        "titles": {one.reviews: TITLES[one] for one in Role if one.reviews},
        "stopping": [one for one in seen.faults if one.weight is Weight.STOPS],
        "problems": [one.expected for one in wrong.problems] if wrong else [refused] if refused else [],
        "typed": {name: request.POST.get(name, "") for name in ("note", "despite", "why")},
    }
    return render(request, "notices/review.html", given, status=UNPROCESSABLE if given["problems"] else 200)
