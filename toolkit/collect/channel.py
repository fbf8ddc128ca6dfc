"""One exec on an SSH connection: a script in, both outputs back within their limits."""

import threading
import time
from contextlib import suppress
from typing import Any

from toolkit.collect.shell import Into, Ran

CHUNK = 65536
COMMAND = "/bin/sh -s"


def execute(  # noqa: PLR0917  one exec is made of these
    transport: Any, script: bytes, end: float, limit: int, error_limit: int, into: Into | None = None
) -> Ran:
    """Feed `script` to a shell and read until it ends, a limit is passed or it is `end` (monotonic seconds).

    Standard output goes to `into` piece by piece where that is given. What paramiko raises is left to the caller.
    """
    channel = transport.open_session(timeout=max(0.01, end - time.monotonic()))
    channel.settimeout(max(0.01, end - time.monotonic()))
    channel.exec_command(COMMAND)
    heard = threading.Event()
    channel.in_buffer.set_event(heard)
    channel.in_stderr_buffer.set_event(heard)
    with suppress(OSError):  # a shell that ends before it has read all has still said something
        channel.sendall(script)
        channel.shutdown_write()
    out, err = bytearray(), bytearray()
    size, late = 0, False
    while size <= limit:
        if channel.recv_ready():
            data = channel.recv(CHUNK)
            (into or out.extend)(data[: limit - size])
            size += len(data)
        if channel.recv_stderr_ready():
            err += channel.recv_stderr(CHUNK)[: error_limit + 1 - len(err)]
        if channel.recv_ready() or channel.recv_stderr_ready():
            continue
        late = time.monotonic() >= end
        if late or channel.eof_received or channel.closed or not transport.is_active():
            if not (channel.recv_ready() or channel.recv_stderr_ready()):  # said between our look and its end
                break
            continue
        heard.wait(min(1.0, max(0.0, end - time.monotonic())))
    ended = size <= limit and not late and channel.status_event.wait(min(2.0, max(0.0, end - time.monotonic())))
    return Ran(
        stdout=bytes(out),
        stderr=bytes(err[:error_limit]),
        status=channel.exit_status if ended and channel.exit_status >= 0 else None,
        stdout_cut=size > limit,
        stderr_cut=len(err) > error_limit,
        late=late,
    )
