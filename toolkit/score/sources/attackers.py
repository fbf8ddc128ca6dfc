"""Where attackers stand to begin with."""

from collections.abc import Iterator

from toolkit.core.step import Position, Step
from toolkit.score.graph import START, Ease, Edge, node
from toolkit.score.world import World


def attackers(world: World) -> Iterator[Edge]:
    """Where an attacker stands to begin with."""
    for position in Position:
        words = f"chance that somebody stands here: {position}"
        yield Edge(START, node(position), Step.HOLD, Ease(world.tables.prior[position], judgement=words))
