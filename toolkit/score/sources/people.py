"""Steps through people: groups, never a person.

`person:GROUP` is somebody of it won over, `password:GROUP` what they know, `identity:GROUP` being them towards a
system. What they may use then follows from the grants of the group.
"""

from collections.abc import Iterator

from toolkit.core.step import Position, Step
from toolkit.score.evidence import NOTHING
from toolkit.score.graph import Edge, node
from toolkit.score.sources.grants import entry_ease, granted
from toolkit.score.world import World


def groups(world: World) -> Iterator[Edge]:
    """From the internet, a stolen password or within, to being somebody of a group, to what the group may use."""
    known = world.ease(Step.HOLD, NOTHING, "whoever won a person over has the password of that person", "won over")
    stolen = world.ease(Step.HOLD, NOTHING, "passwords of some group are for sale at any time", "stolen")
    within = world.ease(Step.HOLD, NOTHING, "somebody of the group is already within", "within")
    for group in world.estate.groups:
        person, password, identity = (f"{what}:{group.name}" for what in ("person", "password", "identity"))
        fooled = "nothing known makes it easier; in any group somebody follows a good lure"
        yield Edge(node(Position.INTERNET), person, Step.PHISH, entry_ease(world, group, Step.PHISH, fooled))
        yield Edge(person, password, Step.HOLD, known)
        yield Edge(node(Position.STOLEN_CREDENTIAL), password, Step.HOLD, stolen)
        past = "no second factor is known to stand in between"
        yield Edge(password, identity, Step.IMPERSONATE, entry_ease(world, group, Step.IMPERSONATE, past))
        yield Edge(
            node(Position.STOLEN_CREDENTIAL), identity, Step.CREDENTIAL, entry_ease(world, group, Step.CREDENTIAL, "")
        )
        yield Edge(node(Position.INSIDER), identity, Step.HOLD, within)
        yield from granted(world, group, identity)
