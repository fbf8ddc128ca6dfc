"""What a group or a vendor may use, and how easily a check of its register lets it be used."""

from collections.abc import Iterator

from toolkit.core.step import Step
from toolkit.facts.register import Privilege
from toolkit.score.estate import Entry
from toolkit.score.evidence import Body
from toolkit.score.graph import Ease, Edge
from toolkit.score.world import World, not_known


def entry_ease(world: World, entry: Entry, step: Step, words: str) -> Ease:
    """How easy a step is by what a register says of this entry; `words` where it says nothing against it."""
    return world.ease(step, world.entry(entry, step), words, step, entry.register, entry.resource)


def granted(world: World, entry: Entry, start: str) -> Iterator[Edge]:
    """From `start`, which is being or having taken the entry, to everything that it may use."""
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
        for end in ends(world, grant.to, admin=grant.privilege is Privilege.ADMIN):
            yield Edge(start, end, Step.USE, use)


def ends(world: World, to: str, *, admin: bool) -> Iterator[str]:
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
