"""Where attack steps come from: one function a kind of step, each from the estate and the evidence.

A new family adds a function to `SOURCES`; the search knows nothing of where an edge came from.
Node ids: `pos:POSITION`, `zone:NAME`, `host:NAME:net@ORIGIN`, `host:NAME:user`, `host:NAME:root`, `store:NAME:read`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.core.inventory import INTERNET
from toolkit.core.resource import PortName, bucket, port_of
from toolkit.core.step import Position, Step
from toolkit.core.target import Family
from toolkit.facts.identity import Host, canonical
from toolkit.score.estate import Estate, Place
from toolkit.score.evidence import NOTHING, Body, Control, Evidence, Key, Weakness
from toolkit.score.graph import START, Ease, Edge, node
from toolkit.score.tables import Tables

SOMEWHERE = "?"
"""The zone of what has none declared: it may be anywhere, so it may reach anything."""


@dataclass(frozen=True, slots=True)
class World:
    """All that an edge source needs; bodies of evidence are made once and shared by the edges they decide."""

    estate: Estate
    evidence: Evidence
    tables: Tables
    let_in: Mapping[str, frozenset[str]]
    """Declared zones, and from where each can be reached."""
    _eases: dict[tuple[object, ...], Ease] = field(default_factory=dict)

    def ease(self, step: Step, body: Body = NOTHING, judgement: str = "", *name: object) -> Ease:
        """One ease for one body of evidence; the same `name` gives the same ease."""
        made = self._eases.get(name) if name else None
        if made is None:
            words = judgement or "nothing known eases this step; what is left is a flaw that nobody knows yet"
            made = Ease(
                self.tables.residual[step], body.weaknesses, _one_a_check(body.controls), body.required, words
            )
            if name:
                self._eases[name] = made
        return made

    def server(self, host: Host, step: Step) -> Body:
        """What server checks say of this machine; all of them are unknown on one that is in no inventory."""
        asked = self.evidence.asked(host.name)
        body = self.evidence.body(host.name, "", step) if host.declared else NOTHING
        return body + self.evidence.silent(
            Family.SERVER, host.name, "", step, asked if host.declared else frozenset()
        )

    def network(self, host: Host, step: Step) -> Body:
        """What network checks say of this machine's addresses, from wherever they were asked."""
        body = NOTHING
        covering = self.estate.sight.covering(host)
        for network in covering:
            asked_at_all = {*self.evidence.asked(network.name)}
            body += self.evidence.body(network.name, "", step)
            for address in host.addresses:
                body += self.evidence.body(network.name, address, step)
                asked = self.evidence.asked(network.name, address) | asked_at_all
                if address in self.estate.sight.complete:
                    asked |= self.evidence.asked_anywhere(network.name)
                body += self.evidence.silent(Family.NETWORK, network.name, f"host:{address}", step, asked)
        if not covering:
            body += self.evidence.silent(Family.NETWORK, host.name, "", step, frozenset())
        return body

    def cloud(self, place: Place, step: Step) -> Body:
        """What cloud checks say of this bucket and of its account."""
        account, name = place.account, place.bucket
        body = self.evidence.body(account, "", step)
        asked = set(self.evidence.asked(account))
        if name:
            body += self.evidence.body(account, name, step)
            asked |= self.evidence.asked(account, name)
        if not place.listed and step is Step.OPEN:
            words = f"{place.title} is not among the buckets that were listed"
            body += Body((not_known(words),))
        return body + self.evidence.silent(Family.CLOUD, account, bucket(name), step, asked)


def not_known(words: str) -> Weakness:
    """The structure itself is not known: possible for certain, for all we know."""
    return Weakness(("", "", ""), None, 1.0, 0.0, 1.0, "", words)


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
        yield Edge(f"host:{host.name}:root", place.node, Step.HOLD, administrator)
        read = world.ease(Step.READ, world.server(host, Step.READ), "", Step.READ, host.name)
        yield Edge(f"host:{host.name}:user", place.node, Step.READ, read)
        server, network = world.server(host, Step.QUERY), world.network(host, Step.QUERY)
        for origin in _origins(world, host):
            yield Edge(
                _net(host, origin), place.node, Step.QUERY, _query(world, host, place, origin, (server, network))
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
            yield Edge(node(position), place.node, step, world.ease(step, world.cloud(place, step)))


def kept_nowhere(world: World) -> Iterator[Edge]:
    """Data that nobody can place may lie in the open."""
    for place in world.estate.places:
        if not place.account and not place.host:
            unknown = Body((not_known(f"nobody knows where {place.title} is kept"),))
            yield Edge(node(Position.INTERNET), place.node, Step.OPEN, world.ease(Step.OPEN, unknown))


Source = Callable[[World], Iterator[Edge]]
SOURCES: tuple[Source, ...] = (attackers, zones, reach, machines, kept_on_machines, kept_in_accounts, kept_nowhere)


def edges(world: World, sources: tuple[Source, ...] = SOURCES) -> Iterator[Edge]:
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


def _one_a_check(controls: tuple[Control, ...]) -> tuple[Control, ...]:
    """Where several resources answer to one check, the weakest answer counts, once."""
    weakest: dict[str, Control] = {}
    for control in sorted(controls, key=lambda c: c.key):
        other = weakest.get(control.key[1])
        if other is None or (control.failing, control.unseen) > (other.failing, other.unseen):
            weakest[control.key[1]] = control
    return tuple(weakest.values())
