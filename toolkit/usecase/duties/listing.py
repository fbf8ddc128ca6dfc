"""The duties of an incident as they stand: worked out anew from its journal each time it is asked."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.duty.edition import Edition
from toolkit.core.duty.standing import About, Row, rows
from toolkit.core.duty.words import Standing
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident
from toolkit.library.duties import differs
from toolkit.usecase.duties.about import about, disorder, timing
from toolkit.usecase.duties.shelf import current, of_incident, pin
from toolkit.usecase.incident.session import Clock, View, look, real_clock, recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """All duties of an incident. `newer`: what the laws of now say otherwise; nothing of it counts until adopted."""

    incident: Incident
    edition: Edition
    about: About
    rows: tuple[Row, ...]
    now: datetime
    newer: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def row(self, key: str) -> Row:
        """The row of this id. Raises `UserError`."""
        found = next((one for one in self.rows if one.key == key), None)
        if found is None:
            raise UserError(
                Problem("KEY", "", f"no duty is called {key[:80]!r}; `breachready duties laws` lists them")
            )
        return found


def standings(settings: Settings, folder: Path, *, clock: Clock = real_clock) -> Standings:
    """The duties of an incident; the first time fixes the edition of the laws. Raises `UserError`."""
    view = look(folder, clock)
    if not view.incident.duties.edition and view.incident.closed_at is None:
        with recording(folder, clock) as record:
            pin(record, settings)
            view = record.view()
    return worked_out(settings, view)


def worked_out(settings: Settings, view: View) -> Standings:
    """The same without recording anything."""
    edition = of_incident(settings, view.folder, view.incident)
    known = about(view.incident)
    now = current(settings)
    return Standings(
        incident=view.incident,
        edition=edition,
        about=known,
        rows=tuple(rows(edition, known, timing(view.incident, edition, view.now))),
        now=view.now,
        newer=tuple(differs(edition, now)) if now.digest != edition.digest else (),
        warnings=(*view.warnings, *disorder(view.incident)),
    )


def unmet(settings: Settings, folder: Path, *, clock: Clock = real_clock) -> list[str]:
    """What laws still ask for, a line for each duty that is owed and one for those that are undecided."""
    view = look(folder, clock)
    if not view.incident.duties.edition:
        return []
    found = worked_out(settings, view).rows
    lines = [f"duty {one.key} is owed and not met" for one in found if one.standing is Standing.OWED]
    undecided = sum(one.standing is Standing.UNDECIDED for one in found)
    return [*lines, *([f"{undecided} duties are undecided: `breachready duties ask`"] if undecided else [])]
