"""The few facts that a score's graph is built from: `inputs/<sha256>.jsonl.gz` in the state directory.

Named by what is in it, so runs that saw the same structure share one file. Written before the run that names it
is finished; removed only when no run names it.
"""

import gzip
import hashlib
import os
import zlib
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from toolkit.core.errors import Problem, UserError

FOLDER = "inputs"
SUFFIX = ".jsonl.gz"
PART = ".part"

LARGEST = 2**31
"""Bytes, unpacked: more than any structure has, less than what a packed bomb unpacks to."""


def path_of(state: Path, digest: str) -> Path:
    """Where the structure of this digest is kept."""
    return state / FOLDER / f"{digest}{SUFFIX}"


def write(state: Path, lines: Iterable[str]) -> str:
    """Keep these lines, whole or not at all, and give their digest. Raises `UserError` when the disk refuses."""
    body = b"".join(line.encode("ascii") + b"\n" for line in lines)
    digest = hashlib.sha256(body).hexdigest()
    path = path_of(state, digest)
    if _is_whole(path, digest):
        return digest
    part = path.with_name(f".{path.name}{PART}")
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(gzip.compress(body, 6, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _settle(path.parent)
    except OSError as no:
        with suppress(OSError):
            part.unlink()  # what a full disk can do without
        raise UserError(Problem(str(path), "", no.strerror or str(no))) from no
    return digest


def read(state: Path, digest: str) -> list[str]:
    """The lines as they were written. Raises `UserError` when the file is missing, cut or was edited."""
    path = path_of(state, digest)
    try:
        with gzip.open(path, "rb") as file:
            body = file.read(LARGEST)
    except FileNotFoundError as no:
        raise UserError(Problem(str(path), "", "the inputs of the run are missing")) from no
    except (EOFError, zlib.error, gzip.BadGzipFile) as no:
        raise UserError(Problem(str(path), "", "the inputs of the run are cut or damaged")) from no
    except OSError as no:
        raise UserError(Problem(str(path), "", f"cannot be read: {no.strerror or no}")) from no
    if hashlib.sha256(body).hexdigest() != digest:
        raise UserError(Problem(str(path), "", "was changed since it was written"))
    return body.decode("ascii").splitlines()


def collect(state: Path, named: Collection[str]) -> None:
    """Remove what no run names and what was being written when a process died. The caller holds the lock of scans."""
    keep = {path_of(state, digest).name for digest in named}
    with suppress(OSError):
        for path in (state / FOLDER).iterdir():
            if path.name.endswith((SUFFIX, PART)) and path.name not in keep:
                path.unlink(missing_ok=True)


def _is_whole(path: Path, digest: str) -> bool:
    if not path.exists():
        return False
    try:
        read(path.parents[1], digest)
    except UserError:
        return False
    return True


def _settle(folder: Path) -> None:
    """Make the new name itself survive a power failure."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
