"""The laws of the score (reference: scoring §1.14), on random worlds. Numbers in names are those of the reference.

All comparisons are exact: points stand on a grid, so no tolerance is needed, and none is given.
"""

import math
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.score.worlds import (
    AT,
    CATALOGUE,
    MODES,
    SSH,
    SUDO,
    World,
    finding,
    rule,
    worlds,
)
from toolkit.core.inventory import DataClass, Dataset, Server, Store, StoreKind, Zone
from toolkit.core.step import Position
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity
from toolkit.facts.network import SweptHost
from toolkit.facts.register import VendorAccess

laws = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)

numbers = st.integers(0, 10**6)


def one_of(world: World, number: int) -> int:
    return number % len(world.findings)


def outcome(world: World, number: int, said: Outcome) -> World:
    return world.changing(number, lambda one: replace(one, outcome=said, observed_at=AT))


def within(inner: tuple[float, float], outer: tuple[float, float]) -> bool:
    return outer[0] <= inner[0] <= inner[1] <= outer[1]


@laws
@given(worlds(), numbers)
def test_1_2_3_pass_is_never_worse_than_unknown_nor_that_than_fail(world: World, number: int) -> None:
    if not world.findings:
        return
    number = one_of(world, number)
    failed, unknown, passed = (
        outcome(world, number, said).posture() for said in (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS)
    )
    assert failed.score <= unknown.score <= passed.score
    assert within(failed.interval, unknown.interval)
    assert within(passed.interval, unknown.interval)


@laws
@given(worlds(), numbers, st.sampled_from(list(Severity)))
def test_1_a_worse_failure_never_raises(world: World, number: int, severity: Severity) -> None:
    if not world.findings:
        return
    number = one_of(world, number)
    failing = outcome(world, number, Outcome.FAIL)
    worse = failing.changing(number, lambda f: replace(f, severity=max(f.severity, severity, key=lambda s: s.rank)))
    assert worse.score() <= failing.score()


@laws
@given(worlds(), numbers)
def test_1_one_more_failure_never_raises(world: World, number: int) -> None:
    for check in (SSH, SUDO, MODES):
        more = [finding(check, server.name, resource=f"more{number}") for server in world.inventory.servers]
        assert world.with_findings(more).score() <= world.score()


@laws
@given(worlds())
def test_3_the_score_is_inside_its_interval(world: World) -> None:
    posture = world.posture()
    assert posture.interval[0] <= posture.score <= posture.interval[1]


@laws
@given(worlds(), st.randoms(use_true_random=False))
def test_4_no_order_matters_to_the_bit(world: World, chance: random.Random) -> None:
    def mixed(things):
        return tuple(chance.sample(list(things), len(things)))

    kinds = ("servers", "accounts", "networks", "zones", "stores", "datasets")
    shuffled = replace(
        world.declaring(**{kind: mixed(getattr(world.inventory, kind)) for kind in kinds}),
        findings=mixed(world.findings),
        checks=mixed(world.checks),
        seen=mixed(world.seen),
    )
    assert shuffled.posture() == world.posture()


@laws
@given(worlds())
def test_5_names_do_not_matter(world: World) -> None:
    def new(name: str) -> str:
        return f"{'zyx'[int(name[1]) % 3]}{9 - int(name[1])}" if name[:1] in "sna" and name[1:].isdecimal() else name

    def regranted(words: str) -> str:
        kind, _, rest = words.partition(":")
        to, _, privilege = rest.partition("=")
        return f"{kind}:{new(to) if kind == 'server' else to}{'=' + privilege if privilege else ''}"

    inventory = world.inventory
    renamed = replace(
        world.declaring(
            servers=tuple(replace(s, name=new(s.name)) for s in inventory.servers),
            networks=tuple(replace(s, name=new(s.name) + "net") for s in inventory.networks),
            accounts=tuple(replace(s, name=new(s.name) + "acc") for s in inventory.accounts),
            stores=tuple(
                replace(s, server=s.server and new(s.server), account=s.account and new(s.account) + "acc")
                for s in inventory.stores
            ),
            keys=tuple(
                replace(k, servers=tuple(map(new, k.servers)), opens=tuple(map(regranted, k.opens)))
                for k in inventory.keys
            ),
        ),
        findings=tuple(replace(f, target=new(f.target) + _suffix(f.family)) for f in world.findings),
        seen=tuple(
            _granted_anew(replace(f, target=new(f.target) + _suffix(type(f).family)), new) for f in world.seen
        ),
    )
    assert (renamed.score(), renamed.posture().interval) == (world.score(), world.posture().interval)


