"""Two runs, and any mixture of them: the differences of some groups from the second, all else from the first."""

from functools import cached_property

from toolkit.core.resource import bucket_of, port_of
from toolkit.core.trend import Group
from toolkit.core.verdict import Outcome
from toolkit.score.trend.findings import Findings, counted, declared
from toolkit.score.trend.inputs import Inputs, score
from toolkit.score.trend.structure import Chosen, Structure


class Mixture:
    """Asked for the score of any set of groups; equal sets are scored once.

    Groups without a difference leave every mixture as it is, so they are not asked for.
    """

    def __init__(self, before: Inputs, now: Inputs) -> None:
        self.before, self.now = before, now
        self.structure = Structure(before, now)
        self.findings = Findings(before, now, self.structure)
        self._known: dict[Chosen, float] = {}

    @cached_property
    def active(self) -> tuple[Group, ...]:
        """The groups with a difference that can matter."""
        found = self.structure.groups | self.findings.groups
        if declared(self.before.checks, self.before.tables) != declared(self.now.checks, self.now.tables):
            found.add(Group.MODEL)
        if _remembered(self.before) != _remembered(self.now):
            found.add(Group.COVERAGE)
        return tuple(counted(found))

    @property
    def evaluations(self) -> int:
        """How many mixtures were scored."""
        return len(self._known)

    def score(self, chosen: Chosen) -> float:
        """The score of this mixture; of no group that of the first run, of all that of the second."""
        chosen &= frozenset(self.active)
        if chosen not in self._known:
            self._known[chosen] = score(self.inputs(chosen), self.findings.mixed(chosen))
        return self._known[chosen]

    def inputs(self, chosen: Chosen) -> Inputs:
        """The mixture, looked at from the moment of the second run; ages are those of the run they are from."""
        later = {group: self.now if group in chosen else self.before for group in Group}
        return Inputs(
            inventory=later[Group.ESTATE].inventory,
            findings=(),
            checks=later[Group.MODEL].checks,
            seen=self.structure.mixed(chosen),
            at=self.now.at,
            past=later[Group.COVERAGE].past,
            tables=later[Group.MODEL].tables,
        )


def _remembered(inputs: Inputs) -> set[object]:
    """What earlier runs can still add to a score besides failures: ports, buckets, controls that were not there."""
    keys = {key for key in inputs.past if port_of(key[2]) or bucket_of(key[2])}
    holding = {rule.id for rule in inputs.checks if rule.holds}
    absent = {
        key[:2] for key, last in inputs.past.items() if last.outcome is Outcome.NOT_APPLICABLE and key[1] in holding
    }
    return {*keys, *absent}
