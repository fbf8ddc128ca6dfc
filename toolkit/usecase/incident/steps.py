"""What responders say of steps: begun, done, failed, skipped, not applicable, assigned, wrong.

Of two who say how one step ended, the first to be recorded counts; the second is told so, and kept in the journal.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind, Status, not_before, stamp
from toolkit.core.incident.gate import in_progress, lacking_items, same_person, unknown
from toolkit.core.playbook import Decision, Loop, Parallel, Step, Sub, Wait
from toolkit.usecase.incident.inorder import in_order, resolved, running
from toolkit.usecase.incident.session import Clock, Record, Said, View, real_clock, recording


def start(
    folder: Path, step: str, said: Said, *, ready: bool = False, despite: str = "", clock: Clock = real_clock
) -> View:
    """Somebody begins a step. `ready` confirms its preconditions; `despite` says why it is begun without order."""
    with recording(folder, clock) as record:
        key, found = _workable(record, step)
        state = record.incident.state_of(key)
        if isinstance(found, Decision | Parallel) or (isinstance(found, Loop) and state.status is not Status.FAILED):
            raise UserError(Problem(key, "", "is not begun by anybody: its branches, its body or its answer are"))
        not_twice(record, key, Kind.STARTED, said)
        data = in_order(record.incident, key, said, ready=ready, despite=despite)
        record.write(Kind.STARTED, said, step=key, data=data)
        return record.view()


def done(
    folder: Path,
    step: str,
    said: Said,
    *,
    verified: str = "",
    ready: bool = False,
    despite: str = "",
    clock: Clock = real_clock,
) -> View:
    """Somebody has done a step. Without `verified`, what was seen to be so, a step that can be verified is not."""
    with recording(folder, clock) as record:
        key, found = _workable(record, step)
        _doable(record, key, found, despite)
        data: dict[str, Any] = {"verified": verified} if verified else {}
        if record.incident.state_of(key).status is Status.UNVERIFIED and verified:
            record.write(Kind.DONE, said, step=key, data=data)
            return record.view()
        not_twice(record, key, Kind.DONE, said, data)
        begun = in_progress(record.incident, key)
        data |= in_order(record.incident, key, said, ready=ready or begun, despite=despite)
        record.warnings += _not_there(record, key)
        record.write(Kind.DONE, said, step=key, data=data)
        return record.view()


def _not_there(record: Record, key: str) -> list[str]:
    """What a step was to bring and nobody has recorded."""
    items = [f"{key}: no evidence {name!r} is recorded" for name in lacking_items(record.incident, key)]
    return items + [f"{key}: {name} is not set" for name in unknown(record.incident, key)]


def fail(folder: Path, step: str, said: Said, *, clock: Clock = real_clock) -> View:
    """It did not work. The incident stays at this step until it is done, skipped or begun again."""
    return _end(folder, step, Kind.FAILED, said, clock)


def skip(folder: Path, step: str, said: Said, *, clock: Clock = real_clock) -> View:
    """It is left out; the note says why."""
    return _end(folder, step, Kind.SKIPPED, said, clock)


def rule_out(folder: Path, step: str, said: Said, *, clock: Clock = real_clock) -> View:
    """It does not apply here; the note says why."""
    return _end(folder, step, Kind.NOT_APPLICABLE, said, clock)


def reopen(folder: Path, step: str, said: Said, *, clock: Clock = real_clock) -> View:
    """What was recorded of a step was wrong, or a closed incident goes on (empty `step`). Nothing is erased."""
    _reason(said, "why")
    with recording(folder, clock) as record:
        if not step:
            if record.incident.closed_at is None:
                raise UserError(Problem("STEP", "", "the incident is open; say which step is to be done again"))
            record.write(Kind.REOPENED, said)
            return record.view()
        key, _ = _workable(record, step)
        if record.incident.state_of(key).status is Status.TODO:
            raise UserError(Problem(key, "", "nothing is recorded of it that could be wrong"))
        record.write(Kind.REOPENED, said, step=key)
        return record.view()


def assign(
    folder: Path, step: str, said: Said, *, to: str = "", due: datetime | None = None, clock: Clock = real_clock
) -> View:
    """Give a step to somebody, or another time by which it is due, or both."""
    if not to.strip() and due is None:
        raise UserError(Problem("--to", "", "expected somebody, or a time with --due"))
    with recording(folder, clock) as record:
        key, _ = _workable(record, step)
        data = {"to": to.strip()} if to.strip() else {}
        record.write(Kind.ASSIGNED, said, step=key, data=data | ({"due": stamp(due)} if due else {}))
        return record.view()


def _end(folder: Path, step: str, kind: Kind, said: Said, clock: Clock) -> View:
    _reason(said, "why")
    with recording(folder, clock) as record:
        key, _ = _workable(record, step)
        not_twice(record, key, kind, said)
        record.write(kind, said, step=key)
        return record.view()


def _reason(said: Said, what: str) -> None:
    if not said.note.strip():
        raise UserError(Problem("--note", "", f"expected {what}"))


def _workable(record: Record, step: str) -> tuple[str, Step]:
    running(record.incident)
    return resolved(record.incident, step)


def _doable(record: Record, key: str, step: Step, despite: str) -> None:
    problems = [Problem(key, "", words) for words in _not_doable(record, key, step, despite)]
    if problems:
        raise UserError(problems)


def _not_doable(record: Record, key: str, step: Step, despite: str) -> Iterator[str]:
    match step:
        case Decision():
            yield f"is a question: `incident decide {key} ANSWER`"
        case Loop():
            yield f"is repeated until it is so: `incident decide {key} yes` (or no), or skip it"
        case Parallel():
            yield "is done when its branches are"
        case Sub() if key in record.incident.frames and record.incident.frames[key].tokens:
            yield f"is done when the steps of {step.playbook} are: they are called {key}/..."
        case Wait():
            over = not_before(record.incident, key)
            if over and record.now < over and not despite:
                yield f"is over at {over.isoformat()}; say why with --despite to go on before"


def not_twice(record: Record, key: str, kind: Kind, said: Said, data: Mapping[str, Any] | None = None) -> None:
    """Decide between two who say something of one step: the first counts, and the second is kept. Raises."""
    state = record.incident.state_of(key)
    begun = kind is Kind.STARTED and in_progress(record.incident, key)
    if not state.settled and not begun:
        return
    who, when = (state.started_by, state.started_at) if begun else (state.ended_by, state.ended_at)
    by = f", by {who}" if who else ""
    words = f"was {state.status} already{by}" + (f", at {when:%Y-%m-%d %H:%M:%S} UTC" if when else "")
    same = same_person(who, said.by) and not said.note and not data
    if not same:
        kept = record.write(Kind.ALSO_SAID, said, step=key, data={"kind": kind.value, **(data or {})})
        words += f"; that counts. What you said is kept as line {kept.n} of the journal"
    raise UserError(Problem(key, "", f"{words}. If it is wrong: `incident reopen {key} --note WHY`"))
