"""The plot is where the numbers are: inside its frame, in the order of the runs, broken where nothing is known."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.trend.plot import BOTTOM, NARROW, TOP, WIDE, described, plot
from tests.reports.runs import NOW
from tests.reports.trend.trends import moved, point, single, wicked
from toolkit.core.trend import Trend


def places(line):
    return [tuple(map(float, pair.split(","))) for pair in line.split()]


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.one_of(st.none(), st.floats(0, 100)), st.integers(0, 10**8)),
        min_size=1,
        max_size=70,
    ),
    st.sampled_from([WIDE, NARROW]),
)
def test_everything_is_inside_and_goes_to_the_right(rows, style):
    points = tuple(
        point(number, score, restated=again, at=NOW + timedelta(seconds=after))
        for number, (score, again, after) in enumerate(rows, 1)
    )
    made = plot(Trend(points=points, model="1"), style)
    lines = [places(line) for line in (made.reported, *made.restated)]
    for x, y in (place for line in lines for place in line):
        assert made.left <= x <= made.right
        assert TOP <= y <= style.height - BOTTOM
    assert all(line == sorted(line, key=lambda place: place[0]) for line in lines)
    assert sum(map(len, lines[1:])) >= sum(again is not None for _, again, _ in rows)


def test_a_higher_score_is_higher_up_and_time_decides_the_place():
    points = tuple(
        point(n, score, at=NOW + timedelta(days=day)) for n, (score, day) in enumerate([(0, 0), (50, 3), (100, 4)])
    )
    (x0, y0), (x1, y1), (x2, y2) = places(plot(Trend(points=points, model="1"), WIDE).reported)
    assert y0 > y1 > y2
    assert y0 - y1 == pytest.approx(y1 - y2)
    assert x1 - x0 == pytest.approx(3 * (x2 - x1), abs=1)


def test_the_restated_line_is_broken_where_it_is_not_known():
    points = tuple(point(n, 50.0, restated=None if n == 3 else 40.0) for n in range(1, 7))
    made = plot(Trend(points=points, model="1"), WIDE)
    assert [len(places(line)) for line in made.restated] == [2, 3]
    assert [dot.whole for dot in made.dots] == [True, True, False, True, True, True]


def test_marks_are_numbered_where_the_way_of_scoring_changed():
    assert [mark.number for mark in plot(moved(), WIDE).marks] == [1]
    assert len(plot(wicked(), NARROW).marks) == len(wicked().points) - 1


def test_a_clock_that_was_set_back_stands_still():
    points = tuple(point(n, 50.0, at=NOW - timedelta(days=10 * (n == 2))) for n in range(1, 4))
    xs = [x for x, _ in places(plot(Trend(points=points, model="1"), WIDE).reported)]
    assert xs == sorted(xs)


def test_one_run_is_a_dot_in_the_middle():
    made = plot(single(), WIDE)
    assert len(made.dots) == 1
    assert len(made.dates) == 1
    assert abs(made.dots[0].x - (made.left + made.right) / 2) < 1


def test_dates_do_not_run_into_each_other():
    for style in (WIDE, NARROW):
        at = sorted(tick.at for tick in plot(moved(), style).dates)
        assert all(after - before > 90 for before, after in pairwise(at))


def test_it_is_told_in_words():
    said = described(moved())
    assert "from 22.7 in run 1 to 62.2 in run 9, between 22.7 and 62.2" in said
    assert "from 28.7 in run 2 to 62.2 in run 9" in said
    assert said.endswith("The way of scoring changed with run 5.")
    unknown = replace(moved(), points=(point(1, 3.0, restated=None),))
    assert described(unknown).endswith("No run could be restated.")
