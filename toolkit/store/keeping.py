"""Files kept as they were: copied and hashed in one reading, there whole or not at all, then read-only."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit.store.journal import sync_folder

CHUNK = 1024 * 1024
PARTIAL = ".partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was read: its SHA-256, its bytes. `moved`: the file changed while it was being read."""

    sha256: str
    size: int
    moved: bool = False


def keep(source: Path, to: Path) -> Kept:
    """Copy a file and hash what was copied. Raises `OSError`; then nothing of the name `to` is there."""
    partial = to.with_name(to.name + PARTIAL)
    with _opened(source, os.O_RDONLY) as handle:
        before = os.fstat(handle)
        try:
            digest, size = _copied(handle, partial)
            partial.rename(to)
            sync_folder(to.parent)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise
        after = os.fstat(handle)
    moved = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
    return Kept(sha256=digest, size=size, moved=moved)


def hashed(path: Path) -> Kept:
    """The SHA-256 and size of a file that is kept. A link is not followed. Raises `OSError`."""
    digest, size = hashlib.sha256(), 0
    with _opened(path, os.O_RDONLY | os.O_NOFOLLOW) as handle:
        while piece := os.read(handle, CHUNK):
            digest.update(piece)
            size += len(piece)
    return Kept(sha256=digest.hexdigest(), size=size)


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    """A regular file, opened without waiting for anything else that it may be."""
    handle = os.open(path, flags | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "is no regular file; pack a folder into an archive first")
        yield handle
    finally:
        os.close(handle)


def _copied(source: int, to: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o400)
    try:
        while piece := os.read(source, CHUNK):
            digest.update(piece)
            left = memoryview(piece)
            while left:
                left = left[os.write(handle, left) :]
            size += len(piece)
        os.fsync(handle)
    finally:
        os.close(handle)
    return digest.hexdigest(), size