def _granted_anew(fact, new):
    """The same with the new names of what is granted."""
    suffix = {"account": "acc"}
    grants = [(one, *one.to.partition(":")[::2]) for one in getattr(fact, "grants", ())]
    named = [
        replace(one, to=f"{kind}:{name if kind == 'store' else new(name) + suffix.get(kind, '')}")
        for one, kind, name in grants
    ]
    return replace(fact, grants=tuple(named)) if named else fact


def _suffix(family: Family) -> str:
    return {Family.NETWORK: "net", Family.CLOUD: "acc"}.get(family, "")


@laws
@given(worlds(), st.booleans())
def test_6_more_to_attack_never_raises(world: World, scanned: bool) -> None:
    server = Server(
        name="more", host="192.0.2.99", zone=world.inventory.zones[0].name if world.inventory.zones else ""
    )
    store = Store(name="more-data", kind=StoreKind.FILES, server="more")
    dataset = Dataset(name="more", data_class=DataClass.PERSONAL, stores=("more-data",), records=10)
    if not world.inventory.stores:
        return  # the first declared store replaces the assumption that every server holds data
    bigger = world.declaring(servers=(*world.inventory.servers, server))
    if scanned and world.inventory.networks:
        network = world.inventory.networks[0].name
        swept = SweptHost(target=network, resource="host:192.0.2.99", address="192.0.2.99", ports="1-9", open=(7,))
        bigger = replace(bigger, seen=(*world.seen, swept))
    else:
        assert bigger.score() <= world.score()
    stored = bigger.declaring(stores=(*world.inventory.stores, store), datasets=(*world.inventory.datasets, dataset))
    assert stored.score() <= bigger.score()


@laws
@given(worlds())
def test_6_a_secure_machine_without_data_changes_nothing(world: World) -> None:
    if not world.inventory.stores:
        return
    zones = (*world.inventory.zones, Zone(name="alone"))
    server = Server(name="safe", host="198.51.100.1", zone="alone")
    safe = world.declaring(zones=zones, servers=(*world.inventory.servers, server)).with_findings(
        finding(check, "safe", Outcome.PASS) for check in CATALOGUE if check.family is Family.SERVER
    )
    assert safe.score() == world.declaring(zones=zones).score()


@laws
@given(worlds())
def test_8_identical_twins_change_nothing(world: World) -> None:
    twin = "t0"
    original = world.inventory.servers[0]
    copies = [replace(s, name=f"{s.name}-twin", server=twin) for s in world.inventory.stores if s.server == "s0"]
    names = {copy.name.removesuffix("-twin"): copy.name for copy in copies}
    where = {"192.0.2.1": "192.0.2.14"}
    inventory = replace(
        world.inventory,
        servers=(*world.inventory.servers, replace(original, name=twin, host="192.0.2.14")),
        stores=(*world.inventory.stores, *copies),
        datasets=tuple(
            replace(d, stores=(*d.stores, *(names[s] for s in d.stores if s in names)))
            for d in world.inventory.datasets
        ),
    )
    if any(
        not any(s.name in d.stores for d in world.inventory.datasets)
        for s in world.inventory.stores
        if s.server == "s0"
    ):
        return  # undeclared data in a copied store is more undeclared data
    if not world.inventory.stores:
        return
    twins = [replace(f, target=twin) for f in world.findings if f.target == "s0"]
    twins += [
        replace(f, resource=_moved(f.resource, where)) for f in world.findings if _about(f.resource, "192.0.2.1")
    ]
    seen = [
        replace(f, resource=_moved(f.resource, where), address="192.0.2.14")
        for f in world.seen
        if _about(f.resource, "192.0.2.1")
    ]
    doubled = replace(world, inventory=inventory, seen=(*world.seen, *seen)).with_findings(twins)
    assert doubled.score() == world.score()


