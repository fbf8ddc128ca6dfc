"""What is known and said beside the steps: notes, values, the level, milestones, handing over, closing."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import MAIN, Kind, obligations, unfinished
from toolkit.core.playbook import Level, Milestone
from toolkit.usecase.incident.inorder import resolved, running
from toolkit.usecase.incident.session import Clock, Said, View, real_clock, recording
from toolkit.usecase.incident.variables import checked


def note(folder: Path, said: Said, *, step: str = "", clock: Clock = real_clock) -> View:
    """Write something down, also after the incident was closed."""
    if not said.note.strip():
        raise UserError(Problem("TEXT", "", "expected something to write down"))
    with recording(folder, clock) as record:
        key = resolved(record.incident, step)[0] if step else ""
        record.write(Kind.NOTED, said, step=key)
        return record.view()


def set_values(
    folder: Path, given: Mapping[str, str], said: Said, *, frame: str = MAIN, clock: Clock = real_clock
) -> View:
    """Say what a variable is. An earlier value stays in the journal."""
    with recording(folder, clock) as record:
        running(record.incident)
        if frame not in record.incident.frames:
            known = ", ".join(name for name in record.incident.frames if name) or "none"
            raise UserError(Problem("--of", "", f"no playbook in progress is called {frame!r}; there are: {known}"))
        for name, text in checked(record.incident.frames[frame].playbook, given).items():
            record.write(Kind.VALUE, said, data={"frame": frame, "name": name, "text": text})
        return record.view()


def set_level(folder: Path, level: Level, said: Said, *, clock: Clock = real_clock) -> View:
    """Say how bad it is; what is asked for and what is permitted changes with it."""
    with recording(folder, clock) as record:
        running(record.incident)
        if record.incident.level is level:
            raise UserError(Problem("--level", "", f"is {level} already"))
        record.write(Kind.LEVEL, said, data={"level": level.value})
        return record.view()


def began(folder: Path, said: Said, *, clock: Clock = real_clock) -> View:
    """Say when the harm began (`said.at`), as far as is known."""
    with recording(folder, clock) as record:
        running(record.incident)
        record.write(Kind.BEGAN, said)
        return record.view()


def reached(folder: Path, milestone: Milestone, said: Said, *, clock: Clock = real_clock) -> View:
    """State a milestone that no step has reached. The moment is fixed by it: legal clocks may count from there."""
    _why(said)
    with recording(folder, clock) as record:
        running(record.incident)
        standing = record.incident.milestones.get(milestone)
        if standing:
            words = f"is reached already, at {standing.at.isoformat()}; withdraw it first if that is wrong"
            raise UserError(Problem("--reached", "", f"{milestone} {words}"))
        record.write(Kind.REACHED, said, data={"milestone": milestone.value})
        return record.view()


def withdrawn(folder: Path, milestone: Milestone, said: Said, *, clock: Clock = real_clock) -> View:
    """Take back a milestone; that it stood, and why not any more, stays in the journal."""
    _why(said)
    with recording(folder, clock) as record:
        running(record.incident)
        if milestone not in record.incident.milestones:
            raise UserError(Problem("--withdraw", "", f"{milestone} is not reached"))
        record.write(Kind.WITHDRAWN, said, data={"milestone": milestone.value})
        return record.view()


def hand_over(folder: Path, to: str, said: Said, *, clock: Clock = real_clock) -> View:
    """Somebody else leads from now on."""
    if not to.strip():
        raise UserError(Problem("--to", "", "expected who takes over"))
    with recording(folder, clock) as record:
        running(record.incident)
        record.write(Kind.HANDED_OVER, said, data={"to": " ".join(to.split())})
        return record.view()


def close(
    folder: Path, said: Said, *, despite: str = "", duties: Sequence[str] = (), clock: Clock = real_clock
) -> View:
    """Close it. What is owed to people whose data it was cannot be left; what is unfinished can, with a reason.

    `duties`: words on those that laws name and that were not met.
    """
    with recording(folder, clock) as record:
        running(record.incident)
        owed, left = list(obligations(record.incident)), [*unfinished(record.incident), *duties]
        problems = [Problem(record.incident.id, "", f"cannot be closed: {words}") for words in owed]
        if left and not despite:
            problems += [Problem(record.incident.id, "", f"is not finished: {words}") for words in left]
        if problems:
            if left and not despite:
                problems.append(Problem("--despite", "", "says why the rest is left, if it is"))
            raise UserError(problems)
        record.write(Kind.CLOSED, said, data={"despite": despite, "left": left} if left else {})
        return record.view()


def _why(said: Said) -> None:
    if not said.note.strip():
        raise UserError(Problem("--note", "", "expected why"))
