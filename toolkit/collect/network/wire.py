"""One connection to one port: a deadline on every wait, a cap on every read, and nothing is kept."""

import socket
import ssl
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from toolkit.collect.trouble import Unreadable

MOST_BYTES = 65_536
"""An endless talker is cut off here."""


def line(said: bytes) -> bool:
    """A whole line was heard."""
    return b"\n" in said


def anything(said: bytes) -> bool:
    """Something was heard."""
    return bool(said)


class Wire:
    """A TCP connection, optionally inside TLS. Certificates are not judged here: this only asks who is there.

    Raises `Unreadable` when the port does not accept; after that silence and rude endings are answers.
    """

    def __init__(self, address: str, port: int, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._socket: socket.socket
        try:
            self._socket = socket.create_connection((address, port), timeout=max(0.05, seconds))
        except OSError as error:
            words = error.strerror or str(error) or type(error).__name__
            raise Unreadable("connect", f"nmap found it open, but a second connection failed: {words}") from None
        self.alert = ""
        self.over = False
        """Whether the other side hung up, or the talk broke off; otherwise it may only be slow, or waiting."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def say(self, words: bytes) -> None:
        """Send; a connection that is gone shows when listening."""
        try:
            self._socket.settimeout(self._left(None))
            self._socket.sendall(words)
        except OSError as error:
            self._note(error)

    def hear(self, enough: Callable[[bytes], bool] = anything, seconds: float | None = None) -> bytes:
        """What is said until it is `enough`, too much, too late or over."""
        until = min(self._until, time.monotonic() + seconds) if seconds is not None else self._until
        said = b""
        while not (said and enough(said)) and len(said) < MOST_BYTES:
            left = until - time.monotonic()
            if left <= 0:
                break
            try:
                self._socket.settimeout(left)
                part = self._socket.recv(8192)
            except TimeoutError:
                break
            except OSError as error:
                self.over = True
                self._note(error)
                break
            if not part:
                self.over = True
                break
            said += part
        return said[:MOST_BYTES]

    def encrypt(self) -> bool:
        """Begin TLS; False when the other side will not."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        try:
            self._socket.settimeout(self._left(None))
            self._socket = context.wrap_socket(self._socket)
        except OSError as error:
            self._note(error)
            return False
        return True

    @property
    def wants_certificate(self) -> bool:
        """Whether the other side ended the talk because we have no client certificate."""
        return "CERTIFICATE_REQUIRED" in self.alert or "BAD_CERTIFICATE" in self.alert

    def _left(self, seconds: float | None) -> float:
        left = self._until - time.monotonic()
        return max(0.01, left if seconds is None else min(left, seconds))

    def _note(self, error: OSError) -> None:
        if isinstance(error, ssl.SSLError):
            self.alert = (error.reason or "").upper()
