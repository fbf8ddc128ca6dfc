"""Listeners that behave as the outside may: silent, endless, rude."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

Talk = Callable[[socket.socket], None]
Serve = Callable[[Talk], int]
ADDRESS = "127.0.61.7"


def silent(connection: socket.socket) -> None:
    """Listens, and never says a word."""
    while connection.recv(4096):
        pass


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that does `talk` on every connection; gives its port on `ADDRESS`."""
    over = threading.Event()
    servers: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(talk: Talk) -> int:
        server = socket.create_server((ADDRESS, 0))
        server.settimeout(0.05)
        servers.append(server)
        thread = threading.Thread(target=accept, args=(server, talk))
        thread.start()
        threads.append(thread)
        return int(server.getsockname()[1])

    def accept(server: socket.socket, talk: Talk) -> None:
        while not over.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                continue
            thread = threading.Thread(target=converse, args=(connection, talk))
            thread.start()
            threads.append(thread)

    def converse(connection: socket.socket, talk: Talk) -> None:
        with connection:
            connection.settimeout(5)
            try:
                talk(connection)
            except OSError:
                return

    yield start
    over.set()
    for thread in threads:
        thread.join(10)
    for server in servers:
        server.close()
