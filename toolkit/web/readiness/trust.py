"""The trust statement: what customers may be told, and for the author what the evidence does not carry."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse

from reports.notices.html import html
from toolkit.core.errors import UserError
from toolkit.usecase.history import kept
from toolkit.usecase.trust.keeping import keep
from toolkit.usecase.trust.statement import Made, statement
from toolkit.web.guard import document
from toolkit.web.house import house
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

LANGUAGES = ("en", "th")


@page("readiness/trust/", may=May.SEE, name="ready_trust")
def trust(request: HttpRequest) -> HttpResponse:
    """The statement in each language, and what it leaves out."""
    made, problems = None, []
    try:
        made = _made(_language(request.GET.get("language", "en")))
    except UserError as no:
        problems = [str(one) for one in no.problems]
    given = {"made": made, "problems": problems, "tab": "trust", "language_of": request.GET.get("language", "en")}
    return render(request, "readiness/trust.html", {**given, "languages_of": LANGUAGES})


@page("readiness/trust/<str:language>/", may=May.SEE, name="ready_trust_page")
def statement_page(request: HttpRequest, language: str) -> HttpResponse:
    """The page as customers would read it: in a frame, or with `?file=1` to be taken away, and then it is kept."""
    made = _made(_language(language))
    written = html(made.document, made.letterhead, made.language, mark=made.mark)
    if "file" not in request.GET:
        return document(written)
    keep(house().settings.state, made)
    answer = HttpResponse(written, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="trust.{made.language.code}.html"'
    return answer


def _made(language: str) -> Made:
    settings, catalogue = house().settings, house().catalogue
    run = kept(house().store, None, catalogue) if house().store.run() else None
    today = datetime.now(UTC).astimezone(ZoneInfo(settings.organisation.zone)).date()
    return statement(settings, run, catalogue, language, today)


def _language(said: str) -> str:
    if said not in LANGUAGES:
        raise Http404
    return said
