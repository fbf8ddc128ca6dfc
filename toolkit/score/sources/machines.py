"""Into a machine, up to its administrator, on to its neighbours, and to what it stores.

`host:NAME:user` is an ordinary account of a machine, `host:NAME:root` its administrator.
"""

from collections.abc import Iterator

from toolkit.core.resource import port_of
from toolkit.core.step import Position, Step
from toolkit.facts.identity import Host
from toolkit.score.estate import Place
from toolkit.score.evidence import NOTHING, Body
from toolkit.score.graph import Ease, Edge, node
from toolkit.score.sources.networks import heard_from, net, origins, place_of, zone_of
from toolkit.score.world import World


def machines(world: World) -> Iterator[Edge]:
    """Into a machine, up to its administrator, and on to its neighbours."""
    insider = world.ease(Step.HOLD, NOTHING, "an insider has an ordinary account on the machine", "insider")
    for host in world.estate.hosts:
        user = f"host:{host.name}:user"
        server, network = world.server(host, Step.LOGIN), world.network(host, Step.LOGIN)
        for origin in origins(world, host):
            body = server + heard_from(world, origin, network)
            yield Edge(
                net(host, origin),
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
        yield Edge(user, f"zone:{zone_of(world, host)}", Step.MOVE, world.ease(Step.MOVE, move, words))


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
        for origin in origins(world, host):
            yield Edge(
                net(host, origin), place.raw, Step.QUERY, _query(world, host, place, origin, (server, network))
            )


def _query(world: World, host: Host, place: Place, origin: str, said: tuple[Body, Body]) -> Ease:
    if place.port and world.estate.sight.shut(host, origin, place.port):
        words = f"port {place.port} does not answer from {place_of(origin)}"
        return world.ease(Step.QUERY, NOTHING, words, Step.QUERY, "shut", place.port, origin)
    server, network = said
    body = server + heard_from(world, origin, network)
    if place.port:
        body = body.where(lambda key: (port := port_of(key[2])) is None or port.port == place.port)
    return world.ease(Step.QUERY, body, "", Step.QUERY, host.name, place.port, body.names)
