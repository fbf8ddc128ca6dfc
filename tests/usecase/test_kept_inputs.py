"""A run's inputs come back whole: scored again they give the same score, to the bit, or a reason."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.score.trend.test_groups import HERE, WORLD, saying
from tests.score.worlds import AT, CATALOGUE, SSH, worlds
from tests.usecase.kept import at_day, keep
from toolkit.core.errors import UserError
from toolkit.core.fact import Absent, Fact, Unread
from toolkit.core.inventory import Server
from toolkit.core.verdict import Outcome
from toolkit.facts.cloud import Bucket
from toolkit.facts.network import SilentAddresses
from toolkit.facts.register import Grant, PeopleGroup, VendorAccess
from toolkit.facts.server import Addresses
from toolkit.score.tables import shipped
from toolkit.store import Store
from toolkit.usecase.kept_inputs import (
    UnusableTables,
    load,
    rules_of,
    rules_text,
    structure_lines,
    structure_of,
)

laws = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)

EVERY_FORM = (
    *HERE,
    Addresses(target="web", addresses=("192.0.2.1", "10.0.0.1"), hostname="wéb"),
    Bucket(target="aws", resource="bucket:x", name="x", created=AT),
    SilentAddresses(target="net", count=7, ranges=("192.0.2.0/24",)),
    Absent(kind=Bucket, target="aws", because="no bucket"),
    Unread(kind=Bucket, target="aws", reason="denied", call="ListBuckets"),
    Unread(kind=Fact, target="db", reason="no route to host"),
    PeopleGroup(target="people", resource="group:sales", name="sales", people=12, grants=(Grant(to="server:web"),)),
    VendorAccess(target="vendors", resource="vendor:x", name="x", holds=("people",)),
)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "state") as opened:
        yield opened


def test_every_form_of_the_structure_comes_back():
    inventory, seen = structure_of(list(structure_lines(WORLD.inventory, EVERY_FORM)), "here")
    assert inventory == WORLD.inventory
    assert sorted(map(repr, seen)) == sorted(map(repr, EVERY_FORM))


def test_the_lines_do_not_depend_on_order_and_hold_no_secret():
    inventory = replace(WORLD.inventory, servers=(Server(name="web", password="env:SECRET", host="h"),))
    lines = list(structure_lines(inventory, EVERY_FORM))
    assert lines == list(structure_lines(inventory, EVERY_FORM[::-1]))
    assert "SECRET" not in "".join(lines)


def test_the_catalogue_comes_back_as_far_as_it_is_scored():
    renamed = replace(SSH, id="ssh-now", formerly=("ssh", "older"))
    again = rules_of(rules_text([*CATALOGUE, renamed]), "here")
    shown = ("id", "title", "family", "severity", "opens", "holds", "required")
    assert {tuple(getattr(rule, name) for name in shown) for rule in again} == {
        tuple(getattr(rule, name) for name in shown) for rule in (*CATALOGUE, renamed)
    }
    assert {rule.id: set(rule.formerly) for rule in again}["ssh-now"] == {"ssh", "older"}


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"x":{}}', '{"x":{"family":"moon"}}', '{"x":1}'])
def test_a_catalogue_that_makes_no_sense_is_said(kept):
    with pytest.raises(UserError, match="checks cannot be read"):
        rules_of(kept, "here")


@laws
@given(worlds())
def test_what_was_kept_gives_the_score_that_was_reported(tmp_path_factory, world):
    with Store.open(tmp_path_factory.mktemp("kept") / "state") as store:
        runs = [keep(store, at_day(world, day)) for day in (0, 5)]
        for run in runs:
            assert load(store, run).score() == store.run(run).posture.score


def test_a_failure_that_went_out_of_sight_is_remembered_as_it_was_then(store):
    """Later answers must not change what an earlier run could know."""
    failed = keep(store, at_day(saying(Outcome.FAIL), 0))
    unseen = keep(store, at_day(saying(Outcome.UNKNOWN), 1))
    keep(store, at_day(saying(Outcome.PASS), 2))
    assert load(store, unseen).score() == load(store, failed).score() == store.run(unseen).posture.score
    assert load(store, unseen).past["web", "ssh", ""].outcome is Outcome.FAIL


def test_it_outlives_the_facts_file(store):
    """Nothing below `runs/` is asked."""
    run = keep(store, at_day(WORLD, 0))
    assert not (store.state / "runs").exists()
    assert load(store, run).score() == store.run(run).posture.score


def test_kinds_of_fact_of_a_newer_version_are_said_and_never_guessed(store):
    lines = [line.replace('"kind":"Bucket"', '"kind":"Lake"') for line in structure_lines(WORLD.inventory, HERE)]
    assert any("Lake" in line for line in lines)
    with pytest.raises(UserError, match="does not know"):
        structure_of(lines, "here")
    lines = [line.replace('"name":"b"', '"name":"b","depth":3') for line in structure_lines(WORLD.inventory, HERE)]
    with pytest.raises(UserError, match="does not know"):
        structure_of(lines, "here")


@pytest.mark.parametrize("number", [0, 1, 2, -1])
def test_lines_that_were_lost_are_said_whatever_line(number):
    lines = list(structure_lines(WORLD.inventory, HERE))
    del lines[number]
    with pytest.raises(UserError):
        structure_of(lines, "here")


def test_a_newer_format_is_said():
    lines = [line.replace('"format":1', '"format":2') for line in structure_lines(WORLD.inventory, HERE)]
    with pytest.raises(UserError, match="format 2"):
        structure_of(lines, "here")


def test_tables_of_another_form_can_be_replaced(store, monkeypatch):
    monkeypatch.setattr("toolkit.usecase.kept_inputs.shipped_text", lambda: 'version = "1999"\n')
    run = keep(store, at_day(WORLD, 0))
    with pytest.raises(UnusableTables):
        load(store, run)
    assert load(store, run, shipped()).score() == store.run(run).posture.score
