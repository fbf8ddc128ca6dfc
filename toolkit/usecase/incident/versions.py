"""Another playbook's steps in a running incident, and another version of the same: each an explicit act."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import MAIN, Incident, Kind, key_of
from toolkit.core.playbook import Sub
from toolkit.library.difference import changed, lines, words
from toolkit.library.playbooks import Shelved
from toolkit.usecase.incident.inorder import resolved, running
from toolkit.usecase.incident.session import Clock, Record, Said, View, real_clock, recording
from toolkit.usecase.playbook.shelf import chosen, keep, needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What another version would change: words for people, the lines that differ, steps already done that do."""

    frame: str
    old: str
    new: str
    words: tuple[str, ...]
    lines: tuple[str, ...]
    done_otherwise: tuple[str, ...]
    """Steps that were done under the old wording."""


def merge(folder: Path, name: str, said: Said, books: Mapping[str, Shelved], *, clock: Clock = real_clock) -> View:
    """Add the steps of another playbook, at this version, beside those in progress."""
    book = chosen(books, name)
    with recording(folder, clock) as record:
        running(record.incident)
        frame = _free(record.incident, name)
        pinned = _pin(record, book, books)
        data = {"frame": frame, **_version(book), "pinned": pinned}
        record.write(Kind.MERGED, said, data=data)
        return record.view()


def pin(folder: Path, step: str, said: Said, books: Mapping[str, Shelved], *, clock: Clock = real_clock) -> View:
    """Fix the version of a playbook that a step runs and that was not in the library when the incident was opened."""
    with recording(folder, clock) as record:
        running(record.incident)
        key, found = resolved(record.incident, step)
        if not isinstance(found, Sub):
            raise UserError(Problem(key, "", "runs no other playbook"))
        if found.playbook in record.incident.pinned:
            raise UserError(Problem(key, "", f"{found.playbook} is pinned already"))
        book = chosen(books, found.playbook)
        for name, digest in _pin(record, book, books).items():
            record.write(Kind.PINNED, said, data={"playbook": name, "digest": digest})
        record.write(Kind.PINNED, said, step=key, data=_version(book))
        return record.view()


def upgrade_of(incident: Incident, books: Mapping[str, Shelved], frame: str = MAIN) -> Upgrade:
    """What the library's version of a playbook in progress would change. Raises `UserError` when it is the same."""
    if frame not in incident.frames:
        raise UserError(Problem("--of", "", f"no playbook in progress is called {frame!r}"))
    old = incident.frames[frame]
    new = chosen(books, old.playbook.id)
    if new.digest == old.digest:
        raise UserError(Problem(old.playbook.id, "", f"is at {old.playbook.version} already, as the library has it"))
    otherwise = set(changed(old.playbook, new.playbook))
    done = [name for name in otherwise if incident.state_of(key_of(frame, name)).settled]
    return Upgrade(
        frame=frame,
        old=f"{old.playbook.version} {old.digest}",
        new=f"{new.playbook.version} {new.digest}",
        words=tuple(words(old.playbook, new.playbook)),
        lines=tuple(lines(old.playbook, new.playbook)),
        done_otherwise=tuple(sorted(done)),
    )


def upgrade(
    folder: Path, said: Said, books: Mapping[str, Shelved], *, frame: str = MAIN, clock: Clock = real_clock
) -> View:
    """Go on with the library's version. What was done stays done; where the incident stands is found anew."""
    with recording(folder, clock) as record:
        running(record.incident)
        change = upgrade_of(record.incident, books, frame)
        book = books[record.incident.frames[frame].playbook.id]
        pinned = _pin(record, book, books)
        data = {"frame": frame, "from": change.old, **_version(book), "pinned": pinned, "changed": list(change.words)}
        record.write(Kind.UPGRADED, said, data=data)
        return record.view()


def _pin(record: Record, book: Shelved, books: Mapping[str, Shelved]) -> dict[str, str]:
    """Keep a playbook and those it runs; the digests of those that were not pinned before."""
    called, _missing = needed(book, books)
    fresh = {name: one for name, one in called.items() if name not in record.incident.pinned}
    keep(record.folder, book, *fresh.values())
    record.reload()
    return {name: one.digest for name, one in fresh.items()}


def _version(book: Shelved) -> dict[str, Any]:
    return {"playbook": book.playbook.id, "version": book.playbook.version, "digest": book.digest}


def _free(incident: Incident, name: str) -> str:
    """A frame's key that neither a frame nor a step has."""
    taken = set(incident.frames) | {step.id for step in incident.frames[MAIN].playbook.step}
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, 10_000))) if one not in taken)
