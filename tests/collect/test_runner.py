"""Trouble costs its own target and nothing else."""

import threading
import time
from dataclasses import dataclass
from typing import ClassVar

import pytest

from toolkit.collect import runner
from toolkit.collect.runner import Job, attempt, collect
from toolkit.collect.trouble import Unreadable
from toolkit.core import Fact, Family, Target, Unread
from toolkit.core.errors import Problem, UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Door(Fact):
    family: ClassVar[Family] = Family.SERVER


def job(name, read, seconds=10.0):
    return Job(Target(Family.SERVER, name), read, seconds)


def read(*jobs, **more):
    return {collected.target.name: collected for collected in collect(jobs, **more)}


def fine(_reading):
    yield Door(target="fine")


def refused(_reading):
    yield Door(target="refused")
    raise Unreadable("connect", "connection refused")


def without_secret(_reading):
    raise UserError(Problem("env:PASSWORD", "", "is not set"))
    yield


def broken(_reading):
    yield Door()
    raise ZeroDivisionError("oops")


def test_each_trouble_becomes_unread_and_what_was_seen_is_kept():
    found = read(job("fine", fine), job("refused", refused), job("secret", without_secret), job("broken", broken))
    assert found["fine"].seen == (Door(target="fine"),)
    assert found["refused"].seen[0] == Door(target="refused")
    assert found["refused"].seen[1] == Unread(
        kind=Fact, target="refused", reason="connection refused", call="connect"
    )
    assert "is not set" in found["secret"].seen[0].reason
    assert not found["secret"].seen[0].fault
    assert found["broken"].seen[1].fault
    assert "ZeroDivisionError" in found["broken"].seen[1].reason


def test_a_reader_that_hangs_is_abandoned_at_its_deadline(monkeypatch):
    monkeypatch.setattr(runner, "GRACE", 0.1)
    release = threading.Event()

    def hangs(_reading):
        yield Door(target="hangs")
        release.wait(60)

    try:
        found = read(job("hangs", hangs, 0.2), job("fine", fine), job("after", fine), parallel=1)
    finally:
        release.set()
    assert found["hangs"].seen[0] == Door(target="hangs")
    assert "no answer within" in found["hangs"].seen[1].reason
    assert set(found) == {"hangs", "fine", "after"}  # the one worker was replaced


def test_no_more_than_parallel_at_once():
    running, most = [], []

    def counts(_reading):
        running.append(1)
        most.append(len(running))
        time.sleep(0.01)
        running.pop()
        yield Door()

    read(*(job(f"t{n}", counts) for n in range(12)), parallel=3)
    assert max(most) <= 3


def test_progress_is_told_from_start_to_end():
    told = []
    read(job("fine", fine), tell=told.append)
    assert (told[0].share, told[-1].share) == (0.0, 1.0)


def test_a_reading_that_is_out_of_time_says_so():
    def slow(reading):
        yield Door()
        time.sleep(0.05)
        reading.check("walk /")

    (collected,) = collect([job("slow", slow, 0.01)])
    assert collected.seen[1] == Unread(kind=Fact, target="slow", reason="ran out of time", call="walk /")


@pytest.mark.parametrize(
    ("trouble", "fault"), [(Unreadable("x", "no"), False), (ZeroDivisionError(), True), (UserError([]), False)]
)
def test_one_read_that_fails_leaves_the_others(trouble, fault):
    def fails():
        raise trouble

    seen = attempt(Door, "t", "r", fails)
    assert (seen.kind, seen.target, seen.resource, seen.fault) == (Door, "t", "r", fault)
