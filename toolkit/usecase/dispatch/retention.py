"""What is kept of people leaves when its time is over; a line in the journal stays, with numbers and hashes."""

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.dispatch import OPEN, State
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind
from toolkit.core.incident.words import SENDING
from toolkit.core.span import span
from toolkit.store.journal import sync_folder
from toolkit.store.lock import Lock
from toolkit.store.notified import Ledger, ledger
from toolkit.usecase.dispatch.people import place
from toolkit.usecase.incident.places import folders
from toolkit.usecase.incident.session import Clock, Said, View, look, real_clock, recording

DONE = frozenset(SENDING) - {Kind.RECIPIENTS_PURGED}
"""What is done with a list of people; the last of it begins its time."""

LEAVING = ".recipients-leaving"
"""What the folder is called while it is being deleted; found so, its deletion was cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A list of people that is kept. `untold`: people who are still to be told, or of whom nobody knows."""

    incident: str
    folder: Path
    people: int
    counts: dict[str, int]
    untold: int
    due: datetime
    now: datetime

    @property
    def over(self) -> bool:
        """Whether its time is over."""
        return self.now >= self.due


def kept(settings: Settings, folder: Path, clock: Clock = real_clock) -> Kept:
    """What is kept of an incident's people, and until when. Raises `UserError` when nothing is."""
    view = look(folder, clock)
    last = max((one.recorded_at for one in view.events if one.kind in DONE), default=None)
    with ledger(place(folder)) as book:
        counts = _counts(book)
        untold = sum(number for (state, _), number in book.counts().items() if State(state) in OPEN) + book.fresh()
        return Kept(
            incident=view.incident.id,
            folder=folder,
            people=book.people(),
            counts=counts,
            untold=untold,
            due=(last or view.incident.opened_at) + span(settings.recipients.retention),
            now=clock(),
        )


def everywhere(settings: Settings, clock: Clock = real_clock) -> Iterator[Kept]:
    """Every list that is kept, of incidents and of exercises; `notice purge` says what cannot be read."""
    for exercise in (False, True):
        for folder in folders(settings.state, exercise=exercise):
            if place(folder).is_file():
                try:
                    yield kept(settings, folder, clock)
                except UserError:
                    continue


def overdue(settings: Settings, clock: Clock = real_clock) -> Iterator[tuple[str, str]]:
    """What should have been deleted by now: incident, and words that say what to do."""
    for one in everywhere(settings, clock):
        if one.over:
            words = f"what is kept of {one.people:,} people should be gone since {one.due:%Y-%m-%d}"
            yield one.incident, f"{words}; run: breachready notice purge -i {one.incident}"
    for exercise in (False, True):
        for folder in folders(settings.state, exercise=exercise):
            if (folder / LEAVING).exists():
                yield folder.name, f"a deletion was cut off; run: breachready notice purge -i {folder.name} --execute"


def purge(settings: Settings, folder: Path, said: Said, *, despite: str = "", clock: Clock = real_clock) -> View:
    """Delete it. Raises `UserError` before its time, while somebody is to be told, and while it is in use.

    The line stands in the journal before anything is deleted; a purge that was cut off is gone on with.
    """
    if (folder / LEAVING).exists():
        _gone(folder)
        if not place(folder).exists():
            return look(folder, clock)
    now = kept(settings, folder, clock)
    problems = list(_early(now))
    if problems and not despite.strip():
        raise UserError([*problems, Problem("--despite", "", "says why it is deleted all the same, if it is")])
    path = place(folder)
    locks = [Lock(path.with_suffix(".lock")), Lock(path.with_suffix(".batches.lock"))]
    if not all(lock.take(patience=0) for lock in locks):
        raise UserError(Problem(str(path), "", "another command is sending; wait for its end"))
    try:
        with recording(folder, clock) as record:
            if not record.events or record.events[-1].kind is not Kind.RECIPIENTS_PURGED:
                record.write(Kind.RECIPIENTS_PURGED, said, data=_data(path, now, despite if problems else ""))
            _delete(folder)
            return record.view()
    finally:
        for lock in locks:
            lock.release()


def _early(now: Kept) -> Iterator[Problem]:
    if not now.over:
        yield Problem(now.incident, "", f"its list is to be kept until {now.due:%Y-%m-%d %H:%M} UTC")
    if now.untold:
        yield Problem(
            now.incident, "", f"{now.untold:,} people are still to be told, or nobody knows whether they were"
        )


def _data(path: Path, now: Kept, despite: str) -> dict[str, object]:
    digest = hashlib.sha256()
    versions: Counter[str] = Counter()
    with ledger(path) as book:
        for one in book.of_state(*State):
            digest.update(json.dumps([one.n, one.state, one.channel, one.version, one.digest]).encode())
            versions[one.version] += bool(one.version)
    data = {"people": now.people, "counts": now.counts, "versions": dict(+versions), "ledger": digest.hexdigest()}
    return {**data, "despite": despite} if despite else data


def _delete(folder: Path) -> None:
    """In one step out of everybody's sight, then from the disk."""
    try:
        place(folder).parent.rename(folder / LEAVING)
        sync_folder(folder)
    except OSError as no:
        raise UserError(Problem(str(place(folder).parent), "", f"cannot be deleted: {no.strerror}")) from no
    _gone(folder)


def _gone(folder: Path) -> None:
    try:
        shutil.rmtree(folder / LEAVING)
        sync_folder(folder)
    except OSError as no:
        raise UserError(Problem(str(folder / LEAVING), "", f"is not all deleted: {no.strerror}; try again")) from no


def _counts(book: Ledger) -> dict[str, int]:
    return {
        f"{state} by {channel}" if channel else state: number for (state, channel), number in book.counts().items()
    }
