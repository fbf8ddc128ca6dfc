"""Telling them: the plan, a test to oneself, the sending with its progress, a pause, what is in doubt, the ledger."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toolkit.core.dispatch import Channel, State
from toolkit.core.errors import Problem, UserError
from toolkit.store.notified import ledger
from toolkit.usecase.dispatch import campaign
from toolkit.usecase.dispatch.listed import there
from toolkit.usecase.dispatch.people import place
from toolkit.usecase.dispatch.planning import Asked
from toolkit.usecase.dispatch.sending import PAUSED
from toolkit.usecase.dispatch.trying import try_out, went
from toolkit.usecase.incident.session import View
from toolkit.web.house import house
from toolkit.web.notices import sender
from toolkit.web.notices.found import frame, incident_of, said
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

UNPROCESSABLE = 422


@page("notices/<slug:incident>/people/plan/", may=May.SEND, name="sending")
def sending(request: HttpRequest, incident: str) -> HttpResponse:
    """Who gets what by which channel, what stands in the way, how far it is."""
    return _page(request, incident_of(incident))


@page("notices/<slug:incident>/people/progress/", may=May.SEND, name="sending_progress")
def progress(request: HttpRequest, incident: str) -> HttpResponse:
    """How far it is, as a part of the page that asks again while it runs."""
    view = incident_of(incident)
    return render(request, "notices/progress.html", {**frame(view), **_far(view)})


@page("notices/<slug:incident>/people/test/", may=May.SEND, name="sending_test", methods="POST")
def test(request: HttpRequest, incident: str) -> HttpResponse:
    """Each notice in each language to one address, marked as a test."""
    view = incident_of(incident)
    to = request.POST.get("to", "").strip()
    try:
        answers = list(try_out(house().settings, view.folder, to, at=datetime.now(UTC)))
    except UserError as no:
        return _page(request, view, [one.expected for one in no.problems])
    good = sum(went(answer) for _id, _code, answer in answers)
    words = _("%(good)s of %(all)s test mails were taken by the server.")
    messages.success(request, words % {"good": good, "all": len(answers)})
    return redirect("sending", incident=incident)


@page("notices/<slug:incident>/people/send/", may=May.SEND, name="sending_send", methods="POST")
def send(request: HttpRequest, incident: str) -> HttpResponse:
    """Begin, or go on: the plan that was shown and no other."""
    view = incident_of(incident)
    try:
        _as_shown(view, request.POST.get("shown", ""))
        sender.start(
            house(), view.folder, by=request.user.get_username(), despite=request.POST.get("despite", "").strip()
        )
    except UserError as no:
        return _page(request, view, [one.expected for one in no.problems])
    return redirect("sending", incident=incident)


@page("notices/<slug:incident>/people/steer/", may=May.SEND, name="sending_steer", methods="POST")
def steer(request: HttpRequest, incident: str) -> HttpResponse:
    """Pause, let it go on, say what became of what is in doubt."""
    view = incident_of(incident)
    who = said(request, request.POST.get("note", ""))
    try:
        match request.POST.get("act"):
            case "pause":
                campaign.pause(view.folder, who)
                messages.success(request, _("Paused. Whoever is sending stops after the mail in hand."))
            case "resume":
                campaign.resume(view.folder, who)
                messages.success(request, _("It may go on."))
            case "again" | "went-out" as act:
                _after, count = campaign.decide(view.folder, who, (), resend=act == "again")
                messages.success(request, ngettext("%(n)s was decided.", "%(n)s were decided.", count) % {"n": count})
    except UserError as no:
        return _page(request, view, [one.expected for one in no.problems])
    return redirect("sending", incident=incident)


def _as_shown(view: View, shown: str) -> None:
    plan = campaign.look_ahead(house().settings, view.folder, Asked())[1]
    if shown != _mark(plan):
        raise UserError(Problem("plan", "", _("The plan is another by now. Look at it again before you send.")))


def _mark(plan: Any) -> str:
    """Of what the plan would do: another list, notice or channel has another."""
    lines = [(one.letter, one.laws, one.language, one.channel, one.count) for one in plan.lines]
    versions = [(one.notice.id, one.digest) for one in plan.going.each()]
    return hashlib.sha256(repr((lines, versions, plan.people, plan.doubts)).encode()).hexdigest()[:24]


def _page(request: HttpRequest, view: View, problems: list[str] | None = None) -> HttpResponse:
    given: dict[str, Any] = {**frame(view), "plan": None, "why": "", "mark": "", "problems": problems or []}
    if there(view.folder):
        given |= _far(view)
        try:
            given["plan"] = plan = campaign.look_ahead(house().settings, view.folder, Asked())[1]
            given["mark"] = _mark(plan)
            given["letters"], given["texts"] = plan.waiting(Channel.LETTER), plan.waiting(Channel.SMS)
            given["mails"] = plan.waiting(Channel.MAIL)
        except UserError as no:
            given["why"] = "; ".join(one.expected for one in no.problems)
    return render(request, "notices/sending.html", given, status=UNPROCESSABLE if problems else 200)


def _far(view: View) -> dict[str, Any]:
    """How far it is, from the ledger."""
    if not there(view.folder):
        nothing = {"people": 0, "done": 0, "all": 0, "states": {}, "tally": []}
        return {**nothing, "running": False, "paused": "", "last": ""}
    with ledger(place(view.folder)) as book:
        counts = book.counts()
        tally = book.tally()
        people, paused = book.people(), book.meta(PAUSED)
    states: dict[str, int] = {}
    for (state, _channel), number in counts.items():
        states[state] = states.get(state, 0) + number
    mail = {state: number for (state, channel), number in counts.items() if channel == Channel.MAIL}
    open_mails = mail.get(State.PLANNED, 0) + mail.get(State.PROMISED, 0)
    return {
        "running": sender.runs(view.folder),
        "people": people,
        "done": sum(mail.values()) - open_mails,
        "all": sum(mail.values()),
        "states": states,
        "paused": paused,
        "last": sender.said(view.folder),
        "tally": tally,
    }
