"""Pairs of runs: the same small estate a while later, or two that have nothing to do with each other."""

from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import strategies as st

from tests.score.worlds import CATALOGUE, OUTCOMES, SUDO, World, finding, rule, worlds
from toolkit.core.fact import Absent, Unread
from toolkit.core.inventory import Server
from toolkit.core.step import Step
from toolkit.core.target import Family
from toolkit.core.verdict import Severity
from toolkit.facts.cloud import Bucket
from toolkit.facts.network import OpenPort, SilentAddresses, SweptHost
from toolkit.score.tables import read, shipped, shipped_text
from toolkit.score.trend import Inputs

LATER = timedelta(days=30)
TIGHTER = read(
    shipped_text()
    .replace(f'version = "{shipped().version}"', 'version = "2999.1"')
    .replace("unknown = { value = 0.5", "unknown = { value = 0.7")
    .replace("server = { value = 7", "server = { value = 3"),
    "tighter",
)
assert TIGHTER.unknown == 0.7


def inputs(world: World) -> Inputs:
    return Inputs(**{field.name: getattr(world, field.name) for field in fields(Inputs)})


def later(world: World, days: float = 30, *, seen_again: bool = True) -> World:
    """The same world after some days, observed again or not, with what it was like remembered."""
    after = timedelta(days=days)
    moved = [replace(one, observed_at=one.observed_at + after) for one in world.findings]
    return replace(
        world,
        at=world.at + after,
        findings=tuple(moved) if seen_again else world.findings,
        past=world.remembered(),
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[World, World]:
    """Mostly few differences of each kind; now and then everything differs."""
    world = draw(worlds())
    if draw(st.integers(0, 3)) == 0:
        return world, replace(draw(worlds()), at=world.at + LATER, past=world.remembered())
    return world, draw(_after(world))


@st.composite
def _after(draw: st.DrawFn, world: World) -> World:
    after = later(world, seen_again=draw(st.integers(0, 3)) > 0)
    changes = (_turned, _lost, _asked, _built, _scanned, _modelled)
    for change in draw(st.lists(st.sampled_from(changes), min_size=1, max_size=4)):
        after = draw(change(after))
    return after


@st.composite
def _turned(draw: st.DrawFn, world: World) -> World:
    if not world.findings:
        return world
    number = draw(st.integers(0, len(world.findings) - 1))
    severity = draw(st.sampled_from(list(Severity)))
    said = draw(OUTCOMES)
    return world.changing(number, lambda one: replace(one, outcome=said, severity=min(one.severity, severity)))


@st.composite
def _lost(draw: st.DrawFn, world: World) -> World:
    kept = [one for one in world.findings if draw(st.integers(0, 4))]
    return replace(world, findings=tuple(kept))


@st.composite
def _asked(draw: st.DrawFn, world: World) -> World:
    if not world.inventory.servers:
        return world
    server = draw(st.sampled_from(world.inventory.servers))
    found = finding(SUDO, server.name, draw(OUTCOMES), draw(st.sampled_from(["a", "b"])))
    return world.with_findings([replace(found, observed_at=world.at)])


@st.composite
def _built(draw: st.DrawFn, world: World) -> World:
    inventory = world.inventory
    match draw(st.integers(0, 3)):
        case 0:
            added = Server(name="added", host="192.0.2.60")
            return world.declaring(servers=(*inventory.servers, added)).with_findings(
                [replace(finding(SUDO, "added", draw(OUTCOMES)), observed_at=world.at)]
            )
        case 1 if inventory.servers:
            gone = draw(st.sampled_from(inventory.servers))
            rest = tuple(one for one in inventory.servers if one is not gone)
            found = tuple(one for one in world.findings if one.target != gone.name)
            return replace(world.declaring(servers=rest), findings=found)
        case 2 if inventory.datasets:
            first, *rest = inventory.datasets
            return world.declaring(datasets=(replace(first, records=draw(st.sampled_from([1, 10**6]))), *rest))
    return world.declaring(datasets=inventory.datasets[:-1])


@st.composite
def _scanned(draw: st.DrawFn, world: World) -> World:
    """Some facts are gone, ports open or close, sweeps end early, listings are refused."""
    seen = [one for one in world.seen if draw(st.integers(0, 5))]
    changed = []
    for one in seen:
        if isinstance(one, SweptHost) and draw(st.booleans()):
            ports = tuple(draw(st.lists(st.sampled_from([22, 5432, 6379]), unique=True)))
            changed.append(replace(one, open=ports, complete=draw(st.booleans())))
            changed += [
                OpenPort(target=one.target, resource=f"{one.address}:{p}/tcp", address=one.address, port=p)
                for p in ports
            ]
        else:
            changed.append(one)
    for account in world.inventory.accounts:
        if draw(st.integers(0, 3)) == 0:
            form = draw(st.sampled_from([Absent, Unread]))
            words = {"because": "none"} if form is Absent else {"reason": "denied"}
            changed.append(form(kind=Bucket, target=account.name, **words))
    for network in world.inventory.networks:
        if draw(st.integers(0, 3)) == 0:
            changed.append(SilentAddresses(target=network.name, count=3))
    return replace(world, seen=tuple(changed))


@st.composite
def _modelled(draw: st.DrawFn, world: World) -> World:
    match draw(st.integers(0, 3)):
        case 0:
            return replace(world, tables=TIGHTER)
        case 1:
            new = rule("new", Family.SERVER, Step.LOGIN)
            found = [
                replace(finding(new, s.name, draw(OUTCOMES)), observed_at=world.at) for s in world.inventory.servers
            ]
            return replace(world.with_findings(found), checks=(*CATALOGUE, new))
        case 2:
            gone = draw(st.sampled_from(CATALOGUE))
            found = tuple(one for one in world.findings if one.check != gone.id)
            return replace(world, checks=tuple(one for one in world.checks if one is not gone), findings=found)
    renamed = replace(SUDO, id="sudo-now", formerly=("sudo",), opens=draw(st.sampled_from([Step.LOGIN, Step.READ])))
    found = [
        replace(one, check=renamed.id, opens=renamed.opens) if one.check == SUDO.id else one for one in world.findings
    ]
    rules = tuple(renamed if one is SUDO else one for one in world.checks)
    return replace(world, findings=tuple(found), checks=rules)
