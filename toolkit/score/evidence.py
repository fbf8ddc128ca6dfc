"""From findings to evidence: what each says about a step, with age, what was last seen, and what was never asked.

Unknown is never good: a check that opens a step and gave no answer counts as UNKNOWN, a control that gave
none does not hold, and a failure that went out of sight is still a failure (scoring §1.2, §1.7).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from toolkit.core.check import Check
from toolkit.core.finding import Finding
from toolkit.core.resource import address_of, bucket_of
from toolkit.core.step import Step
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity
from toolkit.facts.identity import canonical
from toolkit.score.tables import Tables

Key = tuple[str, str, str]
"""`Finding.key`: target, check, resource."""

DAY = 86400.0
LANDING = {
    Family.SERVER: Step.LOGIN,
    Family.CLOUD: Step.OPEN,
    Family.NETWORK: Step.REACH,
    Family.REGISTER: Step.CREDENTIAL,
}
"""Where a required check that eases no step of its own is counted: the step that lands on its target."""


@dataclass(frozen=True, slots=True)
class Past:
    """The last real answer (PASS, FAIL or NOT_APPLICABLE) that an earlier run gave for a finding key."""

    outcome: Outcome
    observed_at: datetime
    severity: Severity | None = None
    """Of that answer; None: the check's own."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """One reason why a step may be easy. `failing` and `unseen` are shares: certain, and not known."""

    key: Key
    family: Family | None
    """None: the structure itself is not known; no family's findings can be blamed."""
    ease: float
    """Chance of the step if this fails."""
    failing: float
    unseen: float
    title: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """One reason why a step may be hard. `passing` is the share of attacks that it lets by when it works."""

    key: Key
    family: Family
    passing: float
    failing: float
    unseen: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Required:
    """A required check that is not passing here. `unseen`: it may pass for all we know."""

    key: Key
    title: str
    unseen: bool


@dataclass(frozen=True, slots=True)
class Body:
    """Everything that bears on one step at one place."""

    weaknesses: tuple[Weakness, ...] = ()
    controls: tuple[Control, ...] = ()
    required: tuple[Required, ...] = ()

    def where(self, wanted: Callable[[Key], bool]) -> "Body":
        """The part of it whose finding is wanted."""
        return Body(
            tuple(w for w in self.weaknesses if wanted(w.key)),
            tuple(c for c in self.controls if wanted(c.key)),
            tuple(r for r in self.required if wanted(r.key)),
        )

    @property
    def names(self) -> tuple[Key, ...]:
        """What it is made of, for telling bodies of one place and step apart."""
        return (*(w.key for w in self.weaknesses), *(c.key for c in self.controls))

    def __add__(self, other: "Body") -> "Body":
        if other is NOTHING:
            return self
        if self is NOTHING:
            return other
        return Body(
            self.weaknesses + other.weaknesses, self.controls + other.controls, self.required + other.required
        )


NOTHING = Body()


def judged_now(findings: Iterable[Finding], checks: Sequence[Check], past: Mapping[Key, Past]) -> list[Finding]:
    """The findings to score: one a key (the worst), failures kept until they are seen mended.

    A failure that is now UNKNOWN, or whose check was not asked at all on that target, stays FAIL with a
    word on when it was last seen. One whose resource was listed again without it has gone.
    """
    worst: dict[Key, Finding] = {}
    for finding in findings:
        other = worst.get(finding.key)
        if other is None or _badness(finding) > _badness(other):
            worst[finding.key] = finding
    rules = {name: rule for rule in checks for name in (rule.id, *rule.formerly)}
    asked: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in worst.values():
        asked[finding.target, finding.check].append(finding)
    for (target, name, resource), last in past.items():
        rule = rules.get(name)
        key = (target, rule.id if rule else name, resource)
        now = worst.get(key)
        if last.outcome is not Outcome.FAIL:
            continue
        if now is not None and now.outcome is Outcome.UNKNOWN:
            worst[key] = _still_failing(now, last)
        elif now is None and rule and out_of_sight(rule.family, resource, asked.get(key[:2], ())):
            worst[key] = _still_failing(_unasked(rule, key, last.observed_at), last)
    return [worst[key] for key in sorted(worst)]


def _badness(finding: Finding) -> tuple[int, int, float, str]:
    order = (Outcome.NOT_APPLICABLE, Outcome.PASS, Outcome.UNKNOWN, Outcome.FAIL)
    return order.index(finding.outcome), finding.severity.rank, -finding.observed_at.timestamp(), finding.evidence


def _still_failing(now: Finding, last: Past) -> Finding:
    severity = max((now.severity, last.severity or now.severity), key=lambda s: s.rank)
    since = f"failed when last seen, {last.observed_at:%Y-%m-%d}; since then not seen"
    evidence = f"{since}: {now.evidence}" if now.evidence else since
    return replace(now, outcome=Outcome.FAIL, severity=severity, evidence=evidence)


def out_of_sight(family: Family, resource: str, now: Sequence[Finding]) -> bool:
    """Whether nothing in this run could have shown the thing: not asked, or all around it unread.

    On a server any part that was not read may have held it: a directory that cannot be listed stands under its
    own name, a Match block that cannot be evaluated under none.
    """
    around = {"", "account", resource}
    if bucket := bucket_of(resource):
        around.add(f"bucket:{bucket}")
    if address := address_of(resource):
        around.add(f"host:{address}")
    unseen = [one.resource for one in now if one.outcome is Outcome.UNKNOWN]
    return not now or (bool(unseen) if family is Family.SERVER else any(one in around for one in unseen))


def _unasked(rule: Check, key: Key, observed_at: datetime) -> Finding:
    return Finding(
        check=rule.id,
        title=rule.title,
        outcome=Outcome.UNKNOWN,
        severity=rule.severity,
        family=rule.family,
        target=key[0],
        resource=key[2],
        evidence="the check was not made",
        observed_at=observed_at,
        fix=rule.fix,
        opens=rule.opens,
        holds=rule.holds,
        required=rule.required,
        playbook=rule.playbook,
    )


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
        self._not_there = {key[:2] for key, last in past.items() if last.outcome is Outcome.NOT_APPLICABLE}
        self._opening = {rule.family for rule in self._checks if rule.opens}
        self._asked: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._anywhere: dict[str, set[str]] = defaultdict(set)
        self._found: dict[tuple[str, str, Step], list[Finding]] = defaultdict(list)
        for finding in findings:
            place = (finding.target, spot(finding))
            self._asked[place].add(finding.check)
            self._anywhere[finding.target].add(finding.check)
            for step in _steps(finding):
                self._found[*place, step].append(finding)

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
        ease = self.tables.failing[finding.severity]
        return Weakness(finding.key, finding.family, ease, failing, unseen, finding.title, finding.evidence)

    def _silent(self, rule: Check, target: str, resource: str) -> Weakness:
        ease = self.tables.failing[rule.severity]
        return Weakness(
            (target, rule.id, resource), rule.family, ease, 0.0, 1.0, rule.title, "the check was not made"
        )

    def _control(self, finding: Finding) -> Control:
        failing, unseen = self._shares(finding)
        unseen_now = finding.outcome is Outcome.UNKNOWN and (finding.target, finding.check) in self._not_there
        if finding.outcome is Outcome.NOT_APPLICABLE or unseen_now:
            failing, unseen = 1.0, 0.0  # a control that is not there holds nothing, nor does losing sight of it
        assert finding.holds
        passing = self.tables.holding[finding.holds]
        return Control(finding.key, finding.family, passing, failing, unseen, finding.title)

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
        case _:
            return ""
