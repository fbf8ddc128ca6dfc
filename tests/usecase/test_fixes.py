"""Fixes of a kept run: the model is rebuilt from what is kept, and gives the score that the run gave."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.score.worlds import CATALOGUE, FIREWALL, MODES, REDIS, SSH, SUDO, TELNET, World, finding
from toolkit.config.settings import Settings
from toolkit.core.errors import UserError
from toolkit.core.inventory import Inventory, Network, Server
from toolkit.core.verdict import Outcome
from toolkit.facts.line import TargetFacts
from toolkit.facts.network import OpenPort, SweptHost
from toolkit.registry import Catalogue, Found
from toolkit.score import Past
from toolkit.store import Store
from toolkit.usecase.factsfile import FactsFile, digest, kept_at
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


@contextmanager
def opened(folder):
    with Store.open(folder / "state") as store:
        yield store, Settings(inventory=HERE, state=folder / "state")


def keep(store, settings, world, *, finish=True):
    """One run as a scan keeps it."""
    targets = tuple(world.inventory.targets())
    run = store.begin(started_at=world.at, organisation="", version="1", targets=targets, checks=CATALOGUE)
    with FactsFile(kept_at(settings.state, run), world.inventory) as file:
        for target in targets:
            seen = tuple(one for one in world.seen if one.target == target.name)
            file.write(TargetFacts(target=target, observed_at=world.at, seen=seen))
            store.record(run, [(target, world.at, [one for one in world.findings if one.target == target.name])])
    past = {key: Past(*answer) for key, answer in store.past().items()}
    posture = replace(world, past=past).posture()
    if finish:
        store.finish(run, finished_at=world.at, posture=posture, evidence={file.path.name: digest(file.path)})
    else:
        store.abandon(run)
    return run, posture.score


def later(world, days, outcome):
    """What failed says something else after some days; the rest is as it was."""
    moment = world.at + timedelta(days=days)
    said = (replace(one, outcome=outcome) if one.outcome is Outcome.FAIL else one for one in world.findings)
    return replace(world, at=moment, findings=tuple(replace(one, observed_at=moment) for one in said))


def test_the_rebuilt_score_is_the_kept_one(tmp_path):
    with opened(tmp_path) as (store, settings):
        _, score = keep(store, settings, WORLD)
        found = fixes_of(settings, RULES, store)
        assert (found.fixes.score, found.note) == (score, "")
        assert ("sudo", "s0") in {gain.fix.name for gain in found.fixes.gains}


def test_a_failure_that_went_out_of_sight_is_a_failure_still(tmp_path):
    with opened(tmp_path) as (store, settings):
        keep(store, settings, WORLD)
        _, score = keep(store, settings, later(WORLD, 1, Outcome.UNKNOWN))
        found = fixes_of(settings, RULES, store)
        assert (found.fixes.score, found.note) == (score, "")
        acts = {gain.fix.name: gain.fix for gain in found.fixes.gains}
        assert acts["sudo", "s0"].failing
        assert not acts["sudo", "s0"].unseen


def test_an_earlier_run_is_scored_by_what_was_known_then_or_says_that_it_is_not(tmp_path):
    with opened(tmp_path) as (store, settings):
        first, score = keep(store, settings, WORLD)
        second, _ = keep(store, settings, later(WORLD, 1, Outcome.UNKNOWN))
        keep(store, settings, later(WORLD, 2, Outcome.PASS))
        assert fixes_of(settings, RULES, store, run=first).fixes.score == score
        found = fixes_of(settings, RULES, store, run=second)
        assert f"Run {second} was scored" in found.note


def test_a_run_that_did_not_finish_has_no_score(tmp_path):
    with opened(tmp_path) as (store, settings):
        run, _ = keep(store, settings, WORLD, finish=False)
        with pytest.raises(UserError, match="did not finish"):
            fixes_of(settings, RULES, store, run=run)
        with pytest.raises(UserError, match="no finished run"):
            fixes_of(settings, RULES, store)
