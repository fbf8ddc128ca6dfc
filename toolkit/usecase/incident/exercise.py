"""Exercises: the same playbooks, versions and commands, on a clock that the leader moves on.

Nothing leaves the machine: an exercise has its own folder, its own id and no hands; mail and acts refuse it.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind
from toolkit.core.incident.closing import unfinished
from toolkit.core.incident.exercise import Result, next_inject, result
from toolkit.core.incident.state import MAIN
from toolkit.core.inventory import Inventory
from toolkit.core.readiness import Prepared, State
from toolkit.core.span import span
from toolkit.usecase.incident.inorder import running
from toolkit.usecase.incident.opening import Opening, open_incident
from toolkit.usecase.incident.places import folders
from toolkit.usecase.incident.session import Clock, Record, Said, View, look, real_clock, recording
from toolkit.usecase.playbook.shelf import shelf


def start(settings: Settings, opening: Opening, said: Said, *, clock: Clock = real_clock) -> View:
    """Begin an exercise of a playbook, at the version that the library has now."""
    return open_incident(settings, replace(opening, exercise=True), said, clock)


def inject(folder: Path, said: Said, *, says: str = "", jump: bool = True, clock: Clock = real_clock) -> View:
    """Tell the players the playbook's next inject, or with `says` something of the leader's own.

    The exercise's clock moves on to the time that the inject is for, unless it is past it or `jump` is off.
    """
    with recording(folder, clock) as record:
        _exercise(record)
        if says:
            record.write(Kind.INJECTED, said, data={"number": 0, "says": says})
            return record.view()
        following = next_inject(record.incident)
        if following is None:
            raise UserError(Problem(record.incident.id, "", "the playbook has no further inject; --says is your own"))
        number, at = following
        if jump and at > record.now:
            _advance(record, (at - record.now).total_seconds(), said)
        told = record.incident.frames[MAIN].playbook.exercise.injects[number - 1]
        record.write(Kind.INJECTED, said, data={"number": number, "says": told.says, "expects": list(told.expects)})
        return record.view()


def advance(folder: Path, words: str, said: Said, *, clock: Clock = real_clock) -> View:
    """Move the exercise's clock on by a span of time in words."""
    try:
        seconds = span(words).total_seconds()
    except ValueError as no:
        raise UserError(Problem("SPAN", "", str(no))) from no
    with recording(folder, clock) as record:
        _exercise(record)
        _advance(record, seconds, said)
        return record.view()


def end(folder: Path, said: Said, *, clock: Clock = real_clock) -> tuple[View, Result]:
    """End it, finished or not: what was left is part of the result."""
    with recording(folder, clock) as record:
        _exercise(record)
        left = list(unfinished(record.incident))
        record.write(Kind.CLOSED, said, data={"left": left} if left else {})
        view = record.view()
    return view, result(view.incident, view.events)


def result_of(folder: Path, clock: Clock = real_clock) -> tuple[View, Result]:
    """How an exercise went, or goes so far."""
    view = look(folder, clock)
    if not view.incident.exercise:
        raise UserError(Problem(view.incident.id, "", "is no exercise"))
    return view, result(view.incident, view.events)


def prepared(settings: Settings) -> tuple[Prepared, ...]:
    """What ended exercises prove, as the inventory would declare it: of the versions the library has now, no other.

    One that was not walked to its end proves nothing.
    """
    if not any(folders(settings.state, exercise=True)):
        return ()
    now = {one.digest for one in shelf(settings).values()}
    return tuple(_proved(settings.state, now))


def with_exercises(settings: Settings) -> Inventory:
    """The inventory, with what exercises prove."""
    return replace(settings.inventory, prepared=(*settings.inventory.prepared, *prepared(settings)))


def _proved(state: Path, digests: set[str]) -> Iterator[Prepared]:
    for folder in folders(state, exercise=True):
        try:
            view = look(folder)
        except UserError:
            continue  # proves nothing; `exercise list` says what is wrong with it
        found = result(view.incident, view.events)
        closed = next((one for one in reversed(view.events) if one.kind is Kind.CLOSED), None)
        if view.incident.closed_at is None or closed is None or found.digest not in digests or not found.whole:
            continue
        yield Prepared(
            element="playbook",
            state=State.TARGET_MET if found.met else State.EXERCISED,
            on=closed.recorded_at.date(),
            scenario=found.playbook,
            note=view.incident.id,
        )


def _exercise(record: Record) -> None:
    if not record.incident.exercise:
        raise UserError(Problem(record.incident.id, "", "is no exercise: time and events are not ours to make"))
    running(record.incident)


def _advance(record: Record, seconds: float, said: Said) -> None:
    record.write(Kind.ADVANCED, Said(by=said.by, note=said.note), data={"seconds": round(seconds, 3)})
