"""One scan at a time per state directory. The kernel drops the lock with the process, SIGKILL included.

The same lock tells a dead run from a live one: a run that says RUNNING while nobody holds the lock is dead.
That needs no process ids, which are used again and mean nothing in another container.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolkit.core.errors import Problem, UserError

PATIENCE = 2.0
"""Seconds to wait for those who look at the lock for a moment only."""


class Lock:
    """An exclusive lock on a file. `take` it, `release` it; or `with held(...)`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self, *, patience: float = PATIENCE) -> bool:
        """Try for `patience` seconds; True when it is ours. Raises `OSError` when the file cannot be made."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        ends = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= ends:
                    os.close(handle)
                    return False
                time.sleep(0.02)
                continue
            except OSError:
                os.close(handle)
                raise
            self._handle = handle
            return True

    @property
    def handle(self) -> int:
        """The open file while it is ours: a child that inherits it holds the lock until it ends, whatever ends it."""
        if self._handle is None:
            raise RuntimeError("the lock is not held")
        return self._handle

    def sign(self) -> None:
        """Leave our process id in the file, for the words of the next one's refusal. Call while holding it."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, str(os.getpid()).encode(), 0)

    def holder(self) -> str:
        """Process id of whoever signed last, "" when nobody did."""
        try:
            written = self.path.read_bytes()[:20]
        except OSError:
            return ""
        return written.decode("ascii", "replace").strip() if written.isdigit() else ""

    def release(self) -> None:
        """Let go; harmless when it is not ours."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@contextmanager
def held(path: Path, *, what: str, patience: float = PATIENCE) -> Iterator[Lock]:
    """Hold the lock for the block. `UserError` naming the holder when somebody else has it."""
    lock = Lock(path)
    take_or_tell(lock, what=what, patience=patience)
    try:
        yield lock
    finally:
        lock.release()


def take_or_tell(lock: Lock, *, what: str, patience: float = PATIENCE) -> None:
    """Take and sign the lock, or raise `UserError` that says who has it."""
    try:
        taken = lock.take(patience=patience)
        if taken:
            lock.sign()
    except OSError as no:
        raise UserError(Problem(str(lock.path), "", f"cannot be locked: {no.strerror}")) from no
    if not taken:
        holder = lock.holder()
        who = f" (process {holder})" if holder else ""
        raise UserError(
            Problem(
                str(lock.path.parent),
                "",
                f"another {what} is running in this state directory{who}; wait for it or end it",
            )
        )
