"""A real Redis on a free loopback port, with or without a password."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.daemons.loopback import ended, free_port, wait_for


@dataclass(frozen=True)
class RedisServer:
    address: str
    port: int
    password: str = ""


@contextmanager
def redis_server(
    address: str = "127.0.0.1", password: str = "", *options: str, port: int = 0
) -> Iterator[RedisServer]:
    """Nothing is written to disk; `options` go to redis-server as they are; `port` 0 is a free one."""
    port = port or free_port(address)
    words = ["redis-server", "--bind", address, "--port", str(port), "--save", "", "--appendonly", "no", *options]
    words += ["--requirepass", password] * bool(password)
    with ended(subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)) as process:
        wait_for(address, port, process)
        yield RedisServer(address, port, password)
