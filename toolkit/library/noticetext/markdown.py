"""The few things of Markdown that a notice needs: title, headings, paragraphs, lists, strong words."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from toolkit.core.notice import BlockKind

_HEADINGS = {"h1": BlockKind.TITLE, "h2": BlockKind.HEADING, "h3": BlockKind.SUBHEADING}
_LISTS = {"bullet_list_open": BlockKind.ITEM, "ordered_list_open": BlockKind.STEP}


@dataclass(frozen=True, slots=True)
class Raw:
    """A block whose text still holds marks. `runs`: text, and whether it is strong."""

    kind: BlockKind
    runs: tuple[tuple[str, bool], ...]
    line: int
    """From 0, in the text that was parsed."""


def blocks(text: str) -> Iterator[Raw]:
    """The blocks of a text in their order."""
    lists: list[BlockKind] = []
    heading = None
    for token in _parser().parse(text):
        if token.type in _LISTS:
            lists.append(_LISTS[token.type])
        elif token.type.endswith("_list_close"):
            lists.pop()
        elif token.type == "heading_open":
            heading = _HEADINGS.get(token.tag, BlockKind.SUBHEADING)
        elif token.type == "inline":
            kind = heading or (lists[-1] if lists else BlockKind.PARAGRAPH)
            heading = None
            yield Raw(kind, tuple(_runs(token)), token.map[0] if token.map else 0)


def _runs(inline: Token) -> Iterator[tuple[str, bool]]:
    strong = 0
    for token in inline.children or ():
        match token.type:
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "softbreak" | "hardbreak":
                yield " ", strong > 0
            case _ if token.content:
                yield token.content, strong > 0


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("zero").enable(["heading", "list", "emphasis", "newline", "escape"])
