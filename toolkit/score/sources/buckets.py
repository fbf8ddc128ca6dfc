"""Straight from outside into what an account keeps, and to data that nobody can place."""

from collections.abc import Iterator

from toolkit.core.step import Position, Step
from toolkit.score.evidence import Body
from toolkit.score.graph import Edge, node
from toolkit.score.world import World, not_known


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
