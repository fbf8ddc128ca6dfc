"""Across networks: from the internet or a zone to a machine, as scans saw it or as it is declared.

`zone:NAME` is a foothold in a part of the network, `host:NAME:net@ORIGIN` sending packets to a machine from there.
"""

from collections.abc import Iterator

from toolkit.core.inventory import INTERNET
from toolkit.core.resource import PortName, port_of
from toolkit.core.step import Position, Step
from toolkit.facts.identity import Host, canonical
from toolkit.score.evidence import NOTHING, Body, Key
from toolkit.score.graph import Ease, Edge, node
from toolkit.score.world import World, not_known

SOMEWHERE = "?"
"""The zone of what has none declared: it may be anywhere, so it may reach anything."""


def zones(world: World) -> Iterator[Edge]:
    """A zone that nobody declared may be the neighbour of any other. Declared ones: see `reach`."""
    if all(zone_of(world, host) != SOMEWHERE for host in world.estate.hosts):
        return
    somewhere = f"zone:{SOMEWHERE}"
    unknown = Ease(world.tables.residual[Step.REACH], (not_known("it is not declared which zones reach each other"),))
    for zone in world.let_in:
        yield Edge(f"zone:{zone}", somewhere, Step.MOVE, unknown)
        yield Edge(somewhere, f"zone:{zone}", Step.MOVE, unknown)


def reach(world: World) -> Iterator[Edge]:
    """Internet or a zone to a machine: by what a scan from there saw, else by what is declared."""
    for host in world.estate.hosts:
        zone = zone_of(world, host)
        declared = {zone, *world.let_in.get(zone, {INTERNET})}
        for origin in origins(world, host):
            yield Edge(
                standing(origin),
                net(host, origin),
                Step.REACH,
                _reach(world, host, origin, declared=origin in declared),
            )


def _reach(world: World, host: Host, origin: str, *, declared: bool) -> Ease:
    view = world.estate.sight.view(host, "" if origin == SOMEWHERE else origin)
    if view.open:
        ports = ", ".join(map(str, view.open[:6])) + (" and more" if len(view.open) > 6 else "")
        body = world.server(host, Step.REACH) + heard_from(world, origin, world.network(host, Step.REACH))
        words = f"a scan from {place_of(origin)} saw open: {ports}"
        return Ease(1.0, body.weaknesses, (), body.required, words)
    if view.closed:
        words = f"a scan from {place_of(origin)} asked every address and nothing answered"
        return world.ease(Step.REACH, NOTHING, words, Step.REACH, "closed", origin)
    if not declared:
        words = f"declared not to be reachable from {place_of(origin)}; no scan from there has confirmed it"
        return world.ease(Step.REACH, NOTHING, words, Step.REACH, "undeclared", origin)
    body = world.server(host, Step.REACH) + world.network(host, Step.REACH)
    unseen = not_known(f"no complete scan from {place_of(origin)} shows whether {host.name} answers there")
    return world.ease(Step.REACH, Body((unseen,)) + body)


def heard_from(world: World, origin: str, body: Body) -> Body:
    """Without what network findings say of ports that a scan from this origin proved not to answer."""
    return body.where(lambda key: not _refused(world, origin, key))


def _refused(world: World, origin: str, key: Key) -> bool:
    port = port_of(key[2]) if key[0] in world.estate.sight.networks else None
    if port is None or origin == SOMEWHERE:
        return False
    return world.estate.sight.refused(
        origin, PortName(canonical(port.address) or port.address, port.port, port.proto)
    )


def origins(world: World, host: Host) -> list[str]:
    """From where packets may come: the internet, its zone, what is let into that, and where scans stood."""
    zone = zone_of(world, host)
    return sorted({INTERNET, zone, *world.let_in.get(zone, ()), *world.estate.sight.origins(host)})


def zone_of(world: World, host: Host) -> str:
    """The declared zone of a machine, else `SOMEWHERE`."""
    return host.zone if host.zone in world.let_in else SOMEWHERE


def standing(origin: str) -> str:
    """Node id of standing at an origin."""
    return node(Position.INTERNET) if origin == INTERNET else f"zone:{origin}"


def net(host: Host, origin: str) -> str:
    """Node id of sending packets to a machine from an origin."""
    return f"host:{host.name}:net@{origin}"


def place_of(origin: str) -> str:
    """An origin in words."""
    if origin == INTERNET:
        return "the internet"
    return "a part of the network that is not declared" if origin == SOMEWHERE else f"zone {origin}"
