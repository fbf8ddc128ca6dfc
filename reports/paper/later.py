"""The commands that enter later what was written on paper.

Words in capitals stand for what somebody wrote: `NAME` who did it, `YYYY-MM-DDThh:mm` when.
"""

import shlex
from collections.abc import Iterator

from toolkit.core.incident.gate import wants_approval
from toolkit.core.playbook import Action, Decision, Loop, Parallel, Sub
from toolkit.core.sheet import Entry, Sheet

AT = "YYYY-MM-DDThh:mm"
WHO = "NAME"
SECOND = "SECOND-NAME"


def open_(sheet: Sheet) -> str:
    """Opens the incident, at the moment that the sheet's first page has."""
    return f"breachready incident open --playbook {shlex.quote(sheet.playbook.id)} --by {WHO} --at {AT}"


def level(sheet: Sheet) -> str:
    """Records how bad it is."""
    return f"breachready incident set --level LEVEL {_when(sheet, WHO)}"


def value(sheet: Sheet, name: str) -> str:
    """Records what was found out."""
    of = f" --of {shlex.quote(sheet.frame)}" if sheet.frame else ""
    return f"breachready incident set {shlex.quote(name)}='WHAT YOU WROTE'{of} {_when(sheet, WHO)}"


def reached(sheet: Sheet) -> str:
    """States a milestone that no step reached: its word stands in brackets on the sheet."""
    return f"breachready incident set --reached MILESTONE {_when(sheet, WHO)} --note 'WHY'"


def started(sheet: Sheet) -> str:
    """Records an event that starts clocks of laws: its word stands in brackets on the sheet."""
    return f"breachready duties start EVENT {_when(sheet, WHO)}"


def began(sheet: Sheet) -> str:
    """When the harm began."""
    return f"breachready incident set --began {AT} --by {WHO}{_which(sheet)}"


def note(sheet: Sheet) -> str:
    """Records what no step has a place for."""
    return f"breachready incident note 'WHAT YOU WROTE' {_when(sheet, WHO)}"


def evidence(sheet: Sheet, step: str, wanted: str) -> str:
    """Hashes a file, copies it into the incident and records who took it."""
    of = f" --step {shlex.quote(step)} --wanted {shlex.quote(wanted)}" if step else ""
    return f"breachready evidence add FILE{of} {_when(sheet, WHO)}"


def transfer(sheet: Sheet) -> str:
    """Records that somebody got a piece."""
    return f"breachready evidence transfer ITEM --to 'WHO GOT IT' {_when(sheet, WHO)}"


def for_step(sheet: Sheet, entry: Entry) -> Iterator[str]:
    """What enters a step as it was done, in the order in which it is to be entered."""
    step, key, when = entry.step, shlex.quote(entry.key), _when(sheet, WHO)
    if isinstance(step, Parallel) or (isinstance(step, Sub) and step.playbook in sheet.sheets):
        return
    for name in step.produces:
        yield value(sheet, name)
    for one in step.evidence:
        yield evidence(sheet, entry.key, one.id)
    if isinstance(step, Decision):
        yield f"breachready incident decide {key} 'ANSWER' {when}"
        if step.approver:
            yield f"breachready incident approve {key} {_when(sheet, SECOND)}"
        return
    if isinstance(step, Loop):
        yield f"breachready incident decide {key} 'yes or no' {when}"
        return
    if wants_approval(step):
        yield f"breachready incident approve {key} {_when(sheet, SECOND)}"
    seen = " --verified 'WHAT YOU SAW'" if isinstance(step, Action) and step.verify else ""
    ready = " --ready" if step.needs else ""
    yield f"breachready incident done {key} {when}{ready}{seen}"


def otherwise(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """What was written of a step that did not go as it should: when, and the command."""
    when = _when(sheet, WHO)
    return (
        ("was begun, where that time matters", f"breachready incident start STEP {when}"),
        ("failed", f"breachready incident fail STEP {when} --note 'WHY'"),
        ("was left out", f"breachready incident skip STEP {when} --note 'WHY'"),
        ("did not apply here", f"breachready incident na STEP {when} --note 'WHY'"),
    )


def _when(sheet: Sheet, who: str) -> str:
    return f"--by {who} --at {AT}{_which(sheet)}"


def _which(sheet: Sheet) -> str:
    return f" --incident {shlex.quote(sheet.incident.id)}" if sheet.incident else ""
