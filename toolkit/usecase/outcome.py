"""What a run means to a script: the exit code."""

from enum import IntEnum

from toolkit.core.run import Run
from toolkit.core.verdict import Outcome, Severity


class Exit(IntEnum):
    """The exit codes of every command (a contract)."""

    CLEAN = 0
    FINDINGS = 1
    USER_ERROR = 2
    INCOMPLETE = 3


def exit_code(run: Run, fail_on: Severity) -> Exit:
    """A known fault is said before an unknown one: findings, then what is incomplete, then clean.

    A failure that somebody answers for is no finding here; what was not seen is incomplete whoever answers for it.

    Incomplete is: something required was not seen, or the toolkit or a plug-in failed somewhere.
    """
    if any(f.outcome is Outcome.FAIL and f.severity.rank >= fail_on.rank for f in run.to_do):
        return Exit.FINDINGS
    unseen = any(f.outcome is Outcome.UNKNOWN and (f.required or f.fault) for f in run.findings)
    return Exit.INCOMPLETE if unseen or any(gap.fault for gap in run.gaps) else Exit.CLEAN
