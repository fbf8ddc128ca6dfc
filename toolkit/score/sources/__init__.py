"""Where attack steps come from: one function a kind of step, each from the estate and the evidence.

A new family adds a module with a function, and a line to `SOURCES`; the search does not know where edges come from.
Each module says which nodes it is about; stores are `store:NAME:read` and `:delete`.
"""

from collections.abc import Callable, Iterator

from toolkit.score.graph import Edge, Join
from toolkit.score.sources import attackers, buckets, copies, machines, networks, people, secrets, vendors
from toolkit.score.world import World

Source = Callable[[World], Iterator[Edge | Join]]
SOURCES: tuple[Source, ...] = (
    *(attackers.attackers, networks.zones, networks.reach, machines.machines, machines.kept_on_machines),
    *(buckets.kept_in_accounts, buckets.kept_nowhere, people.groups, vendors.vendors),
    *(secrets.secrets, copies.encrypted, copies.destruction),
)


def edges(world: World, sources: tuple[Source, ...] = SOURCES) -> Iterator[Edge | Join]:
    """All attack steps there are."""
    for source in sources:
        yield from source(world)
