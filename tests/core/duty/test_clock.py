"""Clocks by the real laws: the vectors of the research notes, and what must hold for every law and any moment."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.core.duty.begun import Begun, Met
from toolkit.core.duty.clock import Run, Timing, deadline
from toolkit.core.duty.wall import moment as back
from toolkit.core.duty.wall import shown
from toolkit.core.duty.words import Shape, Start, Truth
from toolkit.library.duties import edition
from toolkit.library.duties.calendars import calendars, zones


@cache
def laws():
    found = edition()
    return found, zones(found), calendars(found, datetime(2026, 11, 25, tzinfo=UTC))


def at(words, zone):
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone))


def due(key, starts=None, met=None, holds=None, zoned=None):
    found, known, days = laws()
    regime, duty = found.duty(key)
    begun = {start: tuple(Begun(at=one) for one in moments) for start, moments in (starts or {}).items()}
    done = {name: Met(at=when, by="ana", how="letter") for name, when in (met or {}).items()}
    more = {"holds": holds} if holds else {}
    timing = Timing(starts=begun, met=done, zones=known if zoned is None else zoned, calendars=days, **more)
    return deadline(regime, duty, timing)


def test_gdpr_runs_through_the_weekend_and_has_an_outer_hour():
    found = due("eu-gdpr/authority", {Start.AWARENESS: [at("2026-12-18T16:20", "Europe/Berlin")]})
    assert found.conservative == at("2026-12-21T16:20", "Europe/Berlin")
    assert found.outer == at("2026-12-21T17:00", "Europe/Berlin")


def test_hours_are_elapsed_time_when_clocks_are_set_forward():
    found = due("eu-gdpr/authority", {Start.AWARENESS: [at("2027-03-27T22:30", "Europe/Berlin")]})
    assert found.conservative == at("2027-03-30T23:30", "Europe/Berlin")


def test_thailand_is_not_moved_by_a_holiday_and_excuses_fifteen_days():
    found = due("th-pdpa/authority", {Start.AWARENESS: [at("2026-12-30T09:05", "Asia/Bangkok")]})
    assert found.conservative == found.outer == at("2027-01-02T09:05", "Asia/Bangkok")
    assert found.excused_until == at("2027-01-14T09:05", "Asia/Bangkok")


@pytest.mark.parametrize(
    ("key", "starts", "met", "day", "zone"),
    [
        ("us-sec-8k/market", {Start.MATERIALITY: "2026-11-25T10:00"}, {}, date(2026, 12, 2), "America/New_York"),
        ("us-vt/attorney-general", {Start.DISCOVERY: "2026-12-18T18:00"}, {}, date(2027, 1, 11), "America/New_York"),
        ("us-ia/attorney-general", {}, {"us-ia/people": "2026-12-23T12:00"}, date(2026, 12, 31), "America/Chicago"),
        ("us-ca/people", {Start.DISCOVERY: "2026-12-01T08:00"}, {}, date(2026, 12, 31), "America/Los_Angeles"),
        ("us-ok/attorney-general", {}, {"us-ok/people": "2026-12-10T09:00"}, date(2027, 2, 8), "America/Chicago"),
        ("us-hipaa/hhs-small", {Start.DISCOVERY: "2026-05-05T09:00"}, {}, date(2027, 3, 1), "America/New_York"),
        ("us-fcc-cpni/annual", {Start.DETERMINATION: "2026-05-05T09:00"}, {}, date(2027, 2, 1), "America/New_York"),
    ],
)
def test_days(key, starts, met, day, zone):
    moments = {start: [at(words, zone)] for start, words in starts.items()}
    found = due(key, moments, {name: at(words, zone) for name, words in met.items()})
    assert found.run is Run.RUNNING
    assert {found.conservative.astimezone(ZoneInfo(zone)).date(), found.outer.astimezone(ZoneInfo(zone)).date()} == {
        day
    }
    assert found.by_date


def test_business_days_say_whose_holidays_they_counted():
    found = due("us-sec-8k/market", {Start.MATERIALITY: [at("2026-11-25T10:00", "America/New_York")]})
    assert found.holidays.startswith("US: holidays 0.")


def test_a_chained_clock_waits_and_says_its_last_day():
    found = due("us-ca/attorney-general", {Start.DISCOVERY: [at("2026-12-01T08:00", "America/Los_Angeles")]})
    assert (found.run, found.conservative) == (Run.WAITS, None)
    assert found.at_latest.astimezone(ZoneInfo("America/Los_Angeles")).date() == date(2027, 1, 15)
    assert due("us-ca/attorney-general").at_latest is None


@pytest.mark.parametrize(
    ("start", "end"), [("2027-01-31T10:00", date(2027, 2, 28)), ("2028-01-31T10:00", date(2028, 2, 29))]
)
def test_a_month_from_the_last_of_january_is_clamped(start, end):
    found = due("eu-nis2/final", met={"eu-nis2/notification": at(start, "Europe/Brussels")})
    assert found.conservative.astimezone(ZoneInfo("Europe/Brussels")).date() == end
    assert found.outer.astimezone(ZoneInfo("Europe/Brussels")).weekday() < 5


def test_the_first_of_two_ends_when_the_other_comes():
    start = {Start.DISCOVERY: [at("2026-12-18T18:00", "America/New_York")]}
    told = at("2026-12-22T09:00", "America/New_York")
    assert due("us-vt/attorney-general", start, {"us-vt/people": told}).conservative == told
    assert due("us-vt/attorney-general", {}, {"us-vt/people": told}).conservative == told
    late = at("2027-02-22T09:00", "America/New_York")
    assert due("us-vt/attorney-general", start, {"us-vt/people": late}).conservative < late


def test_dora_is_capped_until_the_classification_comes_too_late_for_the_cap():
    aware = at("2026-12-01T08:00", "Europe/Brussels")
    only = due("eu-dora/initial", {Start.AWARENESS: [aware]})
    assert (only.conservative, only.outer) == (aware + timedelta(hours=24), None)
    early = due("eu-dora/initial", {Start.AWARENESS: [aware], Start.CLASSIFICATION: [aware + timedelta(hours=2)]})
    assert early.conservative == early.outer == aware + timedelta(hours=6)
    near = due("eu-dora/initial", {Start.AWARENESS: [aware], Start.CLASSIFICATION: [aware + timedelta(hours=22)]})
    assert near.outer == aware + timedelta(hours=24)
    late = due("eu-dora/initial", {Start.AWARENESS: [aware], Start.CLASSIFICATION: [aware + timedelta(hours=30)]})
    assert late.outer == aware + timedelta(hours=34)
    assert late.conservative == aware + timedelta(hours=24)


def test_before_people_are_told_has_their_deadline_until_they_are():
    start = {Start.DISCOVERY: [at("2026-12-01T08:00", "America/New_York")]}
    assert due("us-md/attorney-general", start).conservative == due("us-md/people", start).conservative
    told = at("2026-12-05T08:00", "America/New_York")
    assert due("us-md/attorney-general", start, {"us-md/people": told}).outer == told
    assert due("us-nj/division-of-state-police", start).conservative is None, "words alone give no number"


def test_the_shorter_of_two_lengths_counts_until_somebody_says():
    start = {Start.AWARENESS: [at("2026-12-01T08:00", "Asia/Tokyo")]}

    def days(truth):
        found = due("jp-appi/final", start, holds=lambda _fact, _answer: truth)
        return (found.conservative - found.since).days

    assert [days(truth) for truth in (Truth.UNKNOWN, Truth.NO, Truth.YES)] == [30, 30, 60]


def test_the_earliest_start_stands():
    first, second = at("2026-12-01T08:00", "UTC"), at("2026-12-03T08:00", "UTC")
    assert due("eu-gdpr/authority", {Start.AWARENESS: [second, first]}).since == first


def test_a_date_alone_counts_from_its_beginning_where_the_duty_is():
    found, known, days = laws()
    regime, duty = found.duty("us-ca/people")
    begun = Begun(at=datetime(2026, 12, 1, tzinfo=UTC), day=date(2026, 12, 1))
    timing = Timing(starts={Start.DISCOVERY: (begun,)}, met={}, zones=known, calendars=days)
    assert deadline(regime, duty, timing).conservative == at("2026-12-31T00:00", "America/Los_Angeles")


def test_missing_zone_data_is_said():
    found = due("us-ca/people", {Start.DISCOVERY: [datetime(2026, 12, 1, tzinfo=UTC)]}, zoned={})
    assert found.run is Run.TROUBLE
    assert "America/Los_Angeles" in found.words[0]


def test_years_without_holidays_are_said():
    assert due("us-sec-8k/market", {Start.MATERIALITY: [datetime(2050, 1, 3, tzinfo=UTC)]}).run is Run.TROUBLE


MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def everything_at(moment):
    """Every start event, at this moment."""
    return {start: [moment] for start in Start}


KEYS = [key for _, key, _ in edition().duties()]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(KEYS), MOMENTS, st.timedeltas(timedelta(), timedelta(days=40)))
def test_a_later_start_never_gives_an_earlier_deadline(key, moment, later):
    first, second = (due(key, everything_at(one)) for one in (moment, moment + later))
    assert first.run is second.run
    if first.conservative:
        assert first.conservative <= second.conservative
    if first.conservative and first.outer:
        assert first.conservative <= first.outer
        assert moment <= first.outer


@settings(max_examples=200, deadline=None)
@given(
    MOMENTS,
    st.timedeltas(timedelta(), timedelta(hours=3)),
    st.sampled_from(["America/Santiago", "Australia/Sydney", "Europe/Berlin", "America/Havana"]),
)
def test_days_never_go_back_where_clocks_do(moment, later, zone):
    walls = [shown(one, ZoneInfo(zone)) for one in (moment, moment + later)]
    assert walls[0] <= walls[1]
    assert back(walls[0], ZoneInfo(zone)) <= back(walls[1], ZoneInfo(zone))


def test_no_number_is_invented_for_words():
    found, *_ = laws()
    words = [key for _, key, duty in found.duties() if duty.clock.shape in (Shape.QUALITATIVE, Shape.IMMEDIATE)]
    assert len(words) > 100
    for key in words:
        clock = due(key, everything_at(datetime(2026, 12, 1, tzinfo=UTC)))
        assert clock.outer is None
        assert clock.conservative is None or clock.guidance
