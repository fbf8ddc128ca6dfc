"""Every fix there is in one model: what each check says on each target, and what can be done to the data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.core.check import Check
from toolkit.core.finding import Finding
from toolkit.core.fix import Act, Fix
from toolkit.core.verdict import Outcome
from toolkit.score.evidence import Key
from toolkit.score.explain import short
from toolkit.score.fixes.data import Change, acts_on_data
from toolkit.score.graph import Lens
from toolkit.score.model import Model


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fix and its effect: findings that pass from then on, or a change of the data."""

    fix: Fix
    keys: frozenset[Key] = frozenset()
    change: Change | None = None


def catalogue(
    model: Model, judged: Sequence[Finding], checks: Sequence[Check], overdue: Mapping[str, int]
) -> tuple[Candidate, ...]:
    """All of them in the order of their names. What nobody's finding decides (structure) is no fix."""
    words = _Words(judged, checks)
    grouped: dict[tuple[str, str], dict[Key, bool]] = {}
    titles: dict[tuple[str, str], str] = {}
    for key, failing, title in _against(model):
        name = (key[1], key[0])
        said = grouped.setdefault(name, {})
        said[key] = said.get(key, False) or failing
        titles.setdefault(name, title)
    found = [words.candidate(name, said, titles[name]) for name, said in grouped.items()]
    data = acts_on_data(model.estate, overdue, model.tables)
    found += [Candidate(fix, change=change) for fix, change in data]
    return tuple(sorted(found, key=lambda one: (one.fix.name, one.fix.act)))


def _against(model: Model) -> Iterator[tuple[Key, bool, str]]:
    """Each finding that makes a step easier than it need be, or that is required: whether it fails, and its title."""
    lens = Lens(model.tables.unknown)
    for ease in model.graph.eases:
        for weak in ease.weaknesses:
            if weak.family and weak.key[1] and weak.ease > ease.base and lens.share(weak) > 0:
                yield weak.key, weak.failing > 0, weak.title
        for control in ease.controls:
            if lens.share(control) > 0:
                yield control.key, control.failing > 0, control.title
        for required in ease.required:
            yield required.key, not required.unseen, required.title


class _Words:
    """What to say of a fix, from the findings and the checks behind it."""

    def __init__(self, judged: Sequence[Finding], checks: Sequence[Check]) -> None:
        self.findings = {finding.key: finding for finding in judged}
        self.rules = {rule.id: rule for rule in checks}

    def candidate(self, name: tuple[str, str], said: Mapping[Key, bool], title: str) -> Candidate:
        failing = tuple(sorted(key for key, fails in said.items() if fails))
        unseen = tuple(sorted(key for key, fails in said.items() if not fails))
        act = Act.MEND if failing else Act.LOOK
        fix = Fix(
            act=act,
            check=name[0],
            target=name[1],
            title=title,
            does=self._does(name[0], failing, unseen),
            failing=failing,
            unseen=unseen,
        )
        return Candidate(fix, frozenset(said))

    def _does(self, check: str, failing: Sequence[Key], unseen: Sequence[Key]) -> str:
        known = next((self.findings[key] for key in (*failing, *unseen) if key in self.findings), None)
        rule = self.rules.get(check)
        mend = known.fix if known else rule.fix if rule else f"Make {check} pass."
        if failing:
            return mend
        why = short(known.evidence) if known and known.outcome is Outcome.UNKNOWN else ""
        return f"Make it visible{f' ({why})' if why else ', as of now'}. Should it fail: {mend}"
