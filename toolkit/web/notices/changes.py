"""What is other than it was: since review, between two changes, and with the newer version of the template."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from toolkit.core.errors import UserError
from toolkit.core.incident import Kind
from toolkit.usecase.incident.session import View
from toolkit.usecase.notice.compared import compared, with_newest
from toolkit.usecase.notice.difference import judged_texts, last_judged, texts_at
from toolkit.usecase.notice.seen import Seen
from toolkit.usecase.notice.shelf import library
from toolkit.web.house import house
from toolkit.web.notices.found import frame, incident_of, notice_of
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

LISTED = 200
"""Changes that can be chosen from; the last ones."""


@page("notices/<slug:incident>/<slug:notice>/changes/", may=May.SEE_INCIDENTS, name="changes")
def changes(request: HttpRequest, incident: str, notice: str) -> HttpResponse:
    """?with=review (what was last approved or asked about), template, or a change's number; to= another's."""
    view = incident_of(incident)
    seen = notice_of(view, notice)
    newest = with_newest(seen, library(house().settings))
    judged = last_judged(seen)
    wanted = request.GET.get("with") or ("review" if judged else str(max(0, seen.notice.changes - 1)))
    problems: list[str] = []
    texts: dict[str, Any] = {}
    try:
        if wanted == "template" and newest:
            title, before, now = _("with the newer version of the template"), dict(seen.texts), dict(newest.texts)
        elif wanted == "review" and judged:
            title, before, now = _("since review"), judged_texts(view.folder, judged), dict(seen.texts)
        else:
            title, before, now = _between(request, view, seen, wanted)
        texts = compared(before, now)
    except UserError as no:
        title, problems = "", [one.expected for one in no.problems]
    given = {
        **frame(view, seen),
        "title": title,
        "texts": texts,
        "wanted": wanted,
        "to": request.GET.get("to", ""),
        "newest": newest,
        "judged": judged,
        "changes": list(_listed(view, notice))[-LISTED:],
        "problems": problems,
        "all": "all" in request.GET,
    }
    return render(request, "notices/changes.html", given, status=404 if problems else 200)


def _between(request: HttpRequest, view: View, seen: Seen, wanted: str) -> tuple[str, Any, Any]:
    old, new = _number(wanted, seen.notice.changes), _number(request.GET.get("to"), seen.notice.changes)
    title = _("from change %(old)s to change %(new)s") % {"old": old, "new": new}
    return title, texts_at(seen, view, old), texts_at(seen, view, new)


def _number(words: str | None, otherwise: int) -> int:
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 7 else otherwise


def _listed(view: View, notice: str) -> Any:
    """Every change, with who made it and of which fields."""
    number = -1
    for event in view.events:
        if event.kind in (Kind.NOTICE_DRAFTED, Kind.NOTICE_SET) and event.data.get("notice") == notice:
            number += 1
            fields = {*event.data.get("values", {}), *event.data.get("unknown", {}), *event.data.get("cleared", ())}
            yield {"number": number, "by": event.by, "at": event.occurred_at, "fields": sorted(fields)}
