"""Ciphertext and its key, and what it takes to destroy data: steps that need several things at once.

`store:X:ciphertext` with `key:K` gives `store:X:read`; `store:X:delete` of every copy gives `dataset:D:lost`.
"""

from collections.abc import Iterator

from toolkit.core.step import Position, Step
from toolkit.score.estate import by_name
from toolkit.score.evidence import NOTHING, Body
from toolkit.score.graph import Edge, Join, node
from toolkit.score.world import World, not_known


def encrypted(world: World) -> Iterator[Join]:
    """From ciphertext and its key to the data."""
    for place in world.estate.places:
        if place.key:
            yield Join(place.node, (place.raw, f"key:{place.key}"), Step.UNLOCK)


def destruction(world: World) -> Iterator[Edge | Join]:
    """To deleting a store, and from deleting every copy to having lost the dataset."""
    whole = world.ease(Step.DESTROY, NOTHING, "whoever administers a machine may delete what it stores", "delete")
    hosts = {host.name for host in world.estate.hosts}
    for place in world.estate.places:
        if place.host in hosts:
            yield Edge(f"host:{place.host}:root", place.delete, Step.DESTROY, whole)
        elif place.account:
            lock = world.cloud(place, Step.DESTROY)
            for position, step in ((Position.INTERNET, Step.OPEN), (Position.STOLEN_CREDENTIAL, Step.CREDENTIAL)):
                ease = world.ease(step, world.cloud(place, step).only_weak() + lock.only_controls())
                yield Edge(node(position), place.delete, step, ease)
        else:
            unknown = Body((not_known(f"nobody knows who may delete {place.title}"),))
            yield Edge(node(Position.INTERNET), place.delete, Step.DESTROY, world.ease(Step.OPEN, unknown))
    places = {place.name: place for place in world.estate.places}
    for holding in {one.name: one for every in by_name(world.estate.holdings).values() for one in every}.values():
        yield Join(holding.lost, tuple(places[name].delete for name in holding.places), Step.DESTROY)
