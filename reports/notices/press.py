"""Many notices that differ in their recipients' fields alone: set once, printed a hundred thousand times.

The document is rendered with marks where those fields stand, cut at the marks, and joined again for each recipient.
Memory does not grow with the number of recipients; there is one cut form for each set of fields that one can have.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape

from reports.inert import plain
from reports.notices.html import html
from reports.notices.text import text
from toolkit.core.notice import Block, Document, Language, Letterhead

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
        self.judge(recipient)
        title, bare, page = self.form(frozenset(name for name, value in recipient.items() if value))
        escaped = {name: escape(value) for name, value in recipient.items()}
        return Printed(_joined(title, recipient), _joined(bare, recipient), _joined(page, escaped))

    @staticmethod
    def judge(recipient: Mapping[str, str]) -> None:
        """Raises `ValueError` for a value that cannot be printed."""
        for name, value in recipient.items():
            if not plain(value):
                raise ValueError(f"{name} has characters that cannot be printed")

    def form(self, names: frozenset[str]) -> tuple[list[str], list[str], list[str]]:
        """Title, text and page for recipients with these fields: what is the same in all, and names, in turn."""
        if names not in self._forms:
            bare = self._shape(names)
            # A text cannot hold its own hash, so nothing in it can pass for a mark.
            key = hashlib.sha256(repr(bare).encode("utf-8", "replace")).hexdigest()[:24]
            document = _marked(bare, key)
            mark = re.compile(rf"\[{key}:([a-z0-9_]+)\]")
            forms = (document.title, text(document), html(document, self._letterhead, self._language))
            title, words, page = map(mark.split, forms)
            self._forms[names] = (title, words, page)
        return self._forms[names]


def with_recipient(document: Document, recipient: Mapping[str, str]) -> Document:
    """The document with one recipient's fields in their places, for formats that are made one by one."""
    blocks = []
    for block in document.blocks:
        pieces = tuple(
            replace(one, text=recipient[one.field], merged=False) if one.merged and one.field in recipient else one
            for one in block.pieces
        )
        blocks.append(replace(block, pieces=pieces))
    return replace(document, blocks=tuple(blocks))


def _marked(document: Document, key: str) -> Document:
    return replace(document, blocks=tuple(_marked_block(block, key) for block in document.blocks))


def _marked_block(block: Block, key: str) -> Block:
    pieces = tuple(
        replace(piece, text=f"[{key}:{piece.field}]", merged=False) if piece.merged else piece
        for piece in block.pieces
    )
    return replace(block, pieces=pieces)


def _joined(form: list[str], values: Mapping[str, str]) -> str:
    """Text and names of fields stand in turn."""
    if len(form) == 1:
        return form[0]
    parts = form.copy()
    parts[1::2] = [values[name] for name in form[1::2]]
    return "".join(parts)
