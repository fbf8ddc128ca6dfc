"""What a phase says, as it comes: answers, a refusal, files in between, its end. Everything else is noise.

The marker is new in every run, so nothing that a file holds can be taken for it.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from toolkit.act.linux.reach import Answer, Taken
from toolkit.act.verb import CannotAct

LONGEST_HEAD = 300_000
"""Bytes of one marked line."""


class Hearing:
    """Fed piece by piece. `files`: where files of which name go; others are dropped."""

    def __init__(self, mark: str, files: Mapping[str, Path], limit: int) -> None:
        self.begun = False
        self.status: int | None = None
        """Exit status of the phase; None: its end was not heard."""
        self.refusal: CannotAct | None = None
        self.taken: dict[str, Taken] = {}
        self._mark = b"\n" + mark.encode() + b" "
        self._files = files
        self._left = limit
        self._said: dict[str, list[str]] = {}
        self._buffer = bytearray(b"\n")
        self._writing: _Writing | None = None

    def __call__(self, data: bytes) -> None:
        """The next piece. Raises `CannotAct` where a file cannot be written, or what comes is no answer."""
        self._buffer += data
        while (at := self._buffer.find(self._mark)) >= 0:
            self._body(at)
            end = self._buffer.find(b"\n", len(self._mark))
            if end < 0:
                if len(self._buffer) > LONGEST_HEAD:
                    raise CannotAct("the answer", "is no answer: a line of it has no end")
                return
            head = bytes(self._buffer[len(self._mark) : end])
            del self._buffer[:end]
            if self._head(head):
                del self._buffer[:1]
        self._body(max(0, len(self._buffer) - len(self._mark) + 1))

    def end(self) -> None:
        """No more will come: what is open stays unfinished."""
        if self._writing:
            self._close("it broke off")

    def answer(self) -> Answer:
        """What was answered."""
        return Answer(self._said)

    def _body(self, size: int) -> None:
        """The first bytes of the buffer are no marker: a file's, or noise."""
        if self._writing and size:
            self._writing.write(bytes(self._buffer[:size]))
        del self._buffer[:size]

    def _head(self, head: bytes) -> bool:
        """One marked line. True where a file begins, whose first byte comes after the line's end."""
        kind, _, rest = head.decode("utf-8", "backslashreplace").partition(" ")
        if self._writing and kind != "<":
            self._close("it broke off")
        match kind:
            case "@":
                self.begun = True
            case ".":
                key, _, value = rest.partition(" ")
                self._said.setdefault(key, []).append(shown(value))
            case "!":
                call, _, reason = rest.partition("|")
                self.refusal = self.refusal or CannotAct(shown(call), shown(reason))
            case "#":
                self.status = int(rest) if rest.isascii() and rest.isdecimal() and len(rest) < 6 else None
            case ">" if rest in self._files and rest not in self.taken:
                self._writing = _Writing(rest, self._files[rest], self._left)
                return True
            case "<" if self._writing:
                self._close(_fault(rest.removeprefix(f"{self._writing.name} ")))
        return False

    def _close(self, fault: str) -> None:
        assert self._writing is not None
        taken = self._writing.close(fault)
        self._left -= taken.size
        self.taken[taken.name] = taken
        self._writing = None


class _Writing:
    """One file as it is written. Raises `CannotAct` where this machine's disk says no."""

    def __init__(self, name: str, path: Path, limit: int) -> None:
        self.name = name
        self.path = path
        self.limit = limit
        self.size = 0
        self.fault = ""
        self._hash = hashlib.sha256()
        self._file: BinaryIO | None = self._opened()

    def _opened(self) -> BinaryIO:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return open(self.path, "wb", opener=_private)
        except OSError as error:
            raise CannotAct(f"write {self.path.name}", error.strerror or str(error)) from error

    def write(self, data: bytes) -> None:
        """More of it; what is past the limit is dropped, and said when it is closed."""
        if self.size + len(data) > self.limit:
            self.fault = f"cut off at the limit of {self.limit:,} bytes"
            data = data[: max(0, self.limit - self.size)]
        self.size += len(data)
        self._hash.update(data)
        assert self._file is not None
        try:
            self._file.write(data)
        except OSError as error:
            self.fault = error.strerror or str(error)
            raise CannotAct(f"write {self.path.name}", self.fault) from error

    def close(self, fault: str) -> Taken:
        """On disk now."""
        assert self._file is not None
        try:
            self._file.close()
        except OSError as error:
            self.fault = self.fault or error.strerror or str(error)
        words = self.fault or fault
        return Taken(name=self.name, size=self.size, sha256=self._hash.hexdigest(), whole=not words, words=words)


def _fault(status: str) -> str:
    """What the server said of a file when it ended; only a clean 0 is whole."""
    if status == "cut":
        return "cut off at the limit"
    return "" if status == "0" else f"exit status {shown(status)[:60] or 'unknown'}"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def shown(text: str) -> str:
    """Outside text that is safe to print."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
