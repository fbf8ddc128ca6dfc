"""Moments as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from toolkit.core.errors import UserError
from toolkit.usecase.incident.moments import moment_of, zone_of

BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("2026-01-02T07:30", datetime(2026, 1, 2, 0, 30, tzinfo=UTC)),
        (" 2026-01-02 07:30 ", datetime(2026, 1, 2, 0, 30, tzinfo=UTC)),
        ("2026-01-02T07:30+01:00", datetime(2026, 1, 2, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_date_is_in_the_zone_unless_it_says_its_own(words, means):
    assert moment_of(words, BANGKOK) == means


def test_a_summer_time_zone_counts_on_that_day_and_not_today():
    berlin = ZoneInfo("Europe/Berlin")
    assert moment_of("2026-07-01T12:00", berlin) == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert moment_of("2026-12-01T12:00", berlin) == datetime(2026, 12, 1, 11, tzinfo=UTC)


def test_a_time_of_day_is_the_last_such():
    found = moment_of("00:00", BANGKOK)
    assert found is not None
    assert found.astimezone(BANGKOK).time().hour == 0
    assert (datetime.now(UTC) - found).total_seconds() < 86400


@pytest.mark.parametrize("words", ["soon", "25:00", "2026-13-01", "0001-01-01T00:00", "9" * 400])
def test_what_is_no_moment_is_said(words):
    with pytest.raises(UserError):
        moment_of(words, BANGKOK)


def test_nothing_is_nothing():
    assert moment_of("  ", BANGKOK) is None


def test_a_zone_that_is_none_is_said():
    with pytest.raises(UserError, match="no time zone"):
        zone_of("Mars/Base")
