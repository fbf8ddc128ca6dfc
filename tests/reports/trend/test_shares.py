"""What is printed adds up, and is never far from what is exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.trend.document import trend_document
from reports.trend.shares import headline, rounded, sentences, shares
from tests.reports.trend.trends import attribution, moved
from toolkit.core.trend import Attribution, Group, Part

exact = st.fractions(-100, 100, max_denominator=5040 * 2**20)


@st.composite
def attributions(draw):
    points = [draw(st.one_of(st.just(Fraction(0)), exact)) for _ in Group]
    before = draw(st.floats(0, 100))
    now = Fraction(before) + sum(points)
    return Attribution(
        before=1,
        now=2,
        score_before=before,
        score_now=float(now),
        parts=tuple(Part(group=group, points=one) for group, one in zip(Group, points, strict=True)),
    )


@given(attributions(), st.sampled_from([1, 6]))
def test_printed_parts_sum_to_the_printed_difference(found, places):
    units = rounded(found, places)
    shown = [f"{score:.{places}f}" for score in (found.score_before, found.score_now)]
    before, now = (Fraction(one) * 10**places for one in shown)
    assert sum(units) == now - before
    for part, unit in zip(found.parts, units, strict=True):
        assert abs(part.points * 10**places - unit) < 2
        assert part.points or not unit


@given(attributions())
def test_the_document_sums_to_its_change_and_keeps_the_exact_parts(found):
    from dataclasses import replace

    said = trend_document(replace(moved(), attribution=found))["attribution"]
    assert round(sum(part["points"] for part in said["parts"]), 6) == said["change"]
    assert sum(Fraction(part["exact"]) for part in said["parts"]) == sum(part.points for part in found.parts)
    assert [part["group"] for part in said["parts"]] == [group.value for group in Group]


def test_the_largest_comes_first_and_what_did_nothing_is_said_last():
    assert headline(moved().attribution) == "From run 8 to run 9 the score went from 58.0 to 62.2, by +4.2."
    fixed, worse, estate, still = sentences(moved().attribution)
    assert fixed.startswith("+6.3 because 2 faults were fixed: Root can log in over SSH on web1; SSH accepts")
    assert worse.startswith("-1.8 because 1 fault is new or has come back: Sudo asks nobody for a password on web1")
    assert estate.startswith("-0.3 because 6 assets or bodies of data changed: server app1 was added; ")
    assert estate.endswith("server app3 was added; and 3 more.")
    assert still == "Without effect on the score: sight of 1 thing was gained or lost."


def test_bars_are_measured_by_the_largest():
    assert [round(one.length, 3) for one in shares(moved().attribution).moved] == [1.0, -0.276, -0.053]


def test_nothing_changed_is_said_in_one_sentence():
    still = attribution()
    assert headline(still) == "From run 8 to run 9 the score stayed at 58.0."
    assert list(sentences(still)) == []
    assert shares(still).change == "0.0"


@pytest.mark.parametrize("group", Group)
def test_every_group_has_words_for_none_one_and_many(group):
    for differences in ((), ("a",), ("a", "b")):
        (said,) = sentences(attribution(**{group.name: (3, differences)}))
        assert said.startswith("+3.0 because ")
        assert said.endswith(".")
        assert "{" not in said
