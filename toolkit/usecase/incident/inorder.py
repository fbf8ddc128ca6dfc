"""Whether something may be recorded of a step now, and under which reasons it was all the same."""

from collections.abc import Iterator
from typing import Any

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident
from toolkit.core.incident.gate import authority, missing_evidence, same_person, unapproved, wants_approval
from toolkit.core.playbook import Step
from toolkit.usecase.incident.session import Said


def resolved(incident: Incident, words: str) -> tuple[str, Step]:
    """The step that is meant: its key, or its id where only one playbook in progress has it. Raises `UserError`."""
    step = incident.step(words)
    if step is not None:
        return words, step
    keys = [key for key in _keys(incident) if key.rpartition("/")[2] == words]
    if len(keys) == 1:
        found = incident.step(keys[0])
        assert found is not None
        return keys[0], found
    if keys:
        raise UserError(Problem("STEP", "", f"{words!r} may be any of {', '.join(keys)}"))
    here = ", ".join(incident.open_keys()) or "none"
    raise UserError(Problem("STEP", "", f"no step {words!r}; in hand are: {here}"))


def running(incident: Incident) -> None:
    """Raise `UserError` when the incident is closed."""
    if incident.closed_at is not None:
        raise UserError(
            Problem(
                incident.id, "", f"was closed at {incident.closed_at:%Y-%m-%d %H:%M} UTC; `incident reopen` first"
            )
        )


def in_order(incident: Incident, key: str, said: Said, *, ready: bool, despite: str) -> dict[str, Any]:
    """What the record says of the order: preconditions confirmed, authority used, reasons for going on without.

    Raises `UserError` with everything that is not in order, unless `despite` says why it is done all the same.
    """
    lacking = list(_lacking(incident, key, said, ready=ready))
    if lacking and not despite:
        raise UserError([Problem(key, "", words) for words in lacking])
    step = incident.step(key)
    data: dict[str, Any] = {}
    if step and step.needs and ready:
        data["ready"] = list(step.needs)
    if lacking:
        data |= {"despite": despite, "lacking": lacking}
    level = authority(incident, key)
    skipped = any(missing_evidence(incident, key)) or (wants_approval(step) and key not in incident.approvals)
    if level and skipped:
        data["authority"] = level
    return data


def _lacking(incident: Incident, key: str, said: Said, *, ready: bool) -> Iterator[str]:
    step = incident.step(key)
    missing = list(missing_evidence(incident, key))
    if missing and not authority(incident, key):
        yield (
            f"would destroy what {', '.join(missing)} collects: do that first, or skip it with --note WHY, "
            "or say --despite WHY"
        )
    if unapproved(incident, key):
        yield f"{wants_approval(step)} must approve it first: `incident approve {key}`"
    yes = incident.approvals.get(key)
    if yes and same_person(yes.by, said.by) and wants_approval(step):
        yield f"{yes.by} approved it and cannot be the one who does it: it takes two people"
    if step and step.needs and not ready:
        yield f"must be so before it begins: {'; '.join(step.needs)}. Confirm it with --ready"


def _keys(incident: Incident) -> Iterator[str]:
    for frame in incident.frames.values():
        yield from (f"{frame.key}/{step.id}" if frame.key else step.id for step in frame.playbook.step)
