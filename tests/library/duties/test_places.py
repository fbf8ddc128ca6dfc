"""Where people can live."""

from datetime import UTC, datetime

import pytest

from toolkit.library.duties import edition
from toolkit.library.duties.calendars import calendars, zones
from toolkit.library.duties.places import countries, unknown


@pytest.mark.parametrize("place", ["DE", "TH", "US", "US-CA", "US-GU", "CA-QC", "CA-ON", "XK"])
def test_known(place):
    assert not unknown(place, edition())


@pytest.mark.parametrize("place", ["UK", "ZZ", "EU", "de", "", "US-ZZ", "DE-", "US-", "D", "US-CA-X", "\x1b[1m"])
def test_unknown(place):
    assert unknown(place, edition())


def test_every_place_of_a_law_is_one():
    found = edition()
    places = {place for law in found.regimes.values() for place in law.territory}
    assert not [one for one in places if unknown(one, found)]
    assert 240 < len(countries()) < 260


def test_every_law_has_its_zone_and_its_holidays():
    found = edition()
    known = zones(found)
    assert {law.zone for law in found.regimes.values() if law.zone} == set(known)
    days = calendars(found, datetime(2026, 11, 25, tzinfo=UTC))
    for law in found.regimes.values():
        assert bool(days[law.id].holidays) is bool(law.calendar), law.id
