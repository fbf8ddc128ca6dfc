"""Opening an incident: versions pinned, variables filled from finding and inventory, the clocks started."""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import toolkit
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.finding import Finding
from toolkit.core.incident import Kind, stamp
from toolkit.core.playbook import Level
from toolkit.core.verdict import Outcome
from toolkit.library.playbooks import Shelved
from toolkit.store.journal import sync_folder
from toolkit.usecase.incident.affected import affected, stores_of, values
from toolkit.usecase.incident.places import MARK, room
from toolkit.usecase.incident.session import Clock, Said, View, look, real_clock, recording
from toolkit.usecase.incident.variables import checked
from toolkit.usecase.playbook.shelf import chosen, keep, needed, shelf

EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What an incident is opened with. Empty `playbook`: the one that the finding names."""

    playbook: str = ""
    title: str = ""
    finding: Finding | None = None
    run: int | None = None
    store: str = ""
    level: Level | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    exercise: bool = False


def open_incident(settings: Settings, opening: Opening, said: Said, clock: Clock = real_clock) -> View:
    """Open it; its folder appears whole or not at all. Raises `UserError`."""
    books = shelf(settings)
    first = chosen(books, _playbook(opening))
    called, missing = needed(first, books)
    data = _said(settings, opening, first, called)
    place = room(settings.state, exercise=opening.exercise)
    partial = _partial(place)
    try:
        keep(partial, first, *called.values())
        with recording(partial, clock) as record:
            data["id"] = _id(place, first.playbook.id, (said.at or clock()).date(), exercise=opening.exercise)
            record.write(Kind.OPENED, said, data=data)
            if opening.level:
                record.write(Kind.LEVEL, said, data={"level": opening.level.value})
            for name in missing:
                words = f"the library has no playbook {name}, which a step runs"
                record.write(Kind.NOTED, Said(by=said.by, at=said.at, note=words))
        return look(_appear(place, partial, str(data["id"])), clock)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def matching(findings: Sequence[Finding], words: str) -> Finding:
    """The finding meant by `check[@target[:resource]]`. Raises `UserError` unless it is exactly one."""
    check, _, place = words.partition("@")
    fitting = [
        one
        for one in findings
        if one.check == check
        and one.outcome in (Outcome.FAIL, Outcome.UNKNOWN)
        and (not place or place in (one.target, f"{one.target}:{one.resource}"))
    ]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise UserError(Problem("--finding", "", f"no failing or unseen finding {words!r} in the last run"))
    shown = "; ".join(f"{one.check}@{one.target}:{one.resource}" for one in fitting[:10])
    raise UserError(Problem("--finding", "", f"{words!r} may be any of {len(fitting)}: {shown}"))


def _playbook(opening: Opening) -> str:
    name = opening.playbook or (opening.finding.playbook if opening.finding else "")
    if not name:
        raise UserError(Problem("--playbook", "", "expected the id of a playbook, or a --finding that names one"))
    return name


def _said(settings: Settings, opening: Opening, first: Shelved, called: Mapping[str, Shelved]) -> dict[str, Any]:
    inventory, playbook = settings.inventory, first.playbook
    stores = stores_of(inventory, opening.finding, opening.store)
    if opening.store and not stores:
        raise UserError(Problem("--store", "", f"the inventory has no store {opening.store!r}"))
    given = {name: {"text": text, "by": "person"} for name, text in checked(playbook, opening.values).items()}
    said: dict[str, Any] = {
        "title": opening.title or playbook.title,
        "playbook": playbook.id,
        "version": playbook.version,
        "digest": first.digest,
        "pinned": {name: one.digest for name, one in called.items()},
        "values": {**values(playbook, inventory, opening.finding, stores), **given},
        "affected": affected(inventory, stores),
        "tool": toolkit.__version__,
        "exercise": opening.exercise,
    }
    if opening.finding:
        said["finding"] = _finding(opening.finding, opening.run)
    return said


def _finding(finding: Finding, run: int | None) -> dict[str, Any]:
    return {
        "run": run,
        "check": finding.check,
        "title": finding.title,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "target": finding.target,
        "resource": finding.resource,
        "evidence": finding.evidence,
        "observed_at": stamp(finding.observed_at),
    }


def _partial(place: Path) -> Path:
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.mkdir(exist_ok=True, mode=0o700)
        partial = Path(tempfile.mkdtemp(prefix=".opening-", dir=place))
        (partial / EVIDENCE).mkdir(mode=0o700)
    except OSError as no:
        raise UserError(Problem(str(place), "", f"cannot be written: {no.strerror}")) from no
    return partial


def _id(place: Path, playbook: str, on: date, *, exercise: bool) -> str:
    """The day and the playbook; a number behind it when there is one already."""
    plain = re.sub(r"[^a-z0-9-]+", "-", playbook.casefold()).strip("-") or "incident"
    name = f"{MARK if exercise else ''}{on.isoformat()}-{plain}"[:90]
    ids = (name if number == 1 else f"{name}-{number}" for number in range(1, 10_000))
    return next(one for one in ids if not (place / one).exists())


def _appear(place: Path, partial: Path, id: str) -> Path:
    """Let the folder be seen. Raises `UserError` when another of the same name was quicker."""
    try:
        os.rename(partial, place / id)  # noqa: PTH104  Path.rename says the same; the pair is read with mkdtemp
        sync_folder(place)
    except OSError as no:
        raise UserError(Problem(str(place / id), "", f"could not be opened, try again: {no.strerror}")) from no
    return place / id
