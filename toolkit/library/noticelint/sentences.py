"""Sentences of a text, where its language marks them."""

import re
from collections.abc import Iterator

from toolkit.core.notice import Block, Piece

_END = re.compile(r"(?<=[.!?])[”\"')]*\s+(?=[A-ZÀ-Þ0-9“\"'(])")
_SHORT = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Ltd|Inc|Co|No|e\.g|i\.e)\.$")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences. A language without such marks (Thai) gives one for each paragraph."""
    found: list[str] = []
    for part in _END.split(text):
        if found and _SHORT.search(found[-1]):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return tuple(one.strip() for one in found if one.strip())


def with_fields(block: Block) -> Iterator[tuple[str, frozenset[str]]]:
    """The sentences of a block, each with the fields that stand in it."""
    at, spans = 0, []
    for piece in block.pieces:
        spans.append((at, at + len(piece.text), piece))
        at += len(piece.text)
    text, begin = block.text, 0
    for sentence in sentences(text):
        start = text.find(sentence.split(" ", maxsplit=1)[0], begin)
        end = min(start + len(sentence), len(text))
        yield sentence, frozenset(piece.field for piece in _within(spans, start, end) if piece.field)
        begin = end


def _within(spans: list[tuple[int, int, Piece]], start: int, end: int) -> Iterator[Piece]:
    yield from (piece for first, last, piece in spans if first < end and last > start)
