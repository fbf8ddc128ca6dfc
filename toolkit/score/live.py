"""One server looked at again, everything else as it was: rescored without building what did not change.

The graph keeps its nodes and steps; what the server's findings decide gets new numbers. Anything that could change
the structure itself (what exists, what leads where, another moment in time) needs a new model.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from toolkit.core.check import Check
from toolkit.core.fact import Seen
from toolkit.core.finding import Finding
from toolkit.core.inventory import Inventory
from toolkit.core.posture import Posture
from toolkit.core.resource import port_of
from toolkit.core.step import Step
from toolkit.core.target import Family
from toolkit.facts.identity import Host
from toolkit.score.assess import report, world_of
from toolkit.score.evidence import Key, Past, judged_now
from toolkit.score.graph import Ease
from toolkit.score.model import Model
from toolkit.score.sources import edges
from toolkit.score.tables import Tables
from toolkit.score.world import World, one_a_check


@dataclass(frozen=True, slots=True)
class Live:
    """A model, and what it was made of."""

    world: World
    model: Model
    judged: tuple[Finding, ...]
    checks: Sequence[Check]
    past: Mapping[Key, Past]

    def posture(self) -> Posture:
        """Everything that is said of it, without advice."""
        return report(self.model, self.judged)

    def rescanned(self, server: str, findings: Sequence[Finding]) -> "Live":
        """With these findings in the place of all that were about the server, at the same moment.

        Raises `KeyError` for what is no server of the inventory.
        """
        host = {one.name: one for one in self.world.estate.hosts if one.declared}[server]
        past = {key: last for key, last in self.past.items() if key[0] == server}
        now = judged_now(findings, [rule for rule in self.checks if rule.family is Family.SERVER], past)
        before = [one for one in self.judged if one.target == server]
        world = replace(self.world, evidence=self.world.evidence.replacing(server, now), _eases={})
        judged = tuple(sorted((*(one for one in self.judged if one.target != server), *now), key=lambda one: one.key))
        if any(port_of(one.resource) for one in (*before, *now)):  # these count for some ports of the machine alone
            model = Model(world.estate, edges(world), world.tables)
        else:
            model = self.model.with_eases(_anew(self.model, world, host, self.checks))
        return replace(self, world=world, model=model, judged=judged)


def live(
    inventory: Inventory,
    findings: Sequence[Finding],
    checks: Sequence[Check],
    seen: Iterable[Seen],
    *,
    at: datetime,
    past: Mapping[Key, Past],
    tables: Tables,
) -> Live:
    """The arguments of `toolkit.score.posture`, to be scored more than once."""
    judged = tuple(judged_now(findings, checks, past))
    world = world_of(inventory, judged, checks, seen, at=at, past=past, tables=tables)
    return Live(world, Model(world.estate, edges(world), tables), judged, checks, past)


def _anew(model: Model, world: World, host: Host, checks: Sequence[Check]) -> dict[int, Ease]:
    """Every ease that findings about this server are part of, by its number, as they are now."""
    families = {rule.id: rule.family for rule in checks}
    return {number: _again(ease, step, world, host, families) for number, ease, step in model.graph.about(host.name)}


def _again(ease: Ease, step: Step, world: World, host: Host, families: Mapping[str, Family]) -> Ease:
    """The same ease, with what is said of the server now; what is said of all else stays."""
    body = world.server(host, step)

    def said(key: Key, family: Family | None) -> bool:
        return key[0] == host.name and family is Family.SERVER  # a network's silence has the machine's name too

    return replace(
        ease,
        weaknesses=(*body.weaknesses, *(one for one in ease.weaknesses if not said(one.key, one.family))),
        controls=one_a_check((*body.controls, *(one for one in ease.controls if not said(one.key, one.family)))),
        required=(*body.required, *(one for one in ease.required if not said(one.key, families.get(one.key[1])))),
    )
