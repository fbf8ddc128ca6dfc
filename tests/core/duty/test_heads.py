"""How many people a threshold counts, from what was said of where they live."""

import pytest

from toolkit.core.duty.heads import Count, Heads, exactly
from toolkit.core.duty.words import Counted


def of(said, territory, *, complete=True, counted=Counted.RESIDENTS):
    counts = {place: number if isinstance(number, Count) else exactly(number) for place, number in said.items()}
    return Heads(said=counts, complete=complete).of(counted, territory)


def test_nothing_said_is_not_nought():
    assert of({}, ("DE",), complete=False) == Count()
    assert of({}, ("DE",)) == exactly(0)


def test_countries_are_summed():
    assert of({"DE": 3, "FR": 4, "JP": 9}, ("DE", "FR")) == exactly(7)
    assert of({"DE": 3}, ("DE", "FR"), complete=False) == Count(least=3)


def test_those_of_a_country_whose_state_is_not_known_may_live_in_any_state():
    assert of({"US": 5000}, ("US-CA",)) == Count(least=0, most=5000)
    assert of({"US": 5000, "US-TX": 4900}, ("US-CA",)) == Count(least=0, most=100)
    assert of({"US": 5000, "US-TX": 5000}, ("US-CA",)) == exactly(0)
    assert of({"US-TX": 5000}, ("US-CA",)) == exactly(0)
    assert of({"US-TX": 5000}, ("US-CA",), complete=False) == Count()


def test_a_country_has_at_least_those_of_its_states():
    assert of({"US-CA": 7, "US-TX": 5}, ("US",)) == exactly(12)
    assert of({"US": 3, "US-CA": 7}, ("US",)) == exactly(7)


def test_a_range_stays_one():
    assert of({"DE": Count(least=3, most=9)}, ("DE",)) == Count(least=3, most=9)
    assert of({"DE": Count(least=3)}, ("DE",)) == Count(least=3)


def test_all_and_the_largest_state():
    said = {"US": 100, "US-CA": 60, "US-TX": 30, "DE": 5}
    assert of(said, ("US",), counted=Counted.ALL) == exactly(105)
    assert of(said, ("US",), counted=Counted.ONE_STATE) == Count(least=60, most=70)
    assert of(said, ("US",), complete=False, counted=Counted.ALL) == Count(least=105)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (exactly(1200), "1,200"),
        (Count(least=3), "at least 3"),
        (Count(), "an unknown number of"),
        (Count(least=1, most=2), "1 to 2"),
    ],
)
def test_words(count, words):
    assert str(count) == words
