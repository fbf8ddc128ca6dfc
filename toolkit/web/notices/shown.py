"""The notice exactly as it goes out: in frames side by side, and as files."""

import base64
import hashlib
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from reports.notices.html import html
from toolkit.core.notice import Limit
from toolkit.usecase.notice.rendering import Format, issue
from toolkit.usecase.notice.rendering import preview as page_of
from toolkit.usecase.notice.seen import Seen
from toolkit.web.guard import framed
from toolkit.web.house import house
from toolkit.web.notices.desk import panes
from toolkit.web.notices.found import frame, incident_of, notice_of, other_of, said
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

TYPES = {
    Format.TEXT: "text/plain; charset=utf-8",
    Format.HTML: "application/octet-stream",
    Format.WEB: "application/octet-stream",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.EML: "message/rfc822",
}
"""A page is a file here, to be kept and not to be opened under our own name."""

NAMES = {
    Format.DOCX: "Word",
    Format.PDF: "PDF",
    Format.EML: "mail (EML)",
    Format.HTML: "HTML",
    Format.WEB: "website",
    Format.TEXT: "text",
}


@page("notices/<slug:incident>/<slug:notice>/shown/", may=May.SEE_INCIDENTS, name="shown")
def shown(request: HttpRequest, incident: str, notice: str) -> HttpResponse:
    """Every version in every language, side by side."""
    view = incident_of(incident)
    seen = notice_of(view, notice)
    given = {**frame(view, seen), "panes": panes(view, seen), "sms": Limit.SMS, "Format": Format, "names": NAMES}
    return render(request, "notices/shown.html", given)


@page("notices/<slug:incident>/<slug:notice>/shown/<slug:version>/<slug:language>/", may=May.SEE_INCIDENTS)
def shown_page(request: HttpRequest, incident: str, notice: str, version: str, language: str) -> HttpResponse:
    """One of them, for a frame: the bytes that go out, inert. `version`: own, or other for its short or full one."""
    del request
    view = incident_of(incident)
    seen = notice_of(view, notice)
    if version == "other":
        other = other_of(view, seen)
        if other is None:
            raise Http404
        seen = other.seen
    elif version != "own":
        raise Http404
    if language not in seen.notice.languages:
        raise Http404
    document = page_of(seen, language) or _message(seen, language)
    return framed(HttpResponse(document), _style_hash(document))


@page(
    "notices/<slug:incident>/<slug:notice>/file/<slug:language>/<slug:format>/", may=May.SEE_INCIDENTS, methods="POST"
)
def notice_file(request: HttpRequest, incident: str, notice: str, language: str, format: str) -> HttpResponse:
    """A file to take away, with a line in the journal. What is not approved is marked as a draft."""
    view = incident_of(incident)
    seen = notice_of(view, notice)
    if language not in seen.notice.languages or format not in set(Format):
        raise Http404
    wanted = Format(format)
    _after, made = issue(
        house().settings,
        view.folder,
        notice,
        said(request),
        formats=(wanted,),
        languages=(language,),
        draft=bool(seen.lacking),
    )
    if not made:
        raise Http404
    answer = HttpResponse(made[0].content, content_type=TYPES[wanted])
    before = f"{_('DRAFT')}-" if seen.lacking else ""
    answer["Content-Disposition"] = f'attachment; filename="{_plain(before + incident + "." + made[0].name)}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _message(seen: Seen, language: str) -> str:
    """A text message has no page; its bubble is one."""
    return html(seen.documents[language], None, seen.languages[language])


def _style_hash(document: str) -> str:
    """Of the one style that our own document has."""
    style = re.search(r"<style>(.*?)</style>", document, re.DOTALL)
    return base64.b64encode(hashlib.sha256((style[1] if style else "").encode()).digest()).decode()


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)
