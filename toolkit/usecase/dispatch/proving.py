"""Proof that one person was told: what, in which version, when, by which channel and why, and the server's answer."""

import json
from pathlib import Path

from reports.notices.html import html
from reports.notices.text import text
from toolkit.config.settings import Settings
from toolkit.core.dispatch.proof import Proof, Version
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Event, Kind
from toolkit.core.notice import Document
from toolkit.store.notified import ledger
from toolkit.usecase.dispatch.people import place
from toolkit.usecase.incident.session import look
from toolkit.usecase.notice.letterhead import letterhead
from toolkit.usecase.notice.shelf import kept_bytes, library

APPROVED = Kind.NOTICE_APPROVED


def proof(folder: Path, key: str) -> Proof:
    """What is known of one person. Raises `UserError` for nobody of this key, and when what was approved is gone."""
    view = look(folder)
    with ledger(place(folder)) as book:
        found = book.person(key)
        if found is None:
            raise UserError(Problem("--person", "", f"nobody on the list is {key[:60]!r}"))
        tellings = tuple(book.of_person(key))
    wanted = {(one.version, one.language) for one in tellings if one.version}
    return Proof(
        incident=view.incident,
        head=view.head,
        person=found[1],
        tellings=tellings,
        versions={pair: _version(folder, view.events, *pair) for pair in sorted(wanted)},
    )


def _version(folder: Path, events: tuple[Event, ...], digest: str, language: str) -> Version:
    said = json.loads(kept_bytes(folder, digest))
    return Version(
        notice=said["notice"],
        digest=digest,
        text=said["texts"].get(language, ""),
        approvals=tuple(one for one in events if one.kind is APPROVED and one.data.get("digest") == digest),
    )


def rendered(settings: Settings, document: Document, ending: str) -> bytes:
    """A proof as a file of this ending. Raises `UserError` for another ending, and where a font is missing."""
    language = library(settings).languages[document.language]
    head = letterhead(settings)
    match ending:
        case ".txt":
            return text(document).encode()
        case ".html":
            return html(document, head if head.name else None, language).encode()
        case ".pdf":
            from reports.notices.pdf import pdf  # noqa: PLC0415 typst loads when a PDF is asked for

            return pdf([document], head if head.name else None, language)
    raise UserError(Problem("--out", "", f"expected a name ending in .pdf, .html or .txt, not {ending[:20]!r}"))
