"""Where attack steps come from: one function a kind of step, each from the estate and the evidence.

A new family adds a module with a function, and a line to `SOURCES`; the search does not know where edges come from.
Node ids: `pos:POSITION`, `zone:NAME`, `host:NAME:net@ORIGIN`, `host:NAME:user`, `host:NAME:root`, `store:NAME:read`;
of people and vendors see `people`, of keys and deletion see `copies`.
"""

from collections.abc import Callable, Iterator

from toolkit.core.inventory import INTERNET
from toolkit.core.resource import PortName, port_of
from toolkit.core.step import Position, Step
from toolkit.facts.identity import Host, canonical
from toolkit.score import copies, people
from toolkit.score.estate import Place
from toolkit.score.evidence import NOTHING, Body, Key
from toolkit.score.graph import START, Ease, Edge, Join, node
from toolkit.score.world import World, not_known

SOMEWHERE = "?"
"""The zone of what has none declared: it may be anywhere, so it may reach anything."""


def attackers(world: World) -> Iterator[Edge]:
    """Where an attacker stands to begin with."""
    for position in Position:
        words = f"chance that somebody stands here: {position}"
        yield Edge(START, node(position), Step.HOLD, Ease(world.tables.prior[position], judgement=words))


def zones(world: World) -> Iterator[Edge]:
    """A zone that nobody declared may be the neighbour of any other. Declared ones: see `reach`."""
    if all(_zone(world, host) != SOMEWHERE for host in world.estate.hosts):
        return
    somewhere = f"zone:{SOMEWHERE}"
    unknown = Ease(world.tables.residual[Step.REACH], (not_known("it is not declared which zones reach each other"),))
    for zone in world.let_in:
        yield Edge(f"zone:{zone}", somewhere, Step.MOVE, unknown)
        yield Edge(somewhere, f"zone:{zone}", Step.MOVE, unknown)


def reach(world: World) -> Iterator[Edge]:
    """Internet or a zone to a machine: by what a scan from there saw, else by what is declared."""
    for host in world.estate.hosts:
        zone = _zone(world, host)
        declared = {zone, *world.let_in.get(zone, {INTERNET})}
        for origin in _origins(world, host):
            yield Edge(
                _origin(origin),
                _net(host, origin),
                Step.REACH,
                _reach(world, host, origin, declared=origin in declared),
            )


def _reach(world: World, host: Host, origin: str, *, declared: bool) -> Ease:
    view = world.estate.sight.view(host, "" if origin == SOMEWHERE else origin)
    if view.open:
        ports = ", ".join(map(str, view.open[:6])) + (" and more" if len(view.open) > 6 else "")
        body = world.server(host, Step.REACH) + _from(world, origin, world.network(host, Step.REACH))
        words = f"a scan from {_place(origin)} saw open: {ports}"
        return Ease(1.0, body.weaknesses, (), body.required, words)
    if view.closed:
        words = f"a scan from {_place(origin)} asked every address and nothing answered"
        return world.ease(Step.REACH, NOTHING, words, Step.REACH, "closed", origin)
    if not declared:
        words = f"declared not to be reachable from {_place(origin)}; no scan from there has confirmed it"
        return world.ease(Step.REACH, NOTHING, words, Step.REACH, "undeclared", origin)
    body = world.server(host, Step.REACH) + world.network(host, Step.REACH)
    unseen = not_known(f"no complete scan from {_place(origin)} shows whether {host.name} answers there")
    return world.ease(Step.REACH, Body((unseen,)) + body)


def machines(world: World) -> Iterator[Edge]:
    """Into a machine, up to its administrator, and on to its neighbours."""
    insider = world.ease(Step.HOLD, NOTHING, "an insider has an ordinary account on the machine", "insider")
    for host in world.estate.hosts:
        user = f"host:{host.name}:user"
        server, network = world.server(host, Step.LOGIN), world.network(host, Step.LOGIN)
        for origin in _origins(world, host):
            body = server + _from(world, origin, network)
            yield Edge(
                _net(host, origin),
                user,
                Step.LOGIN,
                world.ease(Step.LOGIN, body, "", Step.LOGIN, host.name, body.names),
            )
        credential = world.server(host, Step.CREDENTIAL)
        yield Edge(node(Position.STOLEN_CREDENTIAL), user, Step.CREDENTIAL, world.ease(Step.CREDENTIAL, credential))
        yield Edge(node(Position.INSIDER), user, Step.HOLD, insider)
        yield Edge(
            user,
            f"host:{host.name}:root",
            Step.ESCALATE,
            world.ease(Step.ESCALATE, world.server(host, Step.ESCALATE)),
        )
        move = world.server(host, Step.MOVE)
        words = "a machine can send packets to its own zone"
        yield Edge(user, f"zone:{_zone(world, host)}", Step.MOVE, world.ease(Step.MOVE, move, words))


