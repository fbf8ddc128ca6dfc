"""Many notices that differ in their recipients' fields alone: set once, printed a hundred thousand times.

The document is rendered with marks where those fields stand, cut at the marks, and joined again for each recipient. Memory does
not grow with the number of recipients; there is one cut form for each set of fields that a recipient can have.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape

from reports.notices.html import html
from reports.notices.text import text
from toolkit.core.notice import Block, Document, Language, Letterhead

_MARK = re.compile("\ue000([a-z0-9_]+)\ue001")

Shape = Callable[[frozenset[str]], Document]
"""The document for recipients who have these fields."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One recipient's notice."""

    title: str
    text: str
    html: str


class Press:
    """Prints one approved notice in one language."""

    def __init__(self, shape: Shape, letterhead: Letterhead | None, language: Language) -> None:
        self._shape, self._letterhead, self._language = shape, letterhead, language
        self._forms: dict[frozenset[str], tuple[list[str], list[str], list[str]]] = {}

    def printed(self, recipient: Mapping[str, str]) -> Printed:
        """The notice for a recipient with these fields. Raises `ValueError` for a value that cannot be printed."""
        for name, value in recipient.items():
            if not value.isprintable():
                raise ValueError(f"{name} has characters that cannot be printed")
        title, plain, page = self._form(frozenset(name for name, value in recipient.items() if value))
        escaped = {name: escape(value) for name, value in recipient.items()}
        return Printed(_joined(title, recipient), _joined(plain, recipient), _joined(page, escaped))

    def _form(self, names: frozenset[str]) -> tuple[list[str], list[str], list[str]]:
        if names not in self._forms:
            document = _marked(self._shape(names))
            page = html(document, self._letterhead, self._language)
            self._forms[names] = (_cut(document.title), _cut(text(document)), _cut(page))
        return self._forms[names]


def _marked(document: Document) -> Document:
    return replace(document, blocks=tuple(map(_marked_block, document.blocks)))


def _marked_block(block: Block) -> Block:
    pieces = tuple(
        replace(piece, text=f"\ue000{piece.field}\ue001", merged=False) if piece.merged else piece
        for piece in block.pieces
    )
    return replace(block, pieces=pieces)


def _cut(form: str) -> list[str]:
    """Text and names of fields in turn."""
    return _MARK.split(form)


def _joined(form: list[str], values: Mapping[str, str]) -> str:
    if len(form) == 1:
        return form[0]
    parts = form.copy()
    parts[1::2] = [values[name] for name in form[1::2]]
    return "".join(parts)
