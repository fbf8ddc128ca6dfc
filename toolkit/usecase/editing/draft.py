"""A draft: files that somebody is changing, kept after every save, and never overwritten unseen."""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.store.journal import write_whole
from toolkit.store.lock import Lock, held

FOLDER = "drafts"
FILE_LIMIT = 512 * 1024
"""Letters a file."""


class Of(StrEnum):
    """What is edited."""

    PLAYBOOK = "playbook"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Its words by file name. `number` counts the saves."""

    of: Of
    id: str
    files: Mapping[str, str]
    based_on: str
    """Digest of the version that it was begun from."""
    by: str
    at: datetime
    number: int = 0


def begun(state: Path, draft: Draft) -> Draft:
    """Begin it; the one that is there already where there is one. Raises `UserError`."""
    with _held(state):
        found = find(state, draft.of, draft.id)
        return found or _write(state, draft)


def find(state: Path, of: Of, id: str) -> Draft | None:
    """The draft of that playbook or kind. Raises `UserError` for one that cannot be read."""
    path = _path(state, of, id)
    try:
        said = json.loads(path.read_bytes())
        return Draft(**{**said, "of": Of(said["of"]), "at": datetime.fromisoformat(said["at"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as no:
        raise UserError(Problem(str(path), "", f"the draft cannot be read: {no}")) from no


def save(state: Path, of: Of, id: str, files: Mapping[str, str], *, number: int, by: str, at: datetime) -> Draft:
    """Keep these words over those of save `number`. Raises `UserError` when somebody else has saved meanwhile."""
    with _held(state):
        found = find(state, of, id)
        if found is None:
            raise UserError(Problem(id, "", "there is no draft any more: it was published or thrown away"))
        if found.number != number:
            words = f"{found.by} saved other words at {found.at:%H:%M} UTC, while you typed; nothing was overwritten"
            raise UserError(Problem(id, "", words))
        if set(files) != set(found.files):
            raise UserError(Problem(id, "", f"expected the files {', '.join(found.files)}"))
        if long := [name for name, text in files.items() if len(text) > FILE_LIMIT]:
            raise UserError(Problem(id, long[0], f"is longer than {FILE_LIMIT // 1024} KiB"))
        clean = {name: text.replace("\r\n", "\n") for name, text in files.items()}
        return _write(state, replace(found, files=clean, by=by, at=at, number=number + 1))


def drop(state: Path, of: Of, id: str) -> None:
    """Throw it away."""
    with _held(state):
        _path(state, of, id).unlink(missing_ok=True)


def _write(state: Path, draft: Draft) -> Draft:
    said = {**asdict(draft), "of": draft.of.value, "at": draft.at.isoformat()}
    path = _path(state, draft.of, draft.id)
    try:
        write_whole(path, json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"))
    except OSError as no:
        raise UserError(Problem(str(path), "", f"the draft could not be kept: {no.strerror}")) from no
    return draft


def _path(state: Path, of: Of, id: str) -> Path:
    if not id.replace("-", "").isalnum() or not id.isascii():
        raise UserError(Problem(id[:60], "", "is no name of a playbook or notice"))
    return state / FOLDER / f"{of.value}-{id}.json"


def _held(state: Path) -> AbstractContextManager[Lock]:
    folder = state / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as no:
        raise UserError(Problem(str(folder), "", f"cannot be made: {no.strerror}")) from no
    return held(folder / "lock", what="saving of drafts", patience=10)
