"""This machine, read with the same script as any other."""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from typing import IO, Any, Self

from toolkit.collect.shell import ERROR_LIMIT, OUTPUT_LIMIT, Into, Ran
from toolkit.collect.trouble import Unreadable

CHUNK = 65536


class LocalShell:
    """A shell in a process group of its own, so that nothing it started outlives its deadline."""

    def run(
        self,
        script: bytes,
        *,
        seconds: float,
        stdout: int = OUTPUT_LIMIT,
        stderr: int = ERROR_LIMIT,
        into: Into | None = None,
    ) -> Ran:
        """Run `script` here. Raises `Unreadable` when there is no /bin/sh."""
        end = time.monotonic() + seconds
        try:
            child = subprocess.Popen(
                ["/bin/sh", "-s"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise Unreadable("/bin/sh", f"cannot be started: {error.strerror}") from error
        with child:
            try:
                return _talk(child, script, end, stdout, stderr, into)
            finally:
                _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the whole group; the child itself may be gone while what it started is not."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


class _Passed:
    """Keeps nothing: what is added is passed on, up to a limit, and counted."""

    def __init__(self, into: Into, limit: int) -> None:
        self.into = into
        self.limit = limit
        self.size = 0

    def __iadd__(self, data: bytes) -> Self:
        self.into(data[: max(0, self.limit - self.size)])
        self.size += len(data)
        return self

    def __len__(self) -> int:
        return self.size


def _talk(  # noqa: PLR0917  one run is made of these
    child: subprocess.Popen[bytes], script: bytes, end: float, stdout: int, stderr: int, into: Into | None
) -> Ran:
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    limits: dict[IO[bytes], int] = {child.stdout: stdout, child.stderr: stderr}
    said: dict[IO[bytes], Any] = {pipe: bytearray() for pipe in limits}
    if into:
        said[child.stdout] = _Passed(into, stdout)
    left = memoryview(script)
    late = False
    with selectors.DefaultSelector() as ready:
        os.set_blocking(child.stdin.fileno(), False)
        ready.register(child.stdin, selectors.EVENT_WRITE)
        for pipe in limits:
            ready.register(pipe, selectors.EVENT_READ)
        while said.keys() & {key.fileobj for key in ready.get_map().values()}:
            late = time.monotonic() >= end
            if late or len(said[child.stdout]) > stdout:
                break
            for key, _ in ready.select(max(0.0, end - time.monotonic())):
                if key.fileobj is child.stdin:
                    left = _write(child.stdin, left)
                    if not left:
                        ready.unregister(child.stdin)
                        child.stdin.close()
                else:
                    _read(key.fileobj, said, limits, ready)  # type: ignore[arg-type]
    return Ran(
        stdout=b"" if into else bytes(said[child.stdout][:stdout]),
        stderr=bytes(said[child.stderr][:stderr]),
        status=None if late or len(said[child.stdout]) > stdout else _status(child, end),
        stdout_cut=len(said[child.stdout]) > stdout,
        stderr_cut=len(said[child.stderr]) > stderr,
        late=late,
    )


def _status(child: subprocess.Popen[bytes], end: float) -> int | None:
    try:
        return child.wait(timeout=max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None


def _write(pipe: IO[bytes], left: memoryview) -> memoryview:
    try:
        return left[os.write(pipe.fileno(), left[:CHUNK]) :]
    except BrokenPipeError:
        return left[:0]


def _read(
    pipe: IO[bytes], said: dict[IO[bytes], Any], limits: dict[IO[bytes], int], ready: selectors.BaseSelector
) -> None:
    data = os.read(pipe.fileno(), CHUNK)
    if not data:
        ready.unregister(pipe)
    elif len(said[pipe]) <= limits[pipe]:  # past its limit stderr is still drained, or the script would stall
        said[pipe] += data
