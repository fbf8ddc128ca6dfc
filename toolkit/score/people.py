"""Steps through people and vendors: groups, never a person.

`person:GROUP` is somebody of it won over, `password:GROUP` what they know, `identity:GROUP` being them towards a
system; `vendor:NAME` is having taken the vendor. What a group or vendor may use follows from its grants.
"""

from collections.abc import Iterator

from toolkit.core.step import Position, Step
from toolkit.facts.register import Privilege
from toolkit.score.estate import Entry
from toolkit.score.evidence import NOTHING, Body
from toolkit.score.graph import Ease, Edge, node
from toolkit.score.world import World, not_known


def groups(world: World) -> Iterator[Edge]:
    """From the internet, a stolen password or within, to being somebody of a group, to what the group may use."""
    known = world.ease(Step.HOLD, NOTHING, "whoever won a person over has the password of that person", "won over")
    stolen = world.ease(Step.HOLD, NOTHING, "passwords of some group are for sale at any time", "stolen")
    within = world.ease(Step.HOLD, NOTHING, "somebody of the group is already within", "within")
    for group in world.estate.groups:
        person, password, identity = (f"{what}:{group.name}" for what in ("person", "password", "identity"))
        fooled = "nothing known makes it easier; in any group somebody follows a good lure"
        yield Edge(node(Position.INTERNET), person, Step.PHISH, _ease(world, group, Step.PHISH, fooled))
        yield Edge(person, password, Step.HOLD, known)
        yield Edge(node(Position.STOLEN_CREDENTIAL), password, Step.HOLD, stolen)
        past = "no second factor is known to stand in between"
        yield Edge(password, identity, Step.IMPERSONATE, _ease(world, group, Step.IMPERSONATE, past))
        yield Edge(
            node(Position.STOLEN_CREDENTIAL), identity, Step.CREDENTIAL, _ease(world, group, Step.CREDENTIAL, "")
        )
        yield Edge(node(Position.INSIDER), identity, Step.HOLD, within)
        yield from _grants(world, group, identity)


def vendors(world: World) -> Iterator[Edge]:
    """From a vendor that was taken to what it may use here, and to the copies that it keeps itself."""
    for vendor in world.estate.vendors:
        taken = f"vendor:{vendor.name}"
        words = "how the vendor protects itself cannot be seen from here"
        yield Edge(node(Position.THIRD_PARTY), taken, Step.DELEGATE, _ease(world, vendor, Step.DELEGATE, words))
        yield from _grants(world, vendor, taken)
    held = {place.vendor: place for place in world.estate.places if place.vendor}
    for vendor in world.estate.vendors:
        if place := held.get(vendor.name):
            unseen = not_known(f"how {vendor.name} keeps its copy cannot be seen from here")
            body = world.entry(vendor, Step.DELEGATE) + Body((unseen,))
            yield Edge(node(Position.THIRD_PARTY), place.raw, Step.DELEGATE, world.ease(Step.DELEGATE, body))


def _ease(world: World, entry: Entry, step: Step, words: str) -> Ease:
    return world.ease(step, world.entry(entry, step), words, step, entry.register, entry.resource)


def _grants(world: World, entry: Entry, start: str) -> Iterator[Edge]:
    body = world.entry(entry, Step.USE)
    use = world.ease(Step.USE, body, "a grant that was reviewed and is needed", Step.USE, entry.register, entry.name)
    if entry.grants is None:
        # What they may use could not be read, so for all we know it is everything.
        unknown = world.ease(
            Step.USE, Body((not_known(entry.unread),)) + body, "", "unread", entry.register, entry.name
        )
        for end in _everything(world):
            yield Edge(start, end, Step.USE, unknown)
        return
    for grant in entry.grants:
        for end in _ends(world, grant.to, admin=grant.privilege is Privilege.ADMIN):
            yield Edge(start, end, Step.USE, use)


def _ends(world: World, to: str, *, admin: bool) -> Iterator[str]:
    """The states that a grant gives. Whoever changes a store may delete it as well."""
    kind, _, name = to.partition(":")
    if kind == "server":
        yield f"host:{name}:{'root' if admin else 'user'}"
        return
    for place in world.estate.places:
        if name == (place.account if kind == "account" else place.name):
            yield place.node  # access that was granted comes with the key
            if admin:
                yield place.delete


def _everything(world: World) -> Iterator[str]:
    yield from (f"host:{host.name}:root" for host in world.estate.hosts if host.declared)
    for place in world.estate.places:
        yield place.node
        yield place.delete
