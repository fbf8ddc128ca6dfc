"""JUnit XML for build servers: a failure is a failure, what could not be seen an error, never a silent success.

A failure that somebody answers for is skipped, with their name: it neither fails the build nor passes.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr  # writing only; nothing is parsed  # nosec

from reports import words
from reports.inert import inert, line
from reports.stream import stamp
from toolkit.core.finding import Finding
from toolkit.core.run import Run
from toolkit.core.verdict import Outcome


def junit(run: Run) -> Iterator[str]:
    """One suite a target, one case a check and resource."""
    ordered = sorted(run.findings, key=lambda finding: finding.target)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="breachready" {_totals(ordered)}>\n'
    for target, group in groupby(ordered, key=lambda finding: finding.target):
        cases = list(group)
        began = stamp(run.started_at).removesuffix("Z")[:19]
        yield f"<testsuite name={_quoted(target)} {_totals(cases)} skipped={_skipped(cases)}"
        yield f' timestamp="{began}">\n'
        for finding in cases:
            yield _case(finding)
        yield "</testsuite>\n"
    yield "</testsuites>\n"


def _case(finding: Finding) -> str:
    where = f" [{finding.resource}]" if finding.resource else ""
    name = _quoted(f"{finding.check}{where}")
    classname = _quoted(f"{finding.family.value}.{finding.target}")
    start = f"<testcase name={name} classname={classname}"
    match finding.outcome:
        case Outcome.FAIL if finding.exception:
            said = f"{finding.title}; {words.exception(finding.exception)}"
            inside = f"<skipped message={_quoted(said)}/>"
        case Outcome.FAIL:
            text = f"{inert(finding.evidence)}\nFix: {inert(finding.fix)}"
            kind = f"<failure message={_quoted(finding.title)} type={_quoted(finding.severity.value)}>"
            inside = f"{kind}{escape(text)}</failure>"
        case Outcome.UNKNOWN:
            said = finding.evidence + (f" ({finding.call})" if finding.call else "")
            inside = f'<error message={_quoted(said)} type="unknown"/>'
        case Outcome.NOT_APPLICABLE:
            inside = f"<skipped message={_quoted(finding.evidence)}/>"
        case _:
            return f"{start}/>\n"
    return f"{start}>{inside}</testcase>\n"


def _totals(cases: list[Finding]) -> str:
    failures = sum(finding.outcome is Outcome.FAIL and not finding.exception for finding in cases)
    return f'tests="{len(cases)}" failures="{failures}" errors={_count(cases, Outcome.UNKNOWN)}'


def _skipped(cases: list[Finding]) -> str:
    excepted = sum(finding.outcome is Outcome.FAIL and finding.exception is not None for finding in cases)
    return f'"{excepted + sum(finding.outcome is Outcome.NOT_APPLICABLE for finding in cases)}"'


def _count(cases: list[Finding], outcome: Outcome) -> str:
    return f'"{Counter(finding.outcome for finding in cases)[outcome]}"'


def _quoted(text: str) -> str:
    return quoteattr(line(text))
