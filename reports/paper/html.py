"""The sheet as one page without script or anything fetched; it prints as the PDF does."""

from reports.inert import coded, line
from reports.paper.parts import Leaf
from reports.paper.size import Size
from reports.whole import style, whole


def html(leaf: Leaf, size: Size = Size.A4) -> str:
    """The whole sheet."""
    return whole("paper.html.j2", _styled(leaf.mark, size), leaf=leaf, coded=coded)


def _styled(mark: str, size: Size) -> str:
    foot = f'@page {{ size: {size}; @bottom-left {{ content: "{_css(mark)}"; }} }}'
    return f"{style('paper.css')}\n{foot}\n"


def _css(text: str) -> str:
    """A text as it may stand between quotes in a style: all but plain letters and digits by their numbers."""
    safe = line(text)
    return "".join(one if one.isascii() and one.isalnum() else f"\\{ord(one):06x}" for one in safe)
