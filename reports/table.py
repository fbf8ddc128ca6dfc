"""CSV for spreadsheets: no cell is a formula, one record a line.

Starts with a byte order mark, because Excel reads anything else in the machine's old code page;
programs read `findings.jsonl`.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from reports import words
from reports.inert import inert
from reports.stream import stamp
from toolkit.core.finding import Finding

COLUMNS = (
    "check", "outcome", "severity", "family", "target", "resource", "title", "evidence",
    "observed_at", "fix", "cites", "call", "required", "playbook", "exception",
)  # fmt: skip

_FORMULA = frozenset("=+-@|%\uff1d\uff0b\uff0d\uff20")
"""What spreadsheets begin to calculate at, and their full-width twins."""


def table(findings: Iterable[Finding]) -> Iterator[str]:
    """A header and one record a finding, every cell quoted, lines ended by CR LF (RFC 4180)."""
    room = io.StringIO()
    writer = csv.writer(room, quoting=csv.QUOTE_ALL)
    yield "\ufeff"
    writer.writerow(COLUMNS)
    for finding in findings:
        writer.writerow(map(cell, _row(finding)))
        yield room.getvalue()
        room.seek(0)
        room.truncate()
    yield room.getvalue()


def cell(text: str) -> str:
    """The text as a spreadsheet will show it: on one line, and never begun to calculate."""
    shown = inert(text, limit=30_000).replace("\n", "\\n")
    return f"'{shown}" if calculates(text) or calculates(shown) else shown


def calculates(text: str) -> bool:
    """Whether a spreadsheet would begin to calculate at it."""
    start = text.lstrip("\u200b\u200c\u200d\ufeff \u00a0\u3000")[:1]
    return start in _FORMULA or start in "\t\r\n\0" if start else False


def _row(finding: Finding) -> tuple[str, ...]:
    return (
        finding.check,
        finding.outcome.value,
        finding.severity.value,
        finding.family.value,
        finding.target,
        finding.resource,
        finding.title,
        finding.evidence,
        stamp(finding.observed_at),
        finding.fix,
        "; ".join(map(str, finding.cites)),
        finding.call,
        "yes" if finding.required else "",
        finding.playbook,
        words.exception(finding.exception) if finding.exception else "",
    )
