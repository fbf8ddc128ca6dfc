"""Duties of an incident: what its journal tells of answers, start events, what was met or decided otherwise."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from toolkit.core.duty.begun import Begun, Met
from toolkit.core.duty.record import Answer, DutyRecord, Override
from toolkit.core.duty.words import Start
from toolkit.core.incident.event import Event
from toolkit.core.incident.words import Kind

OF_DUTIES = (
    Kind.DUTIES_PINNED,
    Kind.DUTIES_ADOPTED,
    Kind.CLOCK_STARTED,
    Kind.CLOCK_CORRECTED,
    Kind.DUTY_ANSWERED,
    Kind.DUTY_MET,
    Kind.DUTY_UNMET,
    Kind.DUTY_OVERRIDDEN,
    Kind.DUTY_OVERRIDE_APPROVED,
    Kind.DUTY_OVERRIDE_WITHDRAWN,
)
"""Lines that `duties` understands."""


def duties(before: DutyRecord, one: Event) -> DutyRecord:
    """The record after an event. Raises `ValueError` or `KeyError` for what cannot follow."""
    said = one.data
    match one.kind:
        case Kind.DUTIES_PINNED | Kind.DUTIES_ADOPTED:
            return replace(before, edition=said["edition"])
        case Kind.CLOCK_STARTED:
            return _started(before, one)
        case Kind.CLOCK_CORRECTED:
            return _corrected(before, one)
        case Kind.DUTY_ANSWERED:
            return _answered(before, one)
        case Kind.DUTY_MET:
            met = Met(at=one.occurred_at, by=one.by, how=said.get("reference", ""), why_late=said.get("late", ""))
            return replace(before, met={**before.met, said["duty"]: met})
        case Kind.DUTY_UNMET:
            return replace(before, met={name: met for name, met in before.met.items() if name != said["duty"]})
        case Kind.DUTY_OVERRIDDEN:
            other = Override(value=said["value"], because=one.note, by=one.by, at=one.occurred_at)
            return replace(before, overrides={**before.overrides, said["what"]: other})
        case Kind.DUTY_OVERRIDE_APPROVED:
            yes = replace(before.overrides[said["what"]], approved_by=one.by, approved_at=one.occurred_at)
            return replace(before, overrides={**before.overrides, said["what"]: yes})
        case Kind.DUTY_OVERRIDE_WITHDRAWN:
            left = {name: found for name, found in before.overrides.items() if name != said["what"]}
            return replace(before, overrides=left)
    raise ValueError(f"{one.kind} is not of duties")


def _started(before: DutyRecord, one: Event) -> DutyRecord:
    start = Start(one.data["start"])
    begun = Begun(
        at=one.occurred_at,
        by=one.by,
        note=one.note,
        day=date.fromisoformat(one.data["day"]) if one.data.get("day") else None,
        line=one.n,
        recorded_at=one.recorded_at,
    )
    return replace(before, starts={**before.starts, start: (*before.starts.get(start, ()), begun)})


def _corrected(before: DutyRecord, one: Event) -> DutyRecord:
    line, words = int(one.data["line"]), f"{one.by}: {one.note}"
    starts: Mapping[Start, tuple[Begun, ...]] = {
        start: tuple(replace(begun, corrected=words) if begun.line == line else begun for begun in all_of_it)
        for start, all_of_it in before.starts.items()
    }
    return replace(before, starts=starts)


def _answered(before: DutyRecord, one: Event) -> DutyRecord:
    answers = dict(before.answers)
    for key, text in one.data["answers"].items():
        answers.pop(key, None)
        if text:
            answers[key] = Answer(text=text, by=one.by, at=one.occurred_at, note=one.note)
    return replace(before, answers=answers)
