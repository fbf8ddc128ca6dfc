"""Editing: a draft in text, judged at every save, compared, published. Never in place."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from toolkit.core.errors import UserError
from toolkit.core.notice.fault import Weight
from toolkit.usecase.editing import notices, playbooks
from toolkit.usecase.editing.draft import Draft, Of, drop, find, save
from toolkit.web.guard import document
from toolkit.web.house import house
from toolkit.web.library.pages.reading import example_of
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page


@page("library/playbooks/<str:id>/edit/", may=May.EDIT, name="playbook_edit", methods="GET POST")
def playbook(request: HttpRequest, id: str) -> HttpResponse:
    """A playbook's draft."""
    return _desk(request, Of.PLAYBOOK, id)


@page("library/notices/<str:kind>/edit/", may=May.EDIT, name="template_edit", methods="GET POST")
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """A template's draft."""
    return _desk(request, Of.NOTICE, kind)


@page("library/notices/<str:kind>/draft/<str:language>/", may=May.EDIT, name="template_draft")
def draft_example(_request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """A template's draft filled with its examples, for a frame."""
    found = find(house().settings.state, Of.NOTICE, kind)
    shelf = notices.judged(house().settings, found).shelf if found else None
    if shelf is None or language not in shelf.templates[kind].template.text:
        raise Http404
    return document(example_of(shelf, kind, language))


def _desk(request: HttpRequest, of: Of, id: str) -> HttpResponse:
    """Begin, save, publish or throw away; what somebody typed is shown again whatever goes wrong."""
    state, who = house().settings.state, request.user.get_username()
    act = request.POST.get("act", "")
    if act == "begin":
        (playbooks if of is Of.PLAYBOOK else notices).begin(house().settings, id, who)
        return redirect(request.path)
    draft = find(state, of, id)
    if draft is None:
        return redirect("playbook" if of is Of.PLAYBOOK else "template", id)
    if act == "drop":
        drop(state, of, id)
        messages.success(request, _("The draft is thrown away. What is published is as it was."))
        return redirect("library")
    problems: list[str] = []
    typed: Mapping[str, str] = draft.files
    if act in ("save", "publish"):
        typed = {name: request.POST.get(f"file:{name}", "") for name in draft.files}
        number = request.POST.get("number", "")
        try:
            draft = save(
                state, of, id, typed,
                number=int(number) if number.isdecimal() else -1, by=who, at=datetime.now(UTC),
            )  # fmt: skip
            if act == "publish":
                return _publish(request, of, draft)
            return redirect(request.path)
        except UserError as no:
            problems = [str(one) for one in no.problems]
    given = {"draft": draft, "typed": typed, "problems": problems, "of": of.value, "id": id, **_judged(of, draft)}
    return render(request, "library/desk.html", given, status=409 if problems else 200)


def _publish(request: HttpRequest, of: Of, draft: Draft) -> HttpResponse:
    who, note = request.user.get_username(), request.POST.get("note", "")
    if of is Of.PLAYBOOK:
        version = playbooks.publish(house().settings, draft, _checks(), by=who, note=note).version
    else:
        version = notices.publish(house().settings, draft, by=who, note=note).version
    messages.success(request, _("Version %(version)s is published.") % {"version": version})
    return redirect("playbook" if of is Of.PLAYBOOK else "template", draft.id)


def _judged(of: Of, draft: Draft) -> dict[str, Any]:
    """What the desk shows beside the words."""
    settings = house().settings
    if of is Of.PLAYBOOK:
        found = playbooks.judged(settings, draft, _checks())
        changes = playbooks.difference(settings, draft, found.book) if found.book else ()
        faults = [{"where": one.where, "says": one.says, "stops": not one.warning} for one in found.faults]
        return {"judged": found, "changes": changes, "faults": faults, "languages": {}}
    seen = notices.judged(settings, draft)
    faults = [
        {
            "where": f"{one.language} {one.line or ''}".strip(),
            "says": " ".join(filter(None, (one.what, one.sentence and f"“{one.sentence}”", one.do))),
            "stops": one.weight is Weight.STOPS,
        }
        for one in seen.faults
    ]
    shelf = seen.shelf
    spoken = shelf.templates[draft.id].template.text if shelf else {}
    languages = {code: shelf.languages[code].name for code in spoken} if shelf else {}
    return {
        "judged": seen,
        "changes": tuple(notices.difference(settings, draft)),
        "faults": faults,
        "languages": languages,
    }


def _checks() -> set[str]:
    catalogue = house().catalogue
    return {one.check.id for one in (*catalogue.found, *catalogue.dormant)}
