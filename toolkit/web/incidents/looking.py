"""Incidents read once for as long as their journals stay as they are: many browsers ask every few seconds."""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.http import Http404

from reports.incident.telling import Telling
from reports.incident.times import Times
from toolkit.config.settings import Settings
from toolkit.core.errors import UserError
from toolkit.core.incident import deadlines
from toolkit.core.playbook import Level
from toolkit.store.journal import HEAD, NAME
from toolkit.usecase.incident.moments import zone_of
from toolkit.usecase.incident.places import folder_of, folders
from toolkit.usecase.incident.session import View, look, real_clock
from toolkit.web.incidents.duties import duties_of, wrong_with_duties

KEPT = 16
"""Incidents whose whole journal stays in memory; the lines of the list are kept besides, of every one."""

Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One incident in the list."""

    id: str
    title: str
    exercise: bool
    level: Level | None
    lead: str
    opened_at: datetime
    closed_at: datetime | None
    in_hand: int
    next_key: str = ""
    next_title: str = ""
    next_due: datetime | None = None
    ahead_ms: int = 0
    """What the page's clocks must be told of an exercise's; see `page.js`."""


_guard = threading.Lock()
_views: OrderedDict[Path, tuple[Stamp, View]] = OrderedDict()
_briefs: dict[Path, tuple[Stamp, Brief]] = {}


def stamp(folder: Path) -> Stamp:
    """Changes with every line that is written, and costs two looks at the file system."""
    found: list[int] = []
    for name in (NAME, HEAD):
        try:
            said = (folder / name).stat()
        except OSError:
            continue
        found += (said.st_size, said.st_mtime_ns)
    return tuple(found)


def place_of(settings: Settings, id: str) -> Path:
    """The incident's folder; one that is not there is a page that is not there."""
    try:
        return folder_of(settings.state, id)
    except UserError as no:
        raise Http404 from no


def looked(folder: Path) -> View:
    """The incident as it stands now. Raises `UserError` where its journal does not hold."""
    now = stamp(folder)
    with _guard:
        known = _views.get(folder)
        if known and known[0] == now:
            _views.move_to_end(folder)
            return replace(known[1], now=real_clock() + known[1].incident.ahead)
    view = look(folder)
    with _guard:
        _views[folder] = (now, view)
        while len(_views) > KEPT:
            _views.popitem(last=False)
    return view


def briefs(settings: Settings, *, exercise: bool) -> tuple[list[Brief], list[str]]:
    """Every incident, or every exercise, the newest first; and words on each that cannot be read."""
    found, broken = [], []
    for folder in folders(settings.state, exercise=exercise):
        try:
            found.append(_brief(folder, settings))
        except UserError as no:
            broken.append(str(no))
    return sorted(found, key=lambda one: one.opened_at, reverse=True), broken


def mark(settings: Settings) -> str:
    """Changes with every line of every incident and exercise; reads none of them."""
    found = hashlib.sha256()
    for exercise in (False, True):
        for folder in folders(settings.state, exercise=exercise):
            found.update(f"{folder.name} {stamp(folder)}\n".encode())
    return found.hexdigest()[:16]


def told_of(view: View, settings: Settings, *, duties: bool = True) -> Telling:
    """What pages and reports are made from, in the organisation's zone; with who must be told."""
    known = duties_of(view, settings) if duties else None
    return Telling(
        incident=view.incident,
        events=view.events,
        head=view.head,
        now=view.now,
        times=Times(zone_of(settings.organisation.zone)),
        warnings=(*view.warnings, *(wrong_with_duties(view, settings) if duties else ())),
        contacts=settings.inventory.contacts,
        organisation=settings.organisation.name,
        duties=known.rows if known else (),
        risk=known.about.assessment if known else None,
        laws_changed=len(known.newer) if known else 0,
    )


def ahead_ms(view: View) -> int:
    """Milliseconds that a browser adds to what is left: negative in an exercise, whose clock runs ahead."""
    return -round(view.incident.ahead.total_seconds() * 1000)


def _brief(folder: Path, settings: Settings) -> Brief:
    now = stamp(folder)
    with _guard:
        known = _briefs.get(folder)
    if known and known[0] == now:
        return known[1]
    view = looked(folder)
    incident = view.incident
    due = next(iter(deadlines(incident)), None) if incident.closed_at is None else None
    one = Brief(
        id=incident.id,
        title=incident.title,
        exercise=incident.exercise,
        level=incident.level,
        lead=told_of(view, settings, duties=False).lead,
        opened_at=incident.opened_at,
        closed_at=incident.closed_at,
        in_hand=sum(1 for _ in incident.open_keys()),
        next_key=due.key if due else "",
        next_title=due.title if due else "",
        next_due=due.due if due else None,
        ahead_ms=ahead_ms(view),
    )
    with _guard:
        _briefs[folder] = (now, one)
    return one
