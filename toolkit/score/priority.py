"""Which findings to read first: what decides the weakest path, then what comes next, then the loudest."""

from collections.abc import Iterable

from toolkit.core.finding import Finding
from toolkit.core.posture import AttackPath, PathStep, Posture
from toolkit.core.verdict import Outcome


def worst(posture: Posture | None, findings: Iterable[Finding], limit: int = 5) -> tuple[Finding, ...]:
    """The failing findings that matter most, at most `limit`, one for each check and target.

    First what makes each step of the weakest path as easy as it is, the step that gains most first; then the
    same of the next path; then by severity, and there what else is on these paths first. A failure that is
    out of sight now and still counts on a path is among them.
    """
    paths = (posture.path, posture.next_path) if posture else ()
    binding = [step.findings[0] for path in paths for step in _by_gain(path) if step.findings]
    ranks = {key: rank for rank, key in reversed(list(enumerate(binding)))}
    beside = {key for path in paths for step in _by_gain(path) for key in step.findings}
    chosen = [f for f in findings if f.outcome is Outcome.FAIL or (f.outcome is Outcome.UNKNOWN and f.key in beside)]
    chosen.sort(
        key=lambda f: (ranks.get(f.key, len(ranks)), -f.severity.rank, f.key not in beside, f.key, f.evidence)
    )
    first: dict[tuple[str, str], Finding] = {}
    for finding in chosen:
        first.setdefault((finding.target, finding.check), finding)
    return tuple(first.values())[: max(limit, 0)]


def _by_gain(path: AttackPath | None) -> list[PathStep]:
    return sorted(path.steps, key=lambda step: -step.gain) if path else []