def kept_on_machines(world: World) -> Iterator[Edge]:
    """From a machine to what it stores: as its administrator, as its user, or by asking the service."""
    hosts = {host.name: host for host in world.estate.hosts}
    administrator = world.ease(Step.HOLD, NOTHING, "an administrator can read what the machine stores", "root")
    for place in world.estate.places:
        host = hosts.get(place.host)
        if host is None:
            continue
        yield Edge(f"host:{host.name}:root", place.raw, Step.HOLD, administrator)
        read = world.ease(Step.READ, world.server(host, Step.READ), "", Step.READ, host.name)
        yield Edge(f"host:{host.name}:user", place.raw, Step.READ, read)
        server, network = world.server(host, Step.QUERY), world.network(host, Step.QUERY)
        for origin in _origins(world, host):
            yield Edge(
                _net(host, origin), place.raw, Step.QUERY, _query(world, host, place, origin, (server, network))
            )


def _query(world: World, host: Host, place: Place, origin: str, said: tuple[Body, Body]) -> Ease:
    if place.port and world.estate.sight.shut(host, origin, place.port):
        words = f"port {place.port} does not answer from {_place(origin)}"
        return world.ease(Step.QUERY, NOTHING, words, Step.QUERY, "shut", place.port, origin)
    server, network = said
    body = server + _from(world, origin, network)
    if place.port:
        body = body.where(lambda key: (port := port_of(key[2])) is None or port.port == place.port)
    return world.ease(Step.QUERY, body, "", Step.QUERY, host.name, place.port, body.names)


def kept_in_accounts(world: World) -> Iterator[Edge]:
    """Straight from outside into a bucket: open to all, given to somebody else, or with a stolen key."""
    for place in world.estate.places:
        if not place.account:
            continue
        for position, step in (
            (Position.INTERNET, Step.OPEN),
            (Position.THIRD_PARTY, Step.DELEGATE),
            (Position.STOLEN_CREDENTIAL, Step.CREDENTIAL),
        ):
            yield Edge(node(position), place.raw, step, world.ease(step, world.cloud(place, step)))


def kept_nowhere(world: World) -> Iterator[Edge]:
    """Data that nobody can place may lie in the open."""
    for place in world.estate.places:
        if not place.account and not place.host and not place.vendor:
            unknown = Body((not_known(f"nobody knows where {place.title} is kept"),))
            yield Edge(node(Position.INTERNET), place.raw, Step.OPEN, world.ease(Step.OPEN, unknown))


Source = Callable[[World], Iterator[Edge | Join]]
SOURCES: tuple[Source, ...] = (
    *(attackers, zones, reach, machines, kept_on_machines, kept_in_accounts, kept_nowhere),
    *(people.groups, people.vendors, copies.keys, copies.destruction),
)


def edges(world: World, sources: tuple[Source, ...] = SOURCES) -> Iterator[Edge | Join]:
    """All attack steps there are."""
    for source in sources:
        yield from source(world)


def _from(world: World, origin: str, body: Body) -> Body:
    """Without what network findings say of ports that a scan from this origin proved not to answer."""
    return body.where(lambda key: not _refused(world, origin, key))


def _refused(world: World, origin: str, key: Key) -> bool:
    port = port_of(key[2]) if key[0] in world.estate.sight.networks else None
    if port is None or origin == SOMEWHERE:
        return False
    return world.estate.sight.refused(
        origin, PortName(canonical(port.address) or port.address, port.port, port.proto)
    )


def _origins(world: World, host: Host) -> list[str]:
    zone = _zone(world, host)
    return sorted({INTERNET, zone, *world.let_in.get(zone, ()), *world.estate.sight.origins(host)})


def _zone(world: World, host: Host) -> str:
    return host.zone if host.zone in world.let_in else SOMEWHERE


def _origin(origin: str) -> str:
    return node(Position.INTERNET) if origin == INTERNET else f"zone:{origin}"


def _net(host: Host, origin: str) -> str:
    return f"host:{host.name}:net@{origin}"


def _place(origin: str) -> str:
    if origin == INTERNET:
        return "the internet"
    return "a part of the network that is not declared" if origin == SOMEWHERE else f"zone {origin}"
