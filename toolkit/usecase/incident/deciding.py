"""Answers to decisions and loops, and the second person's yes."""

from pathlib import Path
from typing import Any

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind
from toolkit.core.incident.gate import same_person, wants_approval
from toolkit.core.playbook import Action, Decision, Loop
from toolkit.usecase.incident.inorder import resolved, running
from toolkit.usecase.incident.parameters import parameters
from toolkit.usecase.incident.session import Clock, Record, Said, View, real_clock, recording
from toolkit.usecase.incident.steps import not_twice

YES_NO = ("yes", "no")


def decide(folder: Path, step: str, answer: str, said: Said, *, clock: Clock = real_clock) -> View:
    """Answer a question. One that has an approver counts when somebody else has approved it."""
    with recording(folder, clock) as record:
        running(record.incident)
        key, found = resolved(record.incident, step)
        match found:
            case Decision():
                answers = tuple(one.answer for one in found.options)
            case Loop():
                answers = YES_NO
                _asked(record, key, found)
            case _:
                raise UserError(Problem(key, "", "is no question; `incident done` says that a step is done"))
        if answer not in answers:
            raise UserError(Problem(key, "", f"expected one of {', '.join(map(repr, answers))}, not {answer[:60]!r}"))
        not_twice(record, key, Kind.DECIDED, said, {"answer": answer})
        record.write(Kind.DECIDED, said, step=key, data={"answer": answer})
        return record.view()


def approve(folder: Path, step: str, said: Said, *, clock: Clock = real_clock) -> View:
    """A second person agrees: to an answer that was proposed, or to exactly these parameters of this version."""
    with recording(folder, clock) as record:
        running(record.incident)
        key, found = resolved(record.incident, step)
        record.write(Kind.APPROVED, said, step=key, data=_approved(record, key, found, said))
        return record.view()


def _asked(record: Record, key: str, loop: Loop) -> None:
    if not record.incident.state_of(key).asking:
        raise UserError(Problem(key, "", f"its steps are not through yet; then the question is: {loop.until}"))


def _approved(record: Record, key: str, step: object, said: Said) -> dict[str, Any]:
    """What exactly is agreed to. Raises `UserError`."""
    incident = record.incident
    state = incident.state_of(key)
    if state.settled:
        raise UserError(Problem(key, "", f"is {state.status} already: too late to approve it"))
    if isinstance(step, Decision):
        if not state.proposed:
            raise UserError(Problem(key, "", "nobody has proposed an answer yet: `incident decide` first"))
        _second(key, state.proposed_by, said)
        return {"answer": state.proposed}
    verb = step.verb if isinstance(step, Action) else ""
    if not verb and not wants_approval(incident.step(key)):
        raise UserError(Problem(key, "", "asks for no approval"))
    _second(key, state.started_by, said)
    exactly = {"verb": verb, "parameters": parameters(incident, key)} if verb else {}
    return {"digest": incident.frames[key.rpartition("/")[0]].digest, **exactly}


def _second(key: str, first: str, said: Said) -> None:
    if first and same_person(first, said.by):
        raise UserError(Problem(key, "--by", f"{first} cannot approve what {first} does: it takes a second person"))
