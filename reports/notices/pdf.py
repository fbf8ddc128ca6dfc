"""The letter on paper as PDF, one or many letters in a file."""

from collections.abc import Sequence
from typing import Any

from reports.inert import inert
from reports.notices.fonts import families
from reports.notices.grouped import grouped
from reports.notices.html import SCHEMES
from reports.typeset import typeset
from toolkit.core.notice import Document, Language, Letterhead, Piece

PAPER = "a4"


def pdf(
    documents: Sequence[Document],
    letterhead: Letterhead | None,
    language: Language,
    *,
    addresses: Sequence[Sequence[str]] = (),
    paper: str = PAPER,
    mark: str = "",
) -> bytes:
    """The letters, each beginning on a page of its own with page 1; the same input gives the same bytes.

    `addresses`: lines for the window of each letter's envelope (DIN 5008 B, ISO 269 DL); none: without.
    `mark`: for the file's metadata, where it came from.
    Raises `UserError` where no font on this machine has the letters.
    """
    data = _data(documents, letterhead, language, addresses) | {"paper": paper, "keywords": [mark] if mark else []}
    return typeset("notice.typ", data)


def _data(
    documents: Sequence[Document],
    letterhead: Letterhead | None,
    language: Language,
    addresses: Sequence[Sequence[str]],
) -> dict[str, Any]:
    head = _head(letterhead) if letterhead else None
    texts = [piece.text for one in documents for piece in one.pieces()]
    texts += [line for address in addresses for line in address]
    return {
        "title": inert(documents[0].title, 500) or language.name,
        "author": letterhead.name if letterhead else "",
        "lang": language.code.partition("-")[0],
        "rtl": language.direction == "rtl",
        "page": language.words.get("page", ""),
        "of": language.words.get("of", "/"),
        "fonts": families(
            [*texts, *language.words.values(), *(head or {}).get("lines", ()), letterhead.name if letterhead else ""]
        ),
        "letterhead": head,
        "logo": list(letterhead.logo) if letterhead and letterhead.logo else None,
        "addresses": [[inert(line, len(line)) for line in address] for address in addresses],
        "letters": [
            [
                {"kind": kind.value, "blocks": [list(map(_piece, block.pieces)) for block in blocks]}
                for kind, blocks in grouped(one.blocks)
            ]
            for one in documents
        ],
    }


def _head(letterhead: Letterhead) -> dict[str, Any]:
    lines = (letterhead.address, letterhead.phone, letterhead.mail, letterhead.website)
    return {"name": letterhead.name, "lines": [one for one in lines if one]}


def _piece(piece: Piece) -> dict[str, Any]:
    href = piece.href if piece.href.startswith(SCHEMES) else ""
    return {
        "text": inert(piece.text, len(piece.text)),
        "strong": piece.strong,
        "missing": piece.missing,
        "href": href,
    }
