"""All incidents at once, and the one that is meant when none is named."""

from collections.abc import Iterator
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident
from toolkit.usecase.incident.places import folder_of, folders
from toolkit.usecase.incident.session import Clock, View, look, real_clock


def every(state: Path, *, exercise: bool, clock: Clock = real_clock) -> tuple[list[View], list[str]]:
    """Each that can be read, the newest first; and words on each that cannot."""
    views, broken = [], []
    for folder in folders(state, exercise=exercise):
        try:
            views.append(look(folder, clock))
        except UserError as no:
            broken.append(str(no))
    return sorted(views, key=lambda one: one.incident.opened_at, reverse=True), broken


def meant(state: Path, id: str) -> Path:
    """The incident's folder; without an id the only one that is open. An exercise must be named.

    Raises `UserError` when it is not plain which one is meant.
    """
    if id:
        return folder_of(state, id)
    views, broken = every(state, exercise=False)
    if broken:
        raise UserError([Problem("--incident", "", f"say which one: {words}") for words in broken])
    running = [view for view in views if view.incident.closed_at is None]
    if len(running) == 1:
        return running[0].folder
    if running:
        ids = ", ".join(one.incident.id for one in running)
        raise UserError(Problem("--incident", "", f"say which one: {ids}"))
    exercises = ", ".join(_open_ids(every(state, exercise=True)[0]))
    more = f"; an exercise must be named: {exercises}" if exercises else ""
    raise UserError(Problem("--incident", "", f"no incident is open in {state}{more}"))


def _open_ids(views: list[View]) -> Iterator[str]:
    yield from (view.incident.id for view in views if _open(view.incident))


def _open(incident: Incident) -> bool:
    return incident.closed_at is None


def exercise(state: Path, id: str) -> Path:
    """The exercise's folder; without an id the only one that runs. Raises `UserError`."""
    if id:
        return folder_of(state, id)
    running = [view for view in every(state, exercise=True)[0] if _open(view.incident)]
    if len(running) == 1:
        return running[0].folder
    ids = ", ".join(one.incident.id for one in running) or "none runs"
    raise UserError(Problem("--incident", "", f"say which exercise: {ids}"))
