"""The weakest path as a line with stops, measured here and drawn by the page's template.

SVG text does not wrap, so it is wrapped by counting; the page holds a wide and a narrow drawing and
shows the one that fits.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from reports.identity import Key, anchor
from reports.inert import line
from reports.view import Route

LINE = 20
"""Height of a line of text, in the units of the drawing (one CSS pixel at full size)."""


@dataclass(frozen=True, slots=True)
class Style:
    """How wide the drawing is, how many letters fit its text column, and whether numbers stand beside it."""

    name: str
    width: int
    columns: int
    beside: bool


WIDE = Style("wide", 640, 60, beside=True)
NARROW = Style("narrow", 330, 36, beside=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of text at a height."""

    y: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place the attacker stands at."""

    y: int
    kind: str
    label: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A step between two stops. The easier, the thicker; `link` leads to what makes it so easy."""

    number: int
    top: int
    bottom: int
    thick: float
    ease: str
    grade: str
    points: str
    said: tuple[Words, ...]
    figures: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything the template needs to draw it."""

    style: Style
    height: int
    stops: tuple[Stop, ...]
    hops: tuple[Hop, ...]


def within_page(key: Key) -> str:
    """Where a page that lists findings has this one."""
    return f"#{anchor(key)}"


def draw(
    route: Route,
    style: Style,
    listed: Collection[Key],
    prize: str = "",
    link: Callable[[Key], str] = within_page,
) -> Drawing:
    """Lay the route out from top to bottom. `prize` says under the last stop what is kept there."""
    stops, hops, y = [], [], 24
    stops.append(_stop(y, "start", [words_first(route.start)], style))
    for leg in route.legs:
        top = y
        y = stops[-1].label[-1].y + 30
        said = tuple(_lines(leg.sentence, style.columns, 5, y))
        figures = said[0].y if style.beside else said[-1].y + LINE
        y = max(said[-1].y, figures) + 40
        hops.append(
            Hop(
                number=leg.number,
                top=top,
                bottom=y,
                thick=round(2 + 8 * min(1.0, max(0.0, leg.step.probability)), 1),
                ease=f"{leg.step.probability:.2f}",
                grade=_grade(leg.step.probability),
                points=leg.points,
                said=said,
                figures=figures,
                link=next((link(one.key) for one in (*leg.evidence, *leg.unseen) if one.key in listed), ""),
            )
        )
        last = leg is route.legs[-1]
        label = [route.store, prize] if last and prize else [route.store if last else leg.end]
        stops.append(_stop(y, "prize" if last else "stop", label, style))
    return Drawing(style=style, height=stops[-1].label[-1].y + 18, stops=tuple(stops), hops=tuple(hops))


def words_first(text: str) -> str:
    """With a capital."""
    return text[:1].upper() + text[1:]


def wrapped(text: str, columns: int, most: int) -> list[str]:
    """Lines of at most so many letter widths (capitals and wide scripts count more), cut after `most`."""
    lines = [""]
    for word in _chunks(line(text, 600), columns):
        if lines[-1] and _width(lines[-1]) + 1 + _width(word) > columns:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][: int(columns / 1.4)].rstrip() + "…"
    return lines


def _stop(y: int, kind: str, label: list[str], style: Style) -> Stop:
    lines: list[Words] = []
    for text in label:
        below = lines[-1].y + LINE if lines else y + 5
        lines += _lines(text, style.columns, 2, below)
    return Stop(y=y, kind=kind, label=tuple(lines))


def _lines(text: str, columns: int, most: int, y: int) -> Iterator[Words]:
    for at, said in enumerate(wrapped(text, columns, most)):
        yield Words(y=y + at * LINE, text=said)


def _chunks(text: str, columns: int) -> Iterator[str]:
    for word in text.split():
        piece = ""
        for char in word:
            if _width(piece + char) > columns:
                yield piece
                piece = ""
            piece += char
        yield piece


def _width(text: str) -> float:
    return sum(map(_letter, text))


def _letter(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 1.4 if char.isupper() or char in "mw@%—" else 1


def _grade(ease: float) -> str:
    return "easy" if ease >= 0.7 else "middling" if ease >= 0.3 else "hard"
