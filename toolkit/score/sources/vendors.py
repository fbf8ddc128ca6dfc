"""Steps through vendors: `vendor:NAME` is having taken one."""

from collections.abc import Iterator

from toolkit.core.step import Position, Step
from toolkit.score.evidence import Body
from toolkit.score.graph import Edge, node
from toolkit.score.sources.grants import entry_ease, granted
from toolkit.score.world import World, not_known


def vendors(world: World) -> Iterator[Edge]:
    """From a vendor that was taken to what it may use here, and to the copies that it keeps itself."""
    for vendor in world.estate.vendors:
        taken = f"vendor:{vendor.name}"
        words = "how the vendor protects itself cannot be seen from here"
        yield Edge(node(Position.THIRD_PARTY), taken, Step.DELEGATE, entry_ease(world, vendor, Step.DELEGATE, words))
        yield from granted(world, vendor, taken)
    held = {place.vendor: place for place in world.estate.places if place.vendor}
    for vendor in world.estate.vendors:
        if place := held.get(vendor.name):
            unseen = not_known(f"how {vendor.name} keeps its copy cannot be seen from here")
            body = world.entry(vendor, Step.DELEGATE) + Body((unseen,))
            yield Edge(node(Position.THIRD_PARTY), place.raw, Step.DELEGATE, world.ease(Step.DELEGATE, body))
