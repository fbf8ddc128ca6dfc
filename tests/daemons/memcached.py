"""A real memcached on a free loopback port."""

import getpass
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.daemons.loopback import ended, free_port, wait_for


@dataclass(frozen=True)
class MemcachedServer:
    address: str
    port: int


@contextmanager
def memcached_server(address: str = "127.0.0.1", users: Path | None = None) -> Iterator[MemcachedServer]:
    """`users` is a file of `name:password` lines: then clients must log in (ASCII authentication)."""
    port = free_port(address)
    words = ["memcached", "-l", address, "-p", str(port), "-U", "0", "-m", "16"]
    words += ["-u", "root"] * (getpass.getuser() == "root")
    words += ["-Y", str(users)] * (users is not None)
    with ended(subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)) as process:
        wait_for(address, port, process)
        yield MemcachedServer(address, port)
