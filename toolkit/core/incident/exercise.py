"""What an exercise showed: injects and what was done about them, times, whether the target was met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from toolkit.core.incident.closing import obligations
from toolkit.core.incident.event import Event
from toolkit.core.incident.state import MAIN, Incident, Told, key_of
from toolkit.core.incident.words import Kind, Status
from toolkit.core.playbook import Milestone
from toolkit.core.span import span


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A step that an inject asks for, and how long after it was told it was done; None: not at all."""

    step: str
    took: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One inject."""

    told: Told
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long one step took: by the players' own watches, and on the exercise's clock."""

    key: str
    title: str
    status: Status
    worked: timedelta | None
    simulated: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All of it. `whole`: the playbook was walked to its end, and nothing failed."""

    playbook: str
    digest: str
    contained: timedelta | None
    target: timedelta | None
    whole: bool
    skipped: tuple[str, ...]
    owed: tuple[str, ...]
    injects: tuple[Answered, ...]
    timings: tuple[Timing, ...]

    @property
    def met(self) -> bool:
        """Contained within the target, to the end, nothing left out, nothing owed. Without a target: never."""
        in_time = self.target is not None and self.contained is not None and self.contained <= self.target
        return in_time and self.whole and not self.skipped and not self.owed


def result(incident: Incident, events: Sequence[Event]) -> Result:
    """What this exercise showed, up to the last of these events."""
    frame = incident.frames[MAIN]
    contained = incident.milestones.get(Milestone.CONTAINED)
    target = frame.playbook.exercise.target
    return Result(
        playbook=frame.playbook.id,
        digest=frame.digest,
        contained=contained.at - incident.opened_at if contained else None,
        target=span(target) if target else None,
        whole=not any(one.tokens for one in incident.frames.values()),
        skipped=tuple(key for key, one in incident.steps.items() if one.status is Status.SKIPPED),
        owed=tuple(obligations(incident)),
        injects=tuple(_answered(incident, told) for told in incident.told),
        timings=tuple(_timings(incident, events)),
    )


def next_inject(incident: Incident) -> tuple[int, datetime] | None:
    """Number of the playbook's next inject that was not told, and when it is due on the exercise's clock."""
    told = {one.number for one in incident.told}
    for number, inject in enumerate(incident.frames[MAIN].playbook.exercise.injects, 1):
        if number not in told:
            return number, incident.opened_at + span(inject.at)
    return None


def _answered(incident: Incident, told: Told) -> Answered:
    return Answered(told=told, answers=tuple(_answer(incident, told, step) for step in told.expects))


def _answer(incident: Incident, told: Told, step: str) -> Answer:
    state = incident.state_of(key_of(MAIN, step))
    done = state.status in (Status.DONE, Status.UNVERIFIED) and state.ended_at is not None
    took = max(state.ended_at - told.at, timedelta()) if done and state.ended_at else None
    return Answer(step=step, took=took)


def _timings(incident: Incident, events: Sequence[Event]) -> list[Timing]:
    """From its beginning, or from when the incident came to it, to its end."""
    begun = {one.step: one.recorded_at for one in events if one.kind is Kind.STARTED}
    before: dict[str, datetime] = {}
    last = events[0].recorded_at if events else None
    for one in events:
        if one.step and one.step not in before and last:
            before[one.step] = last
        last = one.recorded_at
    found = []
    for key, state in incident.steps.items():
        step = incident.step(key)
        if step is None or state.ended_at is None or not state.ended_by:
            continue
        start, came = begun.get(key) or before.get(key), state.started_at or state.arrived_at
        worked = state.recorded_at - start if start and state.recorded_at else None
        simulated = state.ended_at - came if came else None
        found.append(Timing(key=key, title=step.title, status=state.status, worked=worked, simulated=simulated))
    return found
