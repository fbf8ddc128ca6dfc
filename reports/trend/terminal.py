"""`breachready trend` on a terminal: each curve in one line, the runs as a table, the last change in sentences."""

from collections.abc import Sequence
from datetime import UTC

from rich.console import Console
from rich.text import Text

from reports import words
from reports.pen import Pen
from reports.trend.shares import headline, sentences, signed
from toolkit.core.trend import Point, Trend

BARS = "▁▂▃▄▅▆▇█"
PLAIN_BARS = "_.:-=+*#"
NO_BAR = " "

LABEL = 13
"""Columns for the name of a curve."""

DAY_AND_HOUR = "%Y-%m-%d %H:%M"

NARROW = 64
"""Columns below which the table leaves the hour and the change out."""


def show(found: Trend, console: Console) -> None:
    """Sparklines, table, explanation, notes."""
    pen = Pen(console)
    _curves(pen, found)
    pen.gap()
    _table(pen, found.points)
    if found.attribution:
        pen.heading("Why it changed last" if len(found.points) != 2 else "Why it changed")
        pen.say(headline(found.attribution))
        for sentence in sentences(found.attribution):
            pen.say(sentence, indent=2)
    elif found.why_none:
        pen.gap()
        pen.say(words.sentence(f"why it changed last cannot be said: {found.why_none}"))
    for note in found.notes:
        pen.say((words.sentence(words_first(note)), "dim"))


def words_first(text: str) -> str:
    """With a capital."""
    return text[:1].upper() + text[1:]


def sparkline(values: Sequence[float | None], low: float, high: float, bars: str) -> str:
    """One letter a value, from `low` to `high`; a gap where there is none."""
    top = len(bars) - 1
    spread = high - low

    def bar(value: float | None) -> str:
        if value is None:
            return NO_BAR
        return bars[top // 2 if spread <= 0 else min(top, int((value - low) / spread * len(bars)))]

    return "".join(map(bar, values))


def _curves(pen: Pen, found: Trend) -> None:
    curves: dict[str, list[float | None]] = {
        "as reported": [point.reported for point in found.points],
        "restated": [point.restated for point in found.points],
    }
    known = [value for values in curves.values() for value in values if value is not None]
    low, high = min(known), max(known)
    room = max(8, pen.width - LABEL)
    pen.gap()
    for name, values in curves.items():
        line = sparkline(values[-room:], low, high, BARS if pen.unicode else PLAIN_BARS)
        pen.say(Text.assemble((name.ljust(LABEL), "dim"), (line, "bold cyan")))
    shown = f"{low:.1f} to {high:.1f}" if f"{low:.1f}" != f"{high:.1f}" else f"{low:.1f} throughout"
    pen.say((f"{shown}; restated with tables {found.model}, the formulas of today", "dim"))


def _table(pen: Pen, points: Sequence[Point]) -> None:
    """The narrow one has the day alone, and says below what changed."""
    narrow = pen.width < NARROW
    noted = not narrow and any(map(_note, points))
    head = ["Run", "Began", *(["Changed"] if noted else []), "Reported", "Restated", *([] if narrow else ["Change"])]
    rows = [[pen.text((name, "dim")) for name in head]]
    for before, point in zip((None, *points), points, strict=False):
        row = [
            pen.text(str(point.run)),
            pen.text(f"{point.at.astimezone(UTC):{'%Y-%m-%d' if narrow else DAY_AND_HOUR}}"),
        ]
        row += [pen.text((_note(point), "yellow" if point.changed else "dim"))] if noted else []
        row += [pen.text(f"{point.reported:.1f}"), pen.text(_restated(point))]
        row += [] if narrow else [pen.text(signed(_tenths(point) - _tenths(before)) if before else "")]
        rows.append(row)
    pen.rows(rows, right=2 if narrow else 3, wide=2 if noted else 1)
    for point in points if narrow else ():
        if said := _note(point):
            pen.say((f"Run {point.run}: {said}", "dim"))


def _restated(point: Point) -> str:
    return "-" if point.restated is None else f"{point.restated:.1f}"


def _tenths(point: Point) -> int:
    return round(float(f"{point.reported:.1f}") * 10)


def _note(point: Point) -> str:
    said = list(point.changed)
    if point.restated is None:
        said.append(f"not restated: {point.why_not}")
    return "; ".join(said)
