"""Facts and checks to findings. Pure: the same input gives the same findings in the same order.

Every check answers at least once for every target of its family. What was not seen is UNKNOWN,
and no check is called with it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from toolkit.core.check import Check
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.finding import Finding
from toolkit.core.target import Target
from toolkit.core.verdict import Outcome, Verdict, not_applicable

EVIDENCE_LIMIT = 2000
"""Characters of outside text that a finding keeps."""

log = logging.getLogger(__name__)


def evaluate(
    target: Target,
    seen: Iterable[Seen],
    checks: Sequence[Check],
    *,
    observed_at: datetime,
    policy_for: Callable[[Target, type], object | None] = lambda _target, _kind: None,
) -> list[Finding]:
    """Judge everything seen on one target, sorted by check and resource."""
    by_kind: dict[type[Fact], list[Seen]] = {}
    for one in seen:
        by_kind.setdefault(one.kind if isinstance(one, Absent | Unread) else type(one), []).append(one)
    everything = [one for one in by_kind.pop(Fact, []) if isinstance(one, Unread)]
    findings = []
    for rule in checks:
        if rule.family is not target.family:
            continue
        policy = policy_for(target, rule.policy) if rule.policy else None
        answers = _answers(rule, [*by_kind.get(rule.needs, []), *everything], policy)
        findings += [_finding(rule, target, answer, observed_at) for answer in answers]
    return sorted(findings, key=lambda finding: finding.key)


Answer = tuple[str, Verdict, Unread | None]


def _answers(rule: Check, seen: Sequence[Seen], policy: object | None) -> Iterator[Answer]:
    """One answer a resource; of two about the same resource the worse counts, and unseen beats passed."""
    worst: dict[str, Answer] = {}
    for one in seen:
        answer = _answer(rule, one, policy)
        other = worst.get(one.resource)
        if other is None or _badness(answer) > _badness(other):
            worst[one.resource] = answer
    if not worst:
        words = f"nothing was collected for this check ({rule.needs.__name__})"
        reason = Unread(kind=rule.needs, reason=words)
        worst[""] = ("", _unknown(reason), reason)
    yield from worst.values()


def _answer(rule: Check, one: Seen, policy: object | None) -> Answer:
    match one:
        case Unread():
            return one.resource, _unknown(one), one
        case Absent():
            return one.resource, not_applicable(one.because), None
        case _:
            return _judged(rule, one, policy)


def _judged(rule: Check, fact: Fact, policy: object | None) -> Answer:
    """The one barrier around checks: a check that raises has not judged, and says so."""
    try:
        return fact.resource, _allowed(rule, rule(fact, policy)), None
    except Exception as error:
        log.exception("check %s raised on %s of %s", rule.id, fact.resource, fact.target)
        words = f"a fault in check {rule.id}: {type(error).__name__}: {error}"
        reason = Unread(kind=rule.needs, reason=words, fault=True)
        return fact.resource, _unknown(reason), reason


def _allowed(rule: Check, verdict: object) -> Verdict:
    """UNKNOWN is the engine's word, and only a `Verdict` is a verdict."""
    if not isinstance(verdict, Verdict) or verdict.outcome is Outcome.UNKNOWN:
        raise TypeError(f"check {rule.id!r} must return passed, failed or not_applicable, not {verdict!r}")
    return verdict


def _unknown(unread: Unread) -> Verdict:
    return Verdict(Outcome.UNKNOWN, unread.reason)


def _badness(answer: Answer) -> tuple[int, int]:
    _, verdict, _ = answer
    order = (Outcome.NOT_APPLICABLE, Outcome.PASS, Outcome.UNKNOWN, Outcome.FAIL)
    return order.index(verdict.outcome), verdict.severity.rank if verdict.severity else 0


def _finding(rule: Check, target: Target, answer: Answer, observed_at: datetime) -> Finding:
    resource, verdict, unread = answer
    return Finding(
        check=rule.id,
        title=rule.title,
        outcome=verdict.outcome,
        severity=min(verdict.severity or rule.severity, rule.severity, key=lambda severity: severity.rank),
        family=rule.family,
        target=target.name,
        resource=resource,
        evidence=_shortened(verdict.evidence),
        observed_at=observed_at,
        fix=rule.fix,
        why=rule.why,
        cites=rule.cites,
        opens=rule.opens,
        holds=rule.holds,
        required=rule.required,
        playbook=rule.playbook,
        call=unread.call if unread else "",
        fault=unread.fault if unread else False,
        exploit=verdict.exploit if verdict.outcome is Outcome.FAIL else None,
    )


def _shortened(evidence: str) -> str:
    text = evidence.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return text if len(text) <= EVIDENCE_LIMIT else text[: EVIDENCE_LIMIT - 1] + "…"
