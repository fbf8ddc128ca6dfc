"""Which findings to read first: those on the weakest path, then those that come next, then the loudest."""

from collections.abc import Iterable

from toolkit.core.finding import Finding
from toolkit.core.posture import AttackPath, Posture
from toolkit.core.verdict import Outcome

Key = tuple[str, str, str]


def worst(posture: Posture | None, findings: Iterable[Finding], limit: int = 5) -> tuple[Finding, ...]:
    """The failing findings that matter most, at most `limit`, one for each check and target.

    First those on the weakest path, of the step that gains most and there the binding one; then those on
    the next path; then by severity. A failure that is out of sight now and still counts on a path is among them.
    """
    paths = (posture.path, posture.next_path) if posture else ()
    ranks = {key: rank for rank, key in reversed(list(enumerate(key for path in paths for key in _keys(path))))}
    chosen = [f for f in findings if f.outcome is Outcome.FAIL or (f.outcome is Outcome.UNKNOWN and f.key in ranks)]
    chosen.sort(key=lambda f: (ranks.get(f.key, len(ranks)), -f.severity.rank, f.key, f.evidence))
    first: dict[tuple[str, str], Finding] = {}
    for finding in chosen:
        first.setdefault((finding.target, finding.check), finding)
    return tuple(first.values())[: max(limit, 0)]


def _keys(path: AttackPath | None) -> list[Key]:
    steps = sorted(path.steps, key=lambda step: -step.gain) if path else []
    return [key for step in steps for key in step.findings]
