"""Fixes of a kept run: the model is rebuilt from what is kept, and gives the score that the run gave."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.score.worlds import CATALOGUE, FIREWALL, MODES, REDIS, SSH, SUDO, TELNET, World, finding
from tests.usecase.kept import keep, scored_with
from toolkit.core.errors import UserError
from toolkit.core.inventory import DataClass, Dataset, Inventory, Network, Server, StoreKind
from toolkit.core.inventory import Store as Store_
from toolkit.core.verdict import Outcome
from toolkit.facts.network import OpenPort, SweptHost
from toolkit.facts.register import DatasetRetention
from toolkit.registry import Catalogue, Found
from toolkit.score.tables import shipped_text
from toolkit.store import Store
from toolkit.usecase.fixes import fixes_of

HERE = Inventory(
    servers=(Server(name="s0", host="192.0.2.1"),),
    networks=(Network(name="n0", ranges=("192.0.2.0/28",), vantage="internet"),),
)
SWEPT = SweptHost(
    target="n0", resource="host:192.0.2.1", address="192.0.2.1", ports="1-10000", open=(22,), complete=True
)
WORLD = World(
    inventory=HERE,
    findings=(
        *(finding(rule, "n0", Outcome.PASS, "host:192.0.2.1") for rule in (REDIS, TELNET)),
        *(finding(rule, "s0") for rule in (SSH, SUDO)),
        *(finding(rule, "s0", Outcome.PASS) for rule in (MODES, FIREWALL)),
    ),
    seen=(SWEPT, OpenPort(target="n0", resource="192.0.2.1:22/tcp", address="192.0.2.1", port=22)),
)
RULES = Catalogue(found=tuple(Found(check=rule, source="tests") for rule in CATALOGUE))


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "state") as opened:
        yield opened


def scored(store, world):
    run = keep(store, world)
    return run, store.run(run).posture.score


def later(world, days, outcome):
    """What failed says something else after some days; the rest is as it was."""
    moment = world.at + timedelta(days=days)
    said = (replace(one, outcome=outcome) if one.outcome is Outcome.FAIL else one for one in world.findings)
    return replace(world, at=moment, findings=tuple(replace(one, observed_at=moment) for one in said))


def test_the_rebuilt_score_is_the_kept_one(store):
    _, score = scored(store, WORLD)
    found = fixes_of(RULES, store)
    assert (found.fixes.score, found.note) == (score, "")
    assert ("sudo", "s0") in {gain.fix.name for gain in found.fixes.gains}


def test_a_failure_that_went_out_of_sight_is_a_failure_still(store):
    scored(store, WORLD)
    _, score = scored(store, later(WORLD, 1, Outcome.UNKNOWN))
    found = fixes_of(RULES, store)
    assert (found.fixes.score, found.note) == (score, "")
    acts = {gain.fix.name: gain.fix for gain in found.fixes.gains}
    assert acts["sudo", "s0"].failing
    assert not acts["sudo", "s0"].unseen


def test_an_earlier_run_is_scored_by_what_was_known_then(store):
    worlds = WORLD, later(WORLD, 1, Outcome.UNKNOWN), later(WORLD, 2, Outcome.PASS)
    for run, score in [scored(store, world) for world in worlds]:
        found = fixes_of(RULES, store, run=run)
        assert (found.fixes.score, found.note) == (score, "")


def test_a_run_of_other_tables_says_that_it_is_scored_again(store, monkeypatch):
    other = shipped_text().replace("risk_appetite = { value = 0.001", "risk_appetite = { value = 0.0002")
    with scored_with(monkeypatch, other) as tables:
        scored(store, replace(WORLD, tables=tables))
    assert "Run 1 was scored" in fixes_of(RULES, store).note


def test_what_is_past_its_retention_is_known_from_what_the_run_kept(store):
    late = DatasetRetention(target="inventory: datasets", resource="dataset:customers", overdue=900)
    people = Dataset(name="customers", data_class=DataClass.SPECIAL, stores=("crm",), records=10**6)
    crm = Store_(name="crm", kind=StoreKind.DATABASE, server="s0")
    world = replace(WORLD.declaring(datasets=(people,), stores=(crm,)), seen=(*WORLD.seen, late))
    scored(store, world)
    assert ("purge", "customers") in {gain.fix.name for gain in fixes_of(RULES, store).fixes.gains}


def test_a_run_that_did_not_finish_has_no_score(store):
    run = keep(store, WORLD, finish=False)
    store.abandon(run)
    with pytest.raises(UserError, match="did not finish"):
        fixes_of(RULES, store, run=run)
    with pytest.raises(UserError, match="no finished run"):
        fixes_of(RULES, store)


def test_a_run_that_kept_nothing_to_score_says_so(store):
    keep(store, WORLD, inputs=False)
    with pytest.raises(UserError, match="run 1"):
        fixes_of(RULES, store)
