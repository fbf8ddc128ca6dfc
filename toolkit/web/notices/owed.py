"""What laws ask for in an incident: who must be told by when, why, what is still to be answered, what was done."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reports.duties.words import NOT_ADVICE, due, ends, left, marks, reach_unknown, told_of, urgency
from reports.incident.times import Times
from toolkit.core.duty.question import Per
from toolkit.core.duty.standing import Row
from toolkit.core.duty.words import Audience, Standing
from toolkit.core.errors import Problem, UserError
from toolkit.usecase.duties.asking import asked
from toolkit.usecase.duties.laws import demands
from toolkit.usecase.duties.listing import Standings, worked_out
from toolkit.usecase.duties.recording import answer, met, people
from toolkit.usecase.incident.session import View
from toolkit.web.house import house
from toolkit.web.notices.found import frame, incident_of, said
from toolkit.web.notices.typed import zone
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

UNPROCESSABLE = 422
FIRST = 8
"""Questions that are asked at once; the others depend on fewer duties, or fall away."""

KINDS = {
    Audience.PEOPLE: "people-full",
    Audience.AUTHORITY: "authority-initial",
}
"""With what kind of notice a duty is usually met."""


@page("notices/<slug:incident>/duties/list/", may=May.SEE_INCIDENTS, post=May.DRAFT, name="owed", methods="GET POST")
def owed(request: HttpRequest, incident: str) -> HttpResponse:
    """The duties with their reasoning, and the questions that decide them. A POST answers, or records one as met."""
    view = incident_of(incident)
    if request.method == "GET":
        return _page(request, view)
    try:
        match request.POST.get("act"):
            case "answer":
                _answer(request, view)
                messages.success(request, _("The answer is recorded."))
            case "people":
                _people(request, view)
                messages.success(request, _("That is recorded."))
            case "met":
                _met(request, view)
                messages.success(request, _("It is recorded as met."))
    except UserError as no:
        return _page(request, view, [one.expected for one in no.problems])
    return redirect("owed", incident=incident)


def due_first(view: View, at_most: int) -> list[dict[str, Any]]:
    """The first duties whose clocks run, as rows for a page; nothing while nobody has said anything of them."""
    if not view.incident.duties.edition or view.incident.closed_at is not None:
        return []
    found = worked_out(house().settings, view)
    running = [one for one in found.rows if one.runs and told_of(one)]
    return [_row(one, found, {}) for one in sorted(running, key=urgency)[:at_most]]


def _page(request: HttpRequest, view: View, problems: Sequence[str] = ()) -> HttpResponse:
    settings = house().settings
    found = worked_out(settings, view)
    rules = {one.key: one.rules for one in demands(settings, view.folder)}
    shown = sorted(filter(told_of, found.rows), key=urgency)
    open_questions = asked(found)
    given = {
        **frame(view),
        "found": found,
        "groups": [(one, [_row(row, found, rules) for row in shown if row.standing is one]) for one in SHOWN],
        "waiting": sum(bool(reach_unknown(row)) for row in found.rows),
        "others": [row for row in found.rows if row.standing is Standing.NOT_OWED] if "all" in request.GET else [],
        "not_owed": sum(row.standing is Standing.NOT_OWED for row in found.rows),
        "questions": open_questions[:FIRST],
        "more": max(0, len(open_questions) - FIRST),
        "Per": Per,
        "places": [(name, text) for name, text in _places(view)],
        "advice": NOT_ADVICE,
        "problems": problems,
        "writes": May.DRAFT in request.may and view.incident.closed_at is None,
    }
    return render(request, "notices/owed.html", given, status=UNPROCESSABLE if problems else 200)


SHOWN = (Standing.OWED, Standing.UNDECIDED, Standing.MET)


def _row(row: Row, found: Standings, rules: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    times = Times(zone())
    return {
        "row": row,
        "due": due(row, times),
        "until": row.deadline.conservative if row.runs else None,
        "left": left(row, found.now),
        "late": (row.left(found.now) or 0) < 0,
        "ends": [*row.deadline.words, *ends(row.deadline, times)],
        "marks": marks(row),
        "kind": KINDS.get(row.duty.audience, ""),
        "rules": rules.get(row.key, ()),
    }


def _answer(request: HttpRequest, view: View) -> None:
    sent = request.POST
    key = sent.get("question", "")
    if of := sent.get("of", "").strip():
        key = f"{key}:{of}"
    text = ",".join(one for one in sent.getlist("value") if one.strip())
    before = view.incident.duties.answers.get(key)
    if before is not None and sent.get("was", "") != before.text and text != before.text:
        words = _("%(who)s answered meanwhile: %(text)s. Look at the page again, then answer.")
        raise UserError(Problem(key, "", words % {"who": before.by, "text": before.text}))
    answer(house().settings, view.folder, {key: text}, said(request, sent.get("note", "")))


def _people(request: HttpRequest, view: View) -> None:
    place, count = request.POST.get("place", "").strip().upper(), request.POST.get("count", "").strip()
    elsewhere = {"yes": False, "no": True}.get(request.POST.get("elsewhere", ""))
    counts = {place: count.replace(",", "")} if place or count else {}
    people(house().settings, view.folder, counts, said(request, request.POST.get("note", "")), everybody=elsewhere)


def _met(request: HttpRequest, view: View) -> None:
    met(
        house().settings,
        view.folder,
        request.POST.get("duty", ""),
        said(request, request.POST.get("note", "")),
        reference=request.POST.get("reference", "").strip(),
        late_because=request.POST.get("late", "").strip(),
    )


def _places(view: View) -> list[tuple[str, str]]:
    found = view.incident.duties.answers
    return [(key.partition(":")[2], one.text) for key, one in found.items() if key.startswith("residents:")]
