from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.config.plan import DAYS, due, latest_slot, planned
from toolkit.config.settings import ScheduleSettings
from toolkit.core.errors import UserError

WEDNESDAY = datetime(2026, 3, 4, 12, 0)  # noqa: DTZ001  local time, as people write `at`


def plan(**words):
    return planned(ScheduleSettings(**words), "breachready.toml")


@pytest.mark.parametrize(
    ("every", "interval"),
    [
        ("6 hours", timedelta(hours=6)),
        ("1 hour", timedelta(hours=1)),
        ("hour", timedelta(hours=1)),
        (" 30 Minutes ", timedelta(minutes=30)),
        ("2 weeks", timedelta(weeks=2)),
        ("1 day", timedelta(days=1)),
    ],
)
def test_every(every, interval):
    assert plan(every=every).interval == interval


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ({}, ["schedule"]),
        ({"every": "6 hours", "at": ("02:00",)}, ["schedule"]),
        ({"every": "0 hours"}, ["schedule.every"]),
        ({"every": "6"}, ["schedule.every"]),
        ({"every": "-1 hours"}, ["schedule.every"]),
        ({"every": "6 hours ago"}, ["schedule.every"]),
        ({"every": "99999 weeks"}, ["schedule.every"]),
        ({"every": "6 hours", "days": ("monday",)}, ["schedule.days"]),
        ({"at": ("2:00", "24:00", "02:00", "02:60")}, ["schedule.at[0]", "schedule.at[1]", "schedule.at[3]"]),
        ({"at": ("02:00",), "days": ("monday", "someday")}, ["schedule.days[1]"]),
    ],
)
def test_words_that_mean_nothing_are_all_named(words, keys):
    with pytest.raises(UserError) as no:
        plan(**words)
    assert [problem.key for problem in no.value.problems] == keys
    assert {problem.where for problem in no.value.problems} == {"breachready.toml"}


def test_never_scanned_is_due():
    assert due(plan(every="6 hours"), None, WEDNESDAY)
    assert due(plan(at=("02:00",)), None, WEDNESDAY)


@pytest.mark.parametrize(("hours", "expected"), [(5.9, False), (6, True), (600, True)])
def test_an_interval_counts_from_the_last_scan(hours, expected):
    assert due(plan(every="6 hours"), WEDNESDAY - timedelta(hours=hours), WEDNESDAY) is expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("03-04 02:00", False),
        ("03-04 01:59", True),
        ("03-04 11:00", False),
        ("03-03 23:00", True),
        ("02-01 00:00", True),
    ],
)
def test_a_missed_time_of_day_is_due(last, expected):
    assert due(plan(at=("02:00", "14:00")), datetime.fromisoformat(f"2026-{last}"), WEDNESDAY) is expected


def test_days_are_kept():
    assert latest_slot(plan(at=("02:00",), days=("Monday", "friday")), WEDNESDAY) == datetime(2026, 3, 2, 2)  # noqa: DTZ001
    assert latest_slot(plan(at=("13:00",), days=("wednesday",)), WEDNESDAY) == datetime(2026, 2, 25, 13)  # noqa: DTZ001


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001


@settings(max_examples=25, deadline=None)
@given(MOMENTS, st.sets(st.sampled_from(["00:00", "02:00", "23:59"]), min_size=1), st.sets(st.sampled_from(DAYS)))
def test_the_latest_slot_is_a_slot_and_there_is_none_between(now, times, days):
    made = plan(at=tuple(times), days=tuple(days))
    slot = latest_slot(made, now)
    minutes = [now.replace(second=0, microsecond=0) - timedelta(minutes=n) for n in range(8 * 24 * 60)]
    expected = next(m for m in minutes if f"{m:%H:%M}" in times and (not days or DAYS[m.weekday()] in days))
    assert slot == expected
