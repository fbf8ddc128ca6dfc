"""The page: one file, no script, nothing fetched, readable by everybody. Jinja2 escapes every text and attribute."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.inert import inert
from reports.notices.grouped import grouped
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
    style = _style()
    return (
        _environment()
        .get_template("notice.html.j2")
        .render(
            document=document,
            groups=list(grouped(document.blocks)),
            letterhead=letterhead,
            logo=_logo(letterhead),
            language=language,
            others=others or {},
            banner=banner,
            mark=mark,
            style=Markup(style),  # noqa: S704 our own file
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            kinds=BlockKind,
            schemes=SCHEMES,
        )
    )


def _logo(letterhead: Letterhead | None) -> str:
    if letterhead is None or letterhead.logo_type not in ("image/png", "image/jpeg"):
        return ""
    return f"data:{letterhead.logo_type};base64,{base64.b64encode(letterhead.logo).decode()}"


def _shown(value: Any) -> Any:
    """Every expression of the template passes here, so the template cannot forget it."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return inert(value, len(value))  # nothing is ever cut from a notice
    return value


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _style() -> str:
    environment = _environment()
    return environment.loader.get_source(environment, "notice.css")[0]  # type: ignore[union-attr]
