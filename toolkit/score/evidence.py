"""From findings to evidence: what each says about a step, with age, what was last seen, and what was never asked.

Unknown is never good: a check that opens a step and gave no answer counts as UNKNOWN, a control that gave
none does not hold, and a failure that went out of sight is still a failure (scoring §1.2, §1.7).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from toolkit.core.check import Check
from toolkit.core.exploit import Exploit
from toolkit.core.finding import Finding
from toolkit.core.resource import address_of, bucket_of
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity

Key = tuple[str, str, str]
"""`Finding.key`: target, check, resource."""

DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Past:
    """The last real answer (PASS, FAIL or NOT_APPLICABLE) that an earlier run gave for a finding key."""

    outcome: Outcome
    observed_at: datetime
    severity: Severity | None = None
    """Of that answer; None: the check's own."""
    exploit: Exploit | None = None
    """What was known then of the use of a published flaw."""


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
    exploited: bool = False
    """A published flaw that is known to be exploited."""
    number: str = ""
    """Which number of the tables `ease` is; empty: structure."""


@dataclass(frozen=True, slots=True)
class Control:
    """One reason why a step may be hard. `passing` is the share of attacks that it lets by when it works."""

    key: Key
    family: Family
    passing: float
    failing: float
    unseen: float
    title: str = ""
    number: str = ""
    """Which number of the tables `passing` is."""


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

    def only_weak(self) -> "Body":
        """Its weaknesses, and what is required of them."""
        return Body(self.weaknesses, (), self.required)

    def only_controls(self) -> "Body":
        """Its controls, and what is required of them."""
        return Body((), self.controls, self.required)

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
        worst[finding.key] = finding if other is None else _worse(finding, other)
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


def _worse(one: Finding, other: Finding) -> Finding:
    """Of two answers to one question the worse. Two that know of different uses of a flaw know none for certain."""
    worse = max(one, other, key=_badness)
    if one.outcome is other.outcome is Outcome.FAIL and one.exploit != other.exploit:
        in_use = any(said.exploit and said.exploit.kev for said in (one, other))
        return replace(worse, exploit=Exploit(kev=True) if in_use else None)
    return worse


def _badness(finding: Finding) -> tuple[int, int, float, str]:
    order = (Outcome.NOT_APPLICABLE, Outcome.PASS, Outcome.UNKNOWN, Outcome.FAIL)
    return order.index(finding.outcome), finding.severity.rank, -finding.observed_at.timestamp(), finding.evidence


def _still_failing(now: Finding, last: Past) -> Finding:
    severity = max((now.severity, last.severity or now.severity), key=lambda s: s.rank)
    since = f"failed when last seen, {last.observed_at:%Y-%m-%d}; since then not seen"
    evidence = f"{since}: {now.evidence}" if now.evidence else since
    return replace(now, outcome=Outcome.FAIL, severity=severity, evidence=evidence, exploit=last.exploit)


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
