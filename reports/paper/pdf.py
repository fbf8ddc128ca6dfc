"""The sheet as PDF: which sheet and page x of y at the foot of every page, no step broken where it fits on one."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from reports.inert import inert
from reports.notices.fonts import families
from reports.paper.parts import Leaf
from reports.paper.size import Size
from reports.typeset import typeset

LONG = 40
"""Signs without a space from which on a word may be broken anywhere, so that it stays on the paper."""

_BREAK = "\u200b"
_WORD = re.compile(rf"\S{{{LONG},}}")
_AFTER = re.compile(r"(?<=[/?&=,;:_.-])(?=\w)")
_RUN = re.compile(rf"[^\s{_BREAK}]{{{LONG},}}")
_EVERY = re.compile(r"(.{16})(?=.)")


def pdf(leaf: Leaf, size: Size = Size.A4) -> bytes:
    """The whole sheet. Raises `UserError` where no font on this machine has the letters of a name."""
    data = _plain(asdict(leaf))
    fonts = families(_texts(data))
    return typeset("paper.typ", {**data, "fonts": fonts, "paper": "us-letter" if size is Size.LETTER else "a4"})


def _plain(value: Any) -> Any:
    match value:
        case str():
            return _WORD.sub(lambda found: _breakable(found[0]), inert(value, len(value)))
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case tuple():
            return [_plain(one) for one in value]
    return value


def _breakable(word: str) -> str:
    """A long word with places to break it: after its punctuation, and where that is not enough anywhere."""
    parted = _AFTER.sub(_BREAK, word)
    return _RUN.sub(lambda found: _EVERY.sub(rf"\1{_BREAK}", found[0]), parted)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)
