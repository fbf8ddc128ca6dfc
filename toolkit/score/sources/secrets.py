"""Secrets: `key:NAME` is having one. It lies in places, and opens others; on two machines it is one node.

A secret that decrypts a store is one input of that store's join (`copies`).
"""

from collections.abc import Iterator

from toolkit.core.inventory import Key
from toolkit.core.step import Position, Step
from toolkit.score.evidence import NOTHING, Body
from toolkit.score.graph import Edge, node
from toolkit.score.sources.grants import ends
from toolkit.score.world import World, not_known


def secrets(world: World) -> Iterator[Edge]:
    """From every place where a secret lies to having it, and from there to what it opens."""
    used = {place.key for place in world.estate.places if place.key}
    for key in world.estate.inventory.keys:
        if key.name in used or key.opens:
            yield from _taken(world, key)
            yield from _opening(world, key)


def _taken(world: World, key: Key) -> Iterator[Edge]:
    hosts = {host.name: host for host in world.estate.hosts}
    end = f"key:{key.name}"
    held = world.ease(Step.HOLD, NOTHING, "an administrator can read what the machine keeps", "key")
    for host in (hosts[name] for name in key.servers if name in hosts):
        yield Edge(f"host:{host.name}:root", end, Step.HOLD, held)
        take = world.ease(Step.TAKE, world.server(host, Step.TAKE), "", Step.TAKE, host.name)
        yield Edge(f"host:{host.name}:user", end, Step.TAKE, take)
    if key.account:
        words = "the key is in the account: a stolen credential of it may be permitted to use it"
        ease = world.ease(Step.CREDENTIAL, Body((not_known(words),)), "", "key", key.account)
        yield Edge(node(Position.STOLEN_CREDENTIAL), end, Step.CREDENTIAL, ease)
        yield Edge(node(Position.INSIDER), end, Step.CREDENTIAL, ease)
    if not key.account and not any(name in hosts for name in key.servers):
        unknown = world.ease(Step.TAKE, Body((not_known(f"nobody knows where {key.name} is kept"),)))
        yield Edge(node(Position.INTERNET), end, Step.TAKE, unknown)


def _opening(world: World, key: Key) -> Iterator[Edge]:
    use = world.ease(Step.HOLD, NOTHING, "whoever has the key needs nothing else", "key opens")
    for words in key.opens:
        to, _, privilege = words.partition("=")
        for end in ends(world, to, admin=privilege == "admin"):
            yield Edge(f"key:{key.name}", end, Step.USE, use)
