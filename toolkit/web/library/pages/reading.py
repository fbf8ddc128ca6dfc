"""What there is: playbooks and templates of notices, to read."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse

from reports.notices.html import html
from toolkit.core.errors import UserError
from toolkit.core.playbook import BACK, CLOSE, following, kind_of
from toolkit.library.difference import lines, words
from toolkit.library.notices import Shelf
from toolkit.library.noticetext import compiled, fill
from toolkit.library.playbooks import Shelved
from toolkit.usecase.editing import notices as template_drafts
from toolkit.usecase.editing.draft import Of, find
from toolkit.usecase.notice.letterhead import letterhead
from toolkit.usecase.notice.linting import examples
from toolkit.usecase.notice.shelf import library as templates
from toolkit.usecase.playbook.finding import held, named
from toolkit.usecase.playbook.published import history
from toolkit.web.guard import document
from toolkit.web.house import house
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page


@page("library/", may=May.SEE)
def library(request: HttpRequest) -> HttpResponse:
    """Everything there is."""
    settings = house().settings
    given = {
        "books": held(settings),
        "kinds": list(templates(settings).templates.values()),
        "today": datetime.now(UTC).date(),
    }
    return render(request, "library/library.html", given)


@page("library/playbooks/<str:id>/", may=May.SEE, name="playbook")
def playbook(request: HttpRequest, id: str) -> HttpResponse:
    """One playbook to read from the first step to the last; `?version=` an earlier one."""
    settings = house().settings
    version = request.GET.get("version", "")
    book = _named(f"{id}@{version}" if version else id)
    steps = book.playbook.step
    given = {
        "book": book,
        "after": following(book.playbook),
        "numbers": {one.id: number for number, one in enumerate(steps, 1)} | {CLOSE: "", BACK: ""},
        "kind_of": kind_of,
        "versions": history(settings, id),
        "version": version,
        "draft": find(settings.state, Of.PLAYBOOK, id),
        "today": datetime.now(UTC).date(),
    }
    return render(request, "library/playbook.html", given)


@page("library/playbooks/<str:id>/compare/", may=May.SEE, name="playbook_compare")
def compare(request: HttpRequest, id: str) -> HttpResponse:
    """Two versions of one playbook."""
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    first, second = (_named(f"{id}@{one}" if one else id) for one in (old, new))
    said = {
        "words": list(words(first.playbook, second.playbook)),
        "lines": list(lines(first.playbook, second.playbook)),
    }
    given = {"id": id, "first": first, "second": second, "versions": history(house().settings, id), **said}
    return render(request, "library/compare.html", given)


@page("library/notices/<str:kind>/", may=May.SEE, name="template")
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind of notice, filled with its examples, in each language."""
    settings = house().settings
    shelf = templates(settings)
    if kind not in shelf.templates:
        raise Http404
    given = {
        "one": shelf.templates[kind],
        "languages": {code: shelf.languages[code].name for code in shelf.templates[kind].template.text},
        "versions": template_drafts.history(settings, kind),
        "draft": find(settings.state, Of.NOTICE, kind),
        "today": datetime.now(UTC).date(),
    }
    return render(request, "library/template.html", given)


@page("library/notices/<str:kind>/in/<str:language>/", may=May.SEE, name="template_example")
def example(_request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The document alone, for a frame."""
    settings = house().settings
    shelf = templates(settings)
    if kind not in shelf.templates or language not in shelf.templates[kind].template.text:
        raise Http404
    return document(example_of(shelf, kind, language))


def example_of(shelf: Shelf, kind: str, language: str) -> str:
    """A kind filled with its examples, as a page."""
    one = shelf.templates[kind].template
    spoken = shelf.languages[language]
    filled = fill(compiled(one.text[language]), one, spoken, examples(one))
    return html(filled, None if one.limit else letterhead(house().settings), spoken)


def _named(word: str) -> Shelved:
    try:
        return named(house().settings, word)
    except UserError as no:
        if word.endswith(".toml") or "/" in word:
            raise Http404 from no
        raise
