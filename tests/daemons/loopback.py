"""Free ports on loopback, and daemons that are waited for and ended."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager


def free_port(address: str = "127.0.0.1") -> int:
    """A port that nobody listens on now."""
    with socket.create_server((address, 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def ended(process: "subprocess.Popen[bytes]", patience: float = 5) -> Iterator["subprocess.Popen[bytes]"]:
    """Whatever happens, the process is gone afterwards."""
    try:
        yield process
    finally:
        process.send_signal(2)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(address: str, port: int, process: "subprocess.Popen[bytes]", seconds: float = 20) -> None:
    """Until the port accepts; raises when the process ends or the time is up first."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            socket.create_connection((address, port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(f"{process.args!r} does not accept on {address}:{port}")