def _about(resource: str, address: str) -> bool:
    return resource == f"host:{address}" or resource.startswith(f"{address}:")


def _moved(resource: str, where: dict[str, str]) -> str:
    for old, new in where.items():
        if _about(resource, old):
            return resource.replace(old, new)
    return resource


@laws
@given(worlds())
def test_9_splitting_a_dataset_in_its_place_changes_nothing(world: World) -> None:
    halves = []
    for dataset in world.inventory.datasets:
        if dataset.records is None or dataset.records % 2:
            halves.append(dataset)
        else:
            half = replace(dataset, records=dataset.records // 2)
            halves += [half, replace(half, name=f"{dataset.name}-other")]
    split = {half.name.removesuffix("-other") for half in halves if half.name.endswith("-other")}
    seen = tuple(
        replace(f, holds=(*f.holds, *(f"{name}-other" for name in f.holds if name in split)))
        if isinstance(f, VendorAccess)
        else f
        for f in world.seen
    )
    assert replace(world.declaring(datasets=tuple(halves)), seen=seen).score() == world.score()


@laws
@given(worlds(), numbers)
def test_10_another_copy_never_raises(world: World, number: int) -> None:
    held = {name for dataset in world.inventory.datasets for name in dataset.stores}
    if not held:
        return
    store = sorted(held)[number % len(held)]
    copied = tuple(replace(d, stores=tuple({*d.stores, store})) for d in world.inventory.datasets)
    assert world.declaring(datasets=copied).score() <= world.score()


@laws
@given(worlds(), numbers, st.sampled_from(list(DataClass)))
def test_11_purging_never_lowers_and_worse_data_never_raises(world: World, number: int, kind: DataClass) -> None:
    datasets = world.inventory.datasets
    if not datasets:
        return
    place = number % len(datasets)

    def changed(**change: object) -> float:
        return world.declaring(
            datasets=tuple(replace(d, **change) if n == place else d for n, d in enumerate(datasets))
        ).score()

    worth = world.tables.worth
    if records := datasets[place].records:
        assert changed(records=records // 10) >= world.score()
        assert changed(records=records * 10) <= world.score()
    if worth[kind] >= worth[datasets[place].data_class]:
        assert changed(data_class=kind) <= world.score()


@laws
@given(worlds())
def test_12_a_finding_said_twice_counts_once(world: World) -> None:
    assert world.with_findings(world.findings).posture() == world.posture()


@laws
@given(worlds(), st.floats(0, 1000), st.floats(0, 1000))
def test_14_the_clock_alone_never_raises(world: World, days: float, more: float) -> None:
    soon = replace(world, at=AT + timedelta(days=days))
    late = replace(world, at=AT + timedelta(days=days + more))
    assert late.score() <= soon.score()


@laws
@given(worlds(), numbers)
def test_16_a_failure_out_of_sight_is_a_failure_still(world: World, number: int) -> None:
    if not world.findings:
        return
    number = one_of(world, number)
    failing = outcome(world, number, Outcome.FAIL)
    hidden = replace(outcome(failing, number, Outcome.UNKNOWN), past=failing.remembered())
    assert hidden.score() <= failing.score()


@laws
@given(worlds(), st.sampled_from(CATALOGUE))
def test_16_deselecting_a_check_never_raises(world: World, check) -> None:
    without = [one for one in world.findings if one.check != check.id]
    now = replace(world, findings=tuple(without), past=world.remembered())
    assert now.score() <= world.score()
    assert replace(now, past={}).posture().interval[0] <= world.score()


@laws
@given(worlds(), numbers)
def test_16_a_target_that_cannot_be_read_any_more_never_raises(world: World, number: int) -> None:
    targets = list(world.inventory.targets())
    target = targets[number % len(targets)]
    refused = [
        finding(check, target.name, Outcome.UNKNOWN, evidence="connection refused")
        for check in CATALOGUE
        if check.family is target.family
    ]
    # what the run before scored, and remembers of this target
    asked = {one.check for one in world.findings if one.target == target.name}
    before = world.with_findings(one for one in refused if one.check not in asked)
    listed = rule("listed", target.family)  # something answers for every thing that was seen
    before = before.with_findings(
        finding(listed, fact.target, Outcome.PASS, fact.resource) for fact in world.seen if fact.target == target.name
    )
    now = replace(
        before,
        findings=(*(one for one in before.findings if one.target != target.name), *refused),
        seen=tuple(one for one in world.seen if one.target != target.name),
        past=before.remembered(),
    )
    assert now.score() <= before.score()


@laws
@given(worlds())
def test_20_points_add_up_and_steps_multiply(world: World) -> None:
    posture = world.posture()
    for path in filter(None, (posture.path, posture.next_path)):
        together = [path.prior_points, *(step.points for step in path.steps), path.value_points]
        assert math.fsum(together) == path.points
        product = path.prior * math.prod(step.probability for step in path.steps)
        assert product == pytest.approx(path.probability, rel=1e-6)
    if posture.path:
        ceiling = min([100.0, *(cap.ceiling for cap in posture.caps)])
        assert posture.score == min(ceiling, max(0.0, posture.path.points))


@laws
@given(worlds())
def test_21_bounds_and_nothing_checked_is_never_safe(world: World) -> None:
    posture = world.posture()
    assert 0 <= posture.interval[0] <= posture.interval[1] <= 100
    valued = any(d.records != 0 and d.data_class is not DataClass.PUBLIC for d in world.inventory.datasets)
    nothing = replace(world, findings=(), checks=())
    if valued or not world.inventory.datasets:
        assert nothing.score() < 100
    every = [replace(f, outcome=Outcome.FAIL) for f in world.findings]
    worst = replace(world, findings=tuple(every), checks=())
    assert nothing.posture().interval[0] <= replace(worst, checks=CATALOGUE).score()


@laws
@given(worlds())
def test_22_other_passing_checks_dilute_nothing(world: World) -> None:
    passing = [finding(SSH, s.name, Outcome.PASS, f"extra{n}") for s in world.inventory.servers for n in range(20)]
    told = world.with_findings(finding(SSH, s.name, Outcome.PASS, "told") for s in world.inventory.servers)
    assert told.with_findings(passing).score() == told.score()


@laws
@given(worlds(), st.sampled_from(list(Position)), st.floats(0.001, 1), st.floats(0.001, 1))
def test_23_a_likelier_attacker_never_raises(world: World, position: Position, one: float, other: float) -> None:
    def with_prior(prior: float) -> float:
        return replace(world, tables=replace(world.tables, prior={**world.tables.prior, position: prior})).score()

    assert with_prior(max(one, other)) <= with_prior(min(one, other))


@laws
@given(worlds())
def test_mending_what_gains_most_gives_the_next_path(world: World) -> None:
    """The what-if is a rescoring: making the findings pass for real gives the promised gain (17)."""
    posture = world.posture()
    if not posture.path or posture.caps or not posture.next_path:
        return
    step = max(posture.path.steps, key=lambda step: step.gain)
    keys = {*step.findings, *step.unknown}
    if not step.gain or not keys <= {one.key for one in world.findings}:
        return
    mended = replace(
        world,
        findings=tuple(
            replace(f, outcome=Outcome.PASS, observed_at=AT) if f.key in keys else f for f in world.findings
        ),
    ).posture()
    assert mended.score - posture.score <= step.gain
    assert mended.path is not None
    if not mended.caps:
        assert mended.path.points == posture.next_path.points
