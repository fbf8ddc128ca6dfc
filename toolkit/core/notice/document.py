"""A notice as a sequence of blocks: what every format is made from, so that all say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """Neighbouring items, and neighbouring steps, are one list."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    STEP = "step"
    """An item of a numbered list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. `field`: the field it came from; the template's own words have none."""

    text: str
    field: str = ""
    strong: bool = False
    href: str = ""
    missing: bool = False
    """In a draft: a value that is still to be given."""
    unknown: bool = False
    """A value that is said to be not yet known."""
    merged: bool = False
    """Put in for each recipient; `text` then stands for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading or item."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    line: int
    """In the template, from 1."""
    under: frozenset[str] = frozenset()
    """Fields on whose being given it depends that this is printed at all."""

    @property
    def text(self) -> str:
        """All of it, plain."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def fields(self) -> frozenset[str]:
        """Fields that it shows or depends on."""
        return self.under | {piece.field for piece in self.pieces if piece.field}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A notice in one language."""

    language: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        """Its title; empty for one that has none, like a text message."""
        return next((one.text for one in self.blocks if one.kind is BlockKind.TITLE), "")

    @property
    def headings(self) -> tuple[str, ...]:
        """Its headings in their order."""
        return tuple(one.text for one in self.blocks if one.kind is BlockKind.HEADING)

    @property
    def fields(self) -> frozenset[str]:
        """Every field that it shows."""
        return frozenset(piece.field for one in self.blocks for piece in one.pieces if piece.field)

    def pieces(self) -> Iterator[Piece]:
        """All of them in order."""
        for one in self.blocks:
            yield from one.pieces
