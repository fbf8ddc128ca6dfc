"""Where incidents and exercises are: `<state>/incidents/<id>/` and `<state>/exercises/<id>/`, never mixed."""

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.store.journal import NAME

INCIDENTS = "incidents"
EXERCISES = "exercises"
MARK = "exercise-"
"""Begins the id of every exercise, so that nobody takes it for the real thing."""

ID = re.compile(r"^[a-z0-9][a-z0-9-]{0,99}$")


def room(state: Path, *, exercise: bool) -> Path:
    """The folder of all incidents, or of all exercises."""
    return state / (EXERCISES if exercise else INCIDENTS)


def folders(state: Path, *, exercise: bool) -> Iterator[Path]:
    """The folder of each, by id."""
    place = room(state, exercise=exercise)
    if place.is_dir():
        yield from sorted(one for one in place.iterdir() if ID.match(one.name) and (one / NAME).is_file())


def folder_of(state: Path, id: str) -> Path:
    """The folder of an incident or exercise. Raises `UserError` when there is none."""
    if ID.match(id):
        place = room(state, exercise=id.startswith(MARK)) / id
        if (place / NAME).is_file():
            return place
    raise UserError(Problem("--incident", "", f"there is no incident {id!r} in {state}"))
