"""A chained journal on disk: every line is there for good before anybody is told so, and two never write at once.

Beside `journal.jsonl` stands `head.json`, written after each line: how many lines there are and the hash of the last.
It may be one line behind (the process died in between), never more and never ahead: then lines were cut off or added.
What was being written when a process died is put aside into a file of its own, not thrown away.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.core.chain import GENESIS, Broken, check, hash_of, link
from toolkit.core.errors import Problem, UserError
from toolkit.store.lock import Lock

NAME = "journal.jsonl"
HEAD = "head.json"
LOCK = "journal.lock"

PATIENCE = 10.0
"""Seconds to wait for another responder's command; each writes for milliseconds."""

LIMIT = 256 * 1024 * 1024
"""Bytes. A hundred times what the longest incident writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a journal holds. `cut`: bytes of a last line that never was finished; its writer told nobody it was."""

    entries: tuple[Mapping[str, Any], ...]
    head: str
    cut: bytes = b""
    size: int = 0
    """Bytes of the whole lines."""
    behind: bool = False
    """The last line is not yet in the head."""


def read(folder: Path) -> Read:
    """The journal of a folder. Raises `UserError` that names the line where it does not hold."""
    found = _read(folder)
    if not found.cut:
        return found
    lock = Lock(folder / LOCK)  # somebody may be in the middle of it
    with suppress(OSError):
        if lock.take(patience=PATIENCE):
            try:
                return _read(folder)
            finally:
                lock.release()
    return found


@contextmanager
def writing(folder: Path) -> "Iterator[Writer]":
    """Hold the journal for the block. Raises `UserError` when it does not hold, or another process has it."""
    lock = Lock(folder / LOCK)
    try:
        taken = lock.take(patience=PATIENCE)
        if taken:
            lock.sign()
    except OSError as no:
        raise UserError(Problem(str(folder), LOCK, f"cannot be locked: {no.strerror}")) from no
    if not taken:
        holder = lock.holder()
        who = f" (process {holder})" if holder else ""
        raise UserError(Problem(str(folder), "", f"another command is writing this journal{who}; try again"))
    try:
        writer = Writer(folder, _read(folder))
        try:
            yield writer
        finally:
            writer.close()
    finally:
        lock.release()


class Writer:
    """Appends lines, with the lock held. After `append` returns, the line survives a loss of power."""

    def __init__(self, folder: Path, found: Read) -> None:
        self.folder = folder
        self.entries = list(found.entries)
        self.aside: tuple[str, str] | None = None
        """Name and SHA-256 of the file into which an unfinished line was put."""
        self._head = found.head
        self._size = found.size
        with _told(folder, "cannot be opened for writing"):
            self._handle = os.open(
                folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
            )
        try:
            with _told(folder, "cannot be mended"):
                if found.cut:
                    self._put_aside(found.cut)
                if found.behind or (self.entries and not (folder / HEAD).exists()):
                    self._confirm()
        except BaseException:
            self.close()
            raise

    def append(self, entry: Mapping[str, Any]) -> Mapping[str, Any]:
        """Write one line. Raises `UserError` when the disk refuses; then nothing of it was recorded."""
        line = link(entry, number=len(self.entries) + 1, before=self._head) + b"\n"
        try:
            _write(self._handle, line)
            os.fsync(self._handle)
        except OSError as no:
            with suppress(OSError):  # what cannot be taken back now is put aside by the next writer
                os.ftruncate(self._handle, self._size)
                os.fsync(self._handle)
            raise UserError(Problem(str(self.folder / NAME), "", f"nothing was recorded: {no.strerror}")) from no
        written: Mapping[str, Any] = json.loads(line)
        self.entries.append(written)
        self._head = hash_of(line[:-1])
        self._size += len(line)
        with suppress(OSError):  # the line is there; the next writer brings the head up to it before it goes on
            self._confirm()
        return written

    @property
    def head(self) -> str:
        """The hash of the last line."""
        return self._head

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _confirm(self) -> None:
        write_whole(self.folder / HEAD, json.dumps({"n": len(self.entries), "hash": self._head}).encode() + b"\n")

    def _put_aside(self, cut: bytes) -> None:
        digest = hashlib.sha256(cut).hexdigest()
        name = f"unfinished-line-{len(self.entries) + 1}-{digest[:12]}.txt"
        write_whole(self.folder / name, cut)
        os.ftruncate(self._handle, self._size)
        os.fsync(self._handle)
        self.aside = (name, digest)


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file whole or not at all, for its owner only. Raises `OSError`."""
    partial = path.with_name(f".{path.name}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        _write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power. Raises `OSError`."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


def _read(folder: Path) -> Read:
    path = folder / NAME
    try:
        if path.stat().st_size > LIMIT:
            raise UserError(Problem(str(path), "", "is larger than 256 MiB"))
        raw = path.read_bytes()
    except FileNotFoundError:
        raw = b""
    except OSError as no:
        raise UserError(Problem(str(path), "", f"cannot be read: {no.strerror}")) from no
    *whole, cut = raw.split(b"\n")
    lines = [part + b"\n" for part in whole]
    found = check(lines)
    if found.broken:
        raise UserError([Problem(str(path), "", _said(one)) for one in found.broken])
    behind = _against_head(folder, lines)
    return Read(entries=found.entries, head=found.head, cut=cut, size=len(raw) - len(cut), behind=behind)


def _against_head(folder: Path, lines: list[bytes]) -> bool:
    """Whether the head is one line behind. Raises `UserError` when it does not fit at all."""
    count, last = _head(folder)
    if count > len(lines):
        missing = f"line {len(lines) + 1}" if count == len(lines) + 1 else f"lines {len(lines) + 1} to {count}"
        raise UserError(Problem(str(folder / NAME), "", f"{missing}: was recorded and is gone; lines were cut off"))
    if len(lines) > count + 1:
        words = f"line {count + 2}: was not written by this tool, whose head knows {count} lines"
        raise UserError(Problem(str(folder / NAME), "", words))
    known = hash_of(lines[count - 1][:-1]) if count else GENESIS
    if known != last:
        words = f"line {count}: is not the line that was recorded: it, or {HEAD}, was changed"
        raise UserError(Problem(str(folder / NAME), "", words))
    return len(lines) > count


def _head(folder: Path) -> tuple[int, str]:
    path = folder / HEAD
    try:
        said = json.loads(path.read_bytes())
        return int(said["n"]), str(said["hash"])
    except FileNotFoundError:
        return 0, GENESIS
    except OSError as no:
        raise UserError(Problem(str(path), "", f"cannot be read: {no.strerror}")) from no
    except (ValueError, KeyError, TypeError) as no:
        raise UserError(Problem(str(path), "", "is not as this tool writes it")) from no


def _said(one: Broken) -> str:
    return f"{one}. The lines before it hold; nothing more is written until this is cleared up"


@contextmanager
def _told(folder: Path, words: str) -> Iterator[None]:
    try:
        yield
    except OSError as no:
        raise UserError(Problem(str(folder / NAME), "", f"{words}: {no.strerror or no}")) from no
