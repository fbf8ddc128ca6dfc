"""Two runs side by side: what got worse, what got better, what went out of sight. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from toolkit.core.finding import Finding
from toolkit.core.posture import AttackPath, Posture
from toolkit.core.resource import address_of
from toolkit.core.verdict import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one run says that the run before it did not."""

    since_run: int
    since: datetime
    score_before: float | None
    score_now: float | None
    path_changed: bool
    opened: tuple[Finding, ...]
    """Failing now, not failing then."""
    closed: tuple[Finding, ...]
    """Failing then, seen passing or not applicable now."""
    lost: tuple[Finding, ...]
    """Answered then, unknown now."""
    regained: tuple[Finding, ...]
    """Unknown then, answered now (and not failing: those are in `opened`)."""

    @property
    def anything(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.opened or self.closed or self.lost or self.regained or self.path_changed)


def compare(
    *,
    since_run: int,
    since: datetime,
    before: Iterable[Finding],
    now: Iterable[Finding],
    posture_before: Posture | None,
    posture_now: Posture | None,
) -> Change:
    """Compare two runs by finding key.

    A failure that is gone from `now` is closed only where the same check has answered for what it was on: for
    its machine or the whole target. A port that was closed is such a one; a thing nobody asked about is not.
    """
    then = {finding.key: finding for finding in before}
    now = list(now)
    opened, lost, regained = [], [], []
    closed = _gone(then.values(), now)
    for finding in sorted(now, key=lambda f: (-f.severity.rank, f.key)):
        old = then.get(finding.key)
        was = old.outcome if old else None
        match finding.outcome:
            case Outcome.FAIL if was is not Outcome.FAIL:
                opened.append(finding)
            case Outcome.UNKNOWN if was not in (None, Outcome.UNKNOWN):
                lost.append(finding)
            case Outcome.PASS | Outcome.NOT_APPLICABLE if was is Outcome.FAIL:
                closed.append(finding)
            case Outcome.PASS | Outcome.NOT_APPLICABLE if was is Outcome.UNKNOWN:
                regained.append(finding)
    return Change(
        since_run=since_run,
        since=since,
        score_before=posture_before.score if posture_before else None,
        score_now=posture_now.score if posture_now else None,
        path_changed=_route(posture_before) != _route(posture_now),
        opened=tuple(opened),
        closed=tuple(closed),
        lost=tuple(lost),
        regained=tuple(regained),
    )


def _gone(before: Iterable[Finding], now: Iterable[Finding]) -> list[Finding]:
    """Failures whose resource is no longer there, each as the answer that shows it."""
    keys = {finding.key for finding in now}
    answers = {f.key: f for f in now if f.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE)}
    shown = []
    for finding in before:
        if finding.outcome is not Outcome.FAIL or finding.key in keys:
            continue
        address = address_of(finding.resource)
        for around in (f"host:{address}" if address else "", ""):
            if answer := answers.get((finding.target, finding.check, around)):
                shown.append(replace(finding, outcome=answer.outcome, evidence=answer.evidence))
                break
    return shown


def _route(posture: Posture | None) -> tuple[object, ...] | None:
    """What makes two weakest paths the same path: the places, not the probabilities."""
    path: AttackPath | None = posture.path if posture else None
    if path is None:
        return None
    return (path.position, path.store, *((step.start, step.end, step.step) for step in path.steps))
