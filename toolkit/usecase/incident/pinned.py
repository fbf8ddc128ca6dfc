"""What an incident is pinned to, kept in a folder of its own, each file under its hash."""

import hashlib
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.store.journal import write_whole


def keep_bytes(place: Path, digest: str, raw: bytes) -> None:
    """Keep what a digest stands for. Raises `UserError` when the disk refuses."""
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        path = place / _name(digest)
        if not path.exists():
            write_whole(path, raw)
    except OSError as no:
        raise UserError(Problem(str(place), "", f"could not be kept: {no.strerror}")) from no


def kept_bytes(place: Path, digest: str) -> bytes:
    """What a digest stands for. Raises `UserError` when it is gone, or not what its name says."""
    path = place / _name(digest)
    try:
        raw = path.read_bytes()
    except OSError as no:
        raise UserError(Problem(str(path), "", f"what was pinned cannot be read: {no.strerror}")) from no
    if f"sha256:{hashlib.sha256(raw).hexdigest()}" != digest:
        raise UserError(Problem(str(path), "", "is not what was pinned: its hash is another"))
    return raw


def _name(digest: str) -> str:
    plain = digest.removeprefix("sha256:")
    if len(plain) != 64 or not plain.isalnum():
        raise UserError(Problem("journal", "", f"{digest[:80]!r} is no digest"))
    return f"{plain}.json"
