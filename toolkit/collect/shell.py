"""One way to run a script, wherever it runs: here, or at the other end of an SSH connection."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

OUTPUT_LIMIT = 8 * 1024 * 1024
ERROR_LIMIT = 256 * 1024

Into = Callable[[bytes], object]
"""Takes standard output piece by piece, where it is too long to be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a script said. `status` None: it was cut off, by a limit or by its deadline, before it ended."""

    stdout: bytes
    stderr: bytes
    status: int | None
    stdout_cut: bool = False
    stderr_cut: bool = False
    late: bool = False
    """The deadline passed while it ran."""


class Shell(Protocol):
    """Runs one script in one go."""

    def run(self, script: bytes, *, seconds: float, stdout: int = OUTPUT_LIMIT, stderr: int = ERROR_LIMIT) -> Ran:
        """Feed `script` to a POSIX shell and read both its outputs, up to so many bytes and seconds.

        Raises `Unreadable` when no shell can be had. Whatever was said before a limit is kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """A shell that repeats what a real one said. `@MARK@` stands for the frame marker of the run."""

    stdout: bytes
    stderr: bytes = b""
    status: int | None = 0

    def run(self, script: bytes, *, seconds: float, stdout: int = OUTPUT_LIMIT, stderr: int = ERROR_LIMIT) -> Ran:
        """Repeat it, within the same limits."""
        del seconds
        found = re.search(rb"^M=([0-9a-f]+)$", script, re.MULTILINE)
        mark = found[1] if found else b"@MARK@"
        said, erred = self.stdout.replace(b"@MARK@", mark), self.stderr.replace(b"@MARK@", mark)
        return Ran(
            stdout=said[:stdout],
            stderr=erred[:stderr],
            status=self.status if len(said) <= stdout else None,
            stdout_cut=len(said) > stdout,
            stderr_cut=len(erred) > stderr,
        )
