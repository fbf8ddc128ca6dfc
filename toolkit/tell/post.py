"""Many mails over one connection, each with its own answer: taken, refused for good, not now, or nobody knows."""

import contextlib
import smtplib
from enum import StrEnum
from types import TracebackType
from typing import NamedTuple, Self

from toolkit.tell.mail import Relay, connected, words_of
from toolkit.tell.trouble import NotSent, loopback

TCP, NO_DELAY = 6, 1
"""IPPROTO_TCP and TCP_NODELAY. Without it the end of a mail waits 40 ms for the server's delayed acknowledgement."""


class Fate(StrEnum):
    """What the server made of one mail."""

    TAKEN = "taken"
    REFUSED = "refused"
    """For good: this address, or this mail."""
    LATER = "later"
    """Not taken, and the server says to come again."""
    DOUBT = "doubt"
    """The connection went away after all of it was handed in: it may have been taken."""


class Answer(NamedTuple):
    """The fate of a mail, and the server's words."""

    fate: Fate
    words: str


class Post:
    """A connection that is made again when it is lost; between two mails nothing is in doubt."""

    def __init__(self, relay: Relay, per_connection: int = 100) -> None:
        if relay.tls == "none" and not loopback(relay.server):
            raise NotSent("mail without TLS goes to a relay on this machine only", again=False)
        self._relay = relay
        self._most = per_connection
        self._server: smtplib.SMTP | None = None
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, message: bytes, sender: str, recipient: str) -> Answer:
        """Hand one mail in. Raises `NotSent` when the server cannot be reached at all."""
        server = self._open()
        try:
            return self._handed(server, message, sender, recipient)
        finally:
            if self._sent >= self._most:
                self._close()

    def _handed(self, server: smtplib.SMTP, message: bytes, sender: str, recipient: str) -> Answer:
        """Step by step, because what is lost before the last dot was not taken, and after it may have been."""
        try:
            for code, said in (server.mail(sender), server.rcpt(recipient)):
                if not 200 <= code < 300:
                    self._reset(server)
                    return _answer(code, said)
            code, said = server.docmd("data")
            if code != 354:
                self._reset(server)
                return _answer(code, said)
        except (OSError, smtplib.SMTPException) as no:
            self._close()
            return Answer(Fate.LATER, words_of(no))
        try:
            server.send(_dotted(message))
            code, said = server.getreply()
        except (OSError, smtplib.SMTPException) as no:
            self._close()
            return Answer(Fate.DOUBT, words_of(no))
        self._sent += 1
        return _answer(code, said)

    def _open(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = connected(self._relay)
                if self._server.sock:
                    self._server.sock.setsockopt(TCP, NO_DELAY, 1)
                self._server.ehlo_or_helo_if_needed()
            except (OSError, ValueError, smtplib.SMTPException) as no:
                self._close()
                raise NotSent(f"{self._relay.server}:{self._relay.port}: {words_of(no)}") from no
            self._sent = 0
        return self._server

    def _reset(self, server: smtplib.SMTP) -> None:
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self._close()

    def _close(self) -> None:
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server.close()
            self._server = None


def _answer(code: int, said: bytes) -> Answer:
    words = f"{code} {said.decode('utf-8', 'replace')[:200]}"
    if 200 <= code < 300:
        return Answer(Fate.TAKEN, words)
    return Answer(Fate.REFUSED if code >= 500 else Fate.LATER, words)


def _dotted(raw: bytes) -> bytes:
    """As SMTP wants it (RFC 5321 §4.5.2): CRLF, a dot before a dot, a dot alone at the end."""
    lines = raw.replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines) + b".\r\n"
