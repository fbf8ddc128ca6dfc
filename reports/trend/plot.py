"""Both curves over time, measured here and drawn by the page's template; a wide and a narrow drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate

from toolkit.core.trend import Point, Trend

DOTS = 40
"""Runs above which the line has no dots."""


@dataclass(frozen=True, slots=True)
class Style:
    """Size of a drawing in its own units, one CSS pixel at full size; `dates` is how many stand below it."""

    name: str
    width: int
    height: int
    dates: int


WIDE = Style("wide", 920, 280, 5)
NARROW = Style("narrow", 330, 230, 2)

LEFT, RIGHT, TOP, BOTTOM = 34, 12, 30, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One run. `whole` is False where it could not be restated."""

    x: float
    y: float
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line and its label at one height or place."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where tables, formulas or checks changed."""

    x: float
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Everything the template needs to draw it. Lines are the `points` of SVG's polyline."""

    style: Style
    reported: str
    restated: tuple[str, ...]
    dots: tuple[Dot, ...]
    scores: tuple[Tick, ...]
    dates: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    left: int = LEFT
    right: int
    top: int = TOP
    bottom: int


def plot(found: Trend, style: Style) -> Plot:
    """Lay the curves out: scores from 0 to 100 upwards, time to the right, in the order of the runs."""
    right, bottom = style.width - RIGHT, style.height - BOTTOM
    across = _across(found.points, LEFT + 6, right - 6)
    high = {at: bottom - (bottom - TOP) * at / 100 for at in (0, 25, 50, 75, 100)}
    reported = [(x, _up(point.reported, bottom)) for x, point in zip(across, found.points, strict=True)]
    return Plot(
        style=style,
        reported=_line(reported),
        restated=tuple(_pieces(found.points, across, bottom)),
        dots=tuple(
            Dot(x=x, y=y, whole=point.restated is not None)
            for (x, y), point in zip(reported, found.points, strict=True)
            if len(found.points) <= DOTS or point.restated is None
        ),
        scores=tuple(Tick(at=y, label=str(at), anchor="end") for at, y in high.items()),
        dates=tuple(_dates(found.points, across, style.dates)),
        marks=tuple(
            Mark(x=x, number=number)
            for number, x in enumerate((x for x, point in zip(across, found.points, strict=True) if point.changed), 1)
        ),
        right=right,
        bottom=bottom,
    )


def described(found: Trend) -> str:
    """The plot in words, for those who do not see it."""
    first, last = found.points[0], found.points[-1]
    scores = [point.reported for point in found.points]
    said = (
        f"As reported the score went from {first.reported:.1f} in run {first.run} to {last.reported:.1f} in run "
        f"{last.run}, between {min(scores):.1f} and {max(scores):.1f}."
    )
    known = [point for point in found.points if point.restated is not None]
    if not known:
        return f"{said} No run could be restated."
    said += (
        f" Restated with today's model it went from {known[0].restated:.1f} in run {known[0].run} to "
        f"{known[-1].restated:.1f} in run {known[-1].run}."
    )
    changed = [str(point.run) for point in found.points if point.changed]
    return f"{said} The way of scoring changed with run {', '.join(changed)}." if changed else said


def _across(points: Sequence[Point], left: float, right: float) -> list[float]:
    """Places by time. A clock that was set back stands still: the order of the runs is kept."""
    moments = list(accumulate((point.at.timestamp() for point in points), max))
    span = moments[-1] - moments[0]
    if not span:
        step = (right - left) / max(1, len(points) - 1)
        return [left + step * at for at in range(len(points))] if len(points) > 1 else [(left + right) / 2]
    return [round(left + (right - left) * (moment - moments[0]) / span, 1) for moment in moments]


def _up(score: float, bottom: float) -> float:
    return round(bottom - (bottom - TOP) * score / 100, 1)


def _pieces(points: Sequence[Point], across: Sequence[float], bottom: float) -> Iterator[str]:
    """The restated curve, broken where a run could not be restated."""
    piece: list[tuple[float, float]] = []
    for x, point in zip(across, points, strict=True):
        if point.restated is not None:
            piece.append((x, _up(point.restated, bottom)))
        elif piece:
            yield _line(piece)
            piece = []
    if piece:
        yield _line(piece)


def _line(places: Sequence[tuple[float, float]]) -> str:
    """A lone place becomes a short line, which can be seen."""
    if len(places) == 1:
        (x, y) = places[0]
        places = [(x - 3, y), (x + 3, y)]
    return " ".join(f"{x:g},{y:g}" for x, y in places)


def _dates(points: Sequence[Point], across: Sequence[float], most: int) -> Iterator[Tick]:
    """The first and the last day, and days between where there is room."""
    last = len(points) - 1
    wanted = sorted({round(last * at / (most - 1)) for at in range(most)})
    room = (across[-1] - across[0]) / most
    shown: list[float] = []
    for at in [0, last, *wanted[1:-1]]:
        x = across[at]
        if all(abs(x - other) > room * 0.7 for other in shown):
            shown.append(x)
            anchor = "start" if at == 0 and last else "end" if at == last and last else "middle"
            yield Tick(at=x, label=_day(points[at].at), anchor=anchor)


def _day(moment: datetime) -> str:
    when = moment.astimezone(UTC)
    return f"{when.day} {when:%b %Y}"
