"""What is worth telling people about a run. Pure: a run in, words out."""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.core.change import Change
from toolkit.core.finding import Finding
from toolkit.core.posture import Posture
from toolkit.core.run import Run
from toolkit.core.verdict import Severity

LISTED = 10
"""Findings named one by one; the rest is a number."""

LINE = 300
"""Characters of outside text in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing to tell, in plain text without control characters. `body` is for machines: JSON."""

    subject: str
    text: str
    body: str


def alerts(run: Run, threshold: Severity) -> Alert | None:
    """The alert of a run, or None when there is nothing to tell.

    Worth telling: the weakest path changed, something at or above the threshold opened, or a required check
    lost its sight since the run before, and nobody answers for it. A first run has nothing to be compared with.
    """
    change = run.change
    if change is None:
        return None
    opened = [one for one in change.opened if one.severity.rank >= threshold.rank and not one.exception]
    lost = [one for one in change.lost if one.required and not one.exception]
    if not (change.path_changed or opened or lost):
        return None
    subject = _subject(run, change, opened, lost)
    return Alert(
        subject=subject,
        text="\n".join(_lines(run, change, opened, lost)) + "\n",
        body=json.dumps(_document(run, change, opened, lost), sort_keys=True, separators=(",", ":")),
    )


def plain(text: str, limit: int = LINE) -> str:
    """Outside text on one line: control, format and half characters become spaces; shortened to `limit`."""
    kept = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[: limit * 2])
    kept = " ".join(kept.split())
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def _subject(run: Run, change: Change, opened: list[Finding], lost: list[Finding]) -> str:
    what = []
    if change.path_changed:
        what.append("the weakest path changed" if run.posture and run.posture.path else "no path to data is left")
    if opened:
        what.append(_counted(len(opened), "new finding"))
    if lost:
        what.append(f"{_counted(len(lost), 'required check')} out of sight")
    who = f"{run.organisation}: " if run.organisation else ""
    return plain(f"[breachready] {who}{', '.join(what)}", 150)


def _lines(run: Run, change: Change, opened: list[Finding], lost: list[Finding]) -> Iterator[str]:
    yield f"breachready, run {run.id} of {run.started_at:%Y-%m-%d %H:%M} UTC, compared with run {change.since_run}."
    if change.score_now is not None:
        before = "" if change.score_before is None else f" (it was {change.score_before:.0f})"
        yield f"The score is {change.score_now:.0f} of 100{before}."
    if change.path_changed:
        yield ""
        yield from _path(run.posture)
    if opened:
        yield ""
        yield "New:"
        yield from _listed(opened)
    if lost:
        yield ""
        yield "Required, seen before, not seen now:"
        yield from _listed(lost)


def _path(posture: Posture | None) -> Iterator[str]:
    if posture is None or posture.path is None:
        yield "No path to any store was found any more."
        return
    yield f"The weakest path is now, from {posture.path.position} to {plain(posture.path.store)}:"
    for number, step in enumerate(posture.path.steps, 1):
        yield f"  {number}. {plain(step.sentence)}"


def _listed(findings: list[Finding]) -> Iterator[str]:
    for finding in findings[:LISTED]:
        where = plain(f"{finding.target} {finding.resource}", 120)
        yield f"  {finding.severity.upper()} {where}: {plain(finding.title)}"
        yield f"    seen: {plain(finding.evidence)}"
        yield f"    fix: {plain(finding.fix)}"
    if len(findings) > LISTED:
        yield f"  and {len(findings) - LISTED} more"


def _document(run: Run, change: Change, opened: list[Finding], lost: list[Finding]) -> dict[str, object]:
    path = run.posture.path if run.posture else None
    return {
        "event": "posture.changed",
        "organisation": plain(run.organisation),
        "run": run.id,
        "started_at": run.started_at.isoformat(),
        "since_run": change.since_run,
        "score": change.score_now,
        "score_before": change.score_before,
        "path_changed": change.path_changed,
        "path": [plain(step.sentence) for step in path.steps] if path else [],
        "opened": list(_rows(opened)),
        "lost": list(_rows(lost)),
    }


def _rows(findings: Iterable[Finding]) -> Iterator[dict[str, str]]:
    for finding in findings:
        yield {
            "check": finding.check,
            "target": plain(finding.target),
            "resource": plain(finding.resource),
            "severity": str(finding.severity),
            "title": plain(finding.title),
            "evidence": plain(finding.evidence),
            "fix": plain(finding.fix),
        }


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
