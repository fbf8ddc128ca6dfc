"""The page: one file, no script, nothing fetched, readable by everybody. Jinja2 escapes every text and attribute."""

import base64
from collections.abc import Mapping

from reports.notices.grouped import grouped
from reports.whole import style, whole
from toolkit.core.notice import BlockKind, Document, Language, Letterhead

SCHEMES = ("https://", "mailto:", "tel:")
"""Where a link may lead. Anything else is shown as text."""


def html(
    document: Document,
    letterhead: Letterhead | None,
    language: Language,
    *,
    others: Mapping[str, tuple[str, Language]] | None = None,
    banner: str = "",
    mark: str = "",
) -> str:
    """The notice as a page.

    `letterhead`: None for what stands on a page that has its own, or must be short. `others`: address and language of
    the same notice in other languages. `banner`: what to say above it, as of a draft.
    `mark`: for its metadata, where it came from.
    """
    return whole(
        "notice.html.j2",
        style("notice.css"),
        document=document,
        groups=list(grouped(document.blocks)),
        letterhead=letterhead,
        logo=_logo(letterhead),
        language=language,
        others=others or {},
        banner=banner,
        mark=mark,
        kinds=BlockKind,
        schemes=SCHEMES,
    )


def _logo(letterhead: Letterhead | None) -> str:
    if letterhead is None or letterhead.logo_type not in ("image/png", "image/jpeg"):
        return ""
    return f"data:{letterhead.logo_type};base64,{base64.b64encode(letterhead.logo).decode()}"
