"""Bodies of evidence: all findings by place (target, and the bucket, address or entry in it) and step."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from datetime import datetime

from toolkit.core.check import Check
from toolkit.core.finding import Finding
from toolkit.core.resource import address_of, bucket_of, entry_of
from toolkit.core.step import Step
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity
from toolkit.facts.identity import canonical
from toolkit.score.evidence import DAY, NOTHING, Body, Control, Key, Past, Required, Weakness
from toolkit.score.flaws import shares
from toolkit.score.tables import Tables

FAILING = {severity: f"failing.{severity}" for severity in Severity}
HOLDING = {step: f"holding.{step}" for step in Step}
"""Names of the numbers in the tables."""

LANDING = {
    Family.SERVER: Step.LOGIN,
    Family.CLOUD: Step.OPEN,
    Family.NETWORK: Step.REACH,
    Family.REGISTER: Step.CREDENTIAL,
}
"""Where a required check that eases no step of its own is counted: the step that lands on its target."""


class Evidence:
    """All findings by place (target, and the bucket or address in it) and step."""

    def __init__(
        self,
        findings: Iterable[Finding],
        checks: Sequence[Check],
        past: Mapping[Key, Past],
        at: datetime,
        tables: Tables,
    ) -> None:
        self.tables = tables
        self.at = at
        self._checks = sorted({rule.id: rule for rule in checks}.values(), key=lambda rule: rule.id)
        not_there = [key for key, last in past.items() if last.outcome is Outcome.NOT_APPLICABLE]
        self._not_there = {*not_there, *((target, check, "") for target, check, _ in not_there)}
        self._nowhere = {key[:2] for key in not_there if not key[2]}
        self._opening = {rule.family for rule in self._checks if rule.opens}
        self._asked: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._anywhere: dict[str, set[str]] = defaultdict(set)
        self._found: dict[tuple[str, str, Step], list[Finding]] = defaultdict(list)
        self._take(findings)

    def _take(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            place = (finding.target, spot(finding))
            self._asked[place].add(finding.check)
            self._anywhere[finding.target].add(finding.check)
            for step in _steps(finding):
                self._found[*place, step].append(finding)

    def replacing(self, server: str, findings: Iterable[Finding]) -> "Evidence":
        """The same with these findings in the place of all that were about this server."""
        other = copy(self)
        other._without(server)  # noqa: SLF001  of its own kind
        other._take(findings)  # noqa: SLF001
        return other

    def _without(self, server: str) -> None:
        """Forget what was said of it, in tables of one's own."""
        self._asked, self._anywhere, self._found = self._asked.copy(), self._anywhere.copy(), self._found.copy()
        self._asked.pop((server, ""), None)
        self._anywhere.pop(server, None)
        for step in Step:
            self._found.pop((server, "", step), None)

    def asked(self, target: str, where: str = "") -> AbstractSet[str]:
        """Ids of the checks that said anything about this place, if only that it was not seen."""
        return self._asked.get((target, where), frozenset())

    def asked_anywhere(self, target: str) -> AbstractSet[str]:
        """Ids of the checks that said anything about any place of this target."""
        return self._anywhere.get(target, frozenset())

    def body(self, target: str, where: str, step: Step) -> Body:
        """What the findings of this very place say about the step."""
        found = self._found.get((target, where, step))
        if not found:
            return NOTHING
        return Body(
            tuple(self._weakness(f) for f in found if f.opens is step),
            tuple(self._control(f) for f in found if f.holds is step),
            tuple(r for f in found if (r := self._required(f))),
        )

    def silent(self, family: Family, target: str, resource: str, step: Step, answered: AbstractSet[str]) -> Body:
        """One UNKNOWN for each check that should have answered here and has not: not asked is not safe."""
        silent = [rule for rule in self._checks if rule.family is family and rule.id not in answered]
        body = Body(
            tuple(self._silent(rule, target, resource) for rule in silent if rule.opens is step),
            (),
            tuple(
                Required((target, c.id, resource), c.title, unseen=True)
                for c in silent
                if c.required and step in _steps(c)
            ),
        )
        if family not in self._opening:
            words = f"no check looks at a {family}"
            body += Body((Weakness((target, "", resource), family, 1.0, 0.0, 1.0, "", words),))
        return body

    def _weakness(self, finding: Finding) -> Weakness:
        failing, unseen = self._shares(finding)
        ease, used = self.tables.failing[finding.severity], finding.exploit
        if failing and used:
            assert finding.opens
            failing, unseen = shares(used, self.tables.residual[finding.opens], ease, self.at, self.tables)
        exploited = used is not None and used.kev
        number = FAILING[finding.severity]
        return Weakness(
            finding.key, finding.family, ease, failing, unseen, finding.title, finding.evidence, exploited, number
        )

    def _silent(self, rule: Check, target: str, resource: str) -> Weakness:
        ease = self.tables.failing[rule.severity]
        key, number = (target, rule.id, resource), FAILING[rule.severity]
        return Weakness(key, rule.family, ease, 0.0, 1.0, rule.title, "the check was not made", number=number)

    def _control(self, finding: Finding) -> Control:
        failing, unseen = self._shares(finding)
        if finding.outcome is Outcome.NOT_APPLICABLE or (finding.outcome is Outcome.UNKNOWN and self._gone(finding)):
            failing, unseen = 1.0, 0.0  # a control that is not there holds nothing, nor does losing sight of it
        assert finding.holds
        passing = self.tables.holding[finding.holds]
        number = HOLDING[finding.holds]
        return Control(finding.key, finding.family, passing, failing, unseen, finding.title, number)

    def _gone(self, finding: Finding) -> bool:
        """Whether this very control was not there when it was last seen; one without a resource stands for all."""
        return finding.key in self._not_there or finding.key[:2] in self._nowhere

    def _required(self, finding: Finding) -> Required | None:
        failing, unseen = self._shares(finding)
        if not finding.required or (not failing and unseen < 0.5):
            return None
        return Required(finding.key, finding.title, unseen=not failing)

    def _shares(self, finding: Finding) -> tuple[float, float]:
        """How much of this finding counts as failing and how much as unseen."""
        if finding.outcome is Outcome.FAIL:
            return 1.0, 0.0
        if finding.outcome is Outcome.UNKNOWN:
            return 0.0, 1.0
        age = (self.at - finding.observed_at).total_seconds() / DAY
        late = max(0.0, age - self.tables.fresh_days[finding.family])
        return 0.0, 1.0 - 2.0 ** -(late / self.tables.half_life_days[finding.family])


def _steps(one: Finding | Check) -> set[Step]:
    steps = {step for step in (one.opens, one.holds) if step}
    return steps or ({LANDING[one.family]} if one.required else set())


def spot(finding: Finding) -> str:
    """The place within a target that a finding is about: a bucket, an address, or the whole of it."""
    match finding.family:
        case Family.CLOUD:
            return bucket_of(finding.resource) or ""
        case Family.NETWORK:
            return canonical(address_of(finding.resource) or "") or ""
        case Family.REGISTER:
            return entry_of(finding.resource) or ""
        case _:
            return ""
