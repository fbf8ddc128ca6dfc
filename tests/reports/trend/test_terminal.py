"""`trend` on terminals of any width and encoding."""

import io

import pytest
from rich.console import Console

from reports.trend.terminal import BARS, show, sparkline
from tests.reports.test_golden import compare
from tests.reports.trend.trends import moved, single, wicked


def shown(found, width=80, encoding="utf-8"):
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    show(found, Console(file=file, width=width, force_terminal=False))
    file.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [30, 40, 80, 200])
@pytest.mark.parametrize("found", [moved, single, wicked])
def test_no_line_is_wider_than_the_terminal(found, width):
    assert max(map(len, shown(found(), width).splitlines())) <= width


def test_plain_letters_where_the_terminal_has_no_others():
    assert shown(wicked(), encoding="ascii").isascii()


def test_outside_text_moves_nothing():
    said = shown(wicked())
    assert "\x1b" not in said
    assert "\u202e" not in said


@pytest.mark.parametrize(("name", "width"), [("moved", 80), ("narrow", 40)])
def test_what_it_looks_like(name, width):
    compare(f"trend.{name}.txt", shown(moved(), width))


def test_a_single_run_says_why_there_is_no_explanation():
    assert "Why it changed last cannot be said: there is one run" in " ".join(shown(single()).split())


def test_sparkline_reaches_from_the_lowest_to_the_highest_and_leaves_gaps():
    assert sparkline([0, None, 50, 100], 0, 100, BARS) == "▁ ▅█"
    assert sparkline([7, 7], 7, 7, BARS) == "▄▄"
