"""Standard output that says when nobody can read it: a full disk, or a pipe whose reader has gone."""

import errno
import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Unwritable(BaseException):
    """The result could not be written. No library may take it for something of its own to handle."""

    def __init__(self, error: OSError) -> None:
        self.reason = error.strerror or str(error)
        self.reader_gone = error.errno == errno.EPIPE
        super().__init__(self.reason)


class _Told(io.FileIO):
    """File descriptor 1. After the first failure it swallows, so that nothing is said twice on the way out."""

    failed = False

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write, or say once that it cannot be done."""
        if self.failed:
            return len(memoryview(data).cast("B"))
        try:
            return super().write(data) or 0
        except OSError as error:
            self.failed = True
            raise Unwritable(error) from error


def watch() -> None:
    """From here on, a write to standard output that fails raises `Unwritable`, also from a library's print."""
    old = sys.stdout
    old.flush()
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(_Told(old.fileno(), "w", closefd=False)),
        encoding=old.encoding,
        errors=old.errors,
        line_buffering=old.isatty(),
    )
