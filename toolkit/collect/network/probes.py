"""Harmless questions to an open port: who is there, and would it serve a stranger?

Each question is the least that decides; answers are classified and dropped. A service that says
nothing, or nothing known, stays undecided: that is `trouble`, never a good answer.
Sources: Redis processCommand order (NOAUTH and DENIED come before anything else), memcached
protocol.txt and binary status 0x20, PostgreSQL message flow, MongoDB OP_MSG and error code 13,
Elasticsearch and Docker Engine API documents, etcd gRPC gateway.
"""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace

from toolkit.collect.network.wire import Wire, anything, line
from toolkit.facts.network import Access

SECONDS = 3.0
"""For one question, connecting included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one port turned out to be. `trouble` says why `access` or `upgrade` could not be decided."""

    service: str = ""
    access: Access | None = None
    said: str = ""
    tls: bool = False
    upgrade: str | None = None
    trouble: str = ""
    mute: bool = False
    """It kept the connection and said nothing at all: it may be anything."""

    @property
    def decided(self) -> bool:
        """Whether the port has said what it is."""
        return bool(self.service)


Ask = Callable[[], Wire]
"""Opens a connection, encrypted or not, as the case may be."""

MUTE = Heard(trouble="it kept the connection and said nothing at all", mute=True)
SILENT = Heard(trouble="it accepted a connection and said nothing that is known")


def banner(said: bytes) -> Heard | None:
    """What speaks first, by its first words; None when they are not known."""
    for service, pattern in _BANNERS:
        if pattern.match(said):
            return Heard(service=service, said=f"greets as {service}")
    return None


_BANNERS = (
    ("SSH", re.compile(rb"SSH-[12]\.")),
    ("VNC", re.compile(rb"RFB \d{3}\.\d{3}")),
    ("telnet", re.compile(rb"\xff[\xfb-\xfe]")),
    ("rsync", re.compile(rb"@RSYNCD:")),
    ("POP3", re.compile(rb"\+OK ")),
    ("IMAP", re.compile(rb"\* (OK|PREAUTH)")),
    ("FTP", re.compile(rb"220[ -].{0,200}(ftp|filezilla)", re.IGNORECASE | re.DOTALL)),
    ("SMTP", re.compile(rb"220[ -].{0,200}(smtp|mail)", re.IGNORECASE | re.DOTALL)),
    ("MySQL", re.compile(rb".{3}\x00(\x0a\d+\.\d+|\xff..)", re.DOTALL)),
    ("HTTP", re.compile(rb"HTTP/1\.[01] \d{3}")),
)


def ping(ask: Ask) -> Heard:
    """`PING`: Redis answers it, memcached calls it an error, HTTP a bad request."""
    with ask() as wire:
        wire.say(b"PING\r\n")
        said = wire.hear(line)
        if wire.wants_certificate:
            return Heard(access=Access.AUTHENTICATED, said="asks for a client certificate")
        if not said and not wire.over:
            return MUTE
        if said.startswith(b"-NOPERM"):
            return _as_default(ask)
    return pong(said)


def _as_default(ask: Ask) -> Heard:
    """NOPERM comes from a Redis that took a stranger for its user `default`, without a password.

    PING is not among what that user may do. Whether reading is, one key that nobody has will tell.
    """
    with ask() as wire:
        wire.say(b"GET breachready-asks-for-nothing\r\n")
        said = wire.hear(line)
    if said.startswith((b"$", b"_", b"+", b"-WRONGTYPE")):
        return Heard(service="Redis", access=Access.OPEN, said="let a stranger read as the user `default`")
    trouble = "it takes a stranger for its user `default`; PING and GET are not permitted to that user, others may be"
    return Heard(service="Redis", trouble=trouble)


def pong(said: bytes) -> Heard:
    """Classify an answer to `PING`. Pure."""
    for start, access, words in _PONGS:
        if said.startswith(start):
            return Heard(service="Redis", access=access, said=words)
    if said.startswith(b"-NOPERM"):
        return Heard(service="Redis", trouble="it takes a stranger for its user `default`, with few permissions")
    if said.startswith(b"-ERR unknown command"):
        return Heard(service="Redis", trouble="it knows no PING: the command was renamed")
    if said.startswith((b"ERROR\r\n", b"CLIENT_ERROR unauthenticated")):
        return Heard(service="memcached", trouble="not asked yet")
    return banner(said) or SILENT


_PONGS = (
    (b"+PONG", Access.OPEN, "answered PING with PONG"),
    (b"-LOADING", Access.OPEN, "would have answered PING, but is loading its data"),
    (b"-MISCONF", Access.OPEN, "would have answered PING, but cannot save its data"),
    (b"-NOAUTH", Access.AUTHENTICATED, "answered PING with NOAUTH"),
    (b"-ERR operation not permitted", Access.AUTHENTICATED, "answered PING with operation not permitted"),
    (b"-DENIED", Access.REFUSED, "is in protected mode"),
)


def memcached(ask: Ask) -> Heard:
    """`version`, and where only the binary protocol is spoken, a no-op."""
    with ask() as wire:
        wire.say(b"version\r\n")
        said = wire.hear(line)
        if wire.wants_certificate:
            return Heard(service="memcached", access=Access.AUTHENTICATED, said="asks for a client certificate")
    if said.startswith(b"VERSION "):
        return Heard(service="memcached", access=Access.OPEN, said="answered `version`")
    if said.startswith(b"CLIENT_ERROR unauthenticated"):
        return Heard(service="memcached", access=Access.AUTHENTICATED, said="answered `version` with unauthenticated")
    if said:
        return banner(said) or SILENT
    with ask() as wire:
        wire.say(struct.pack(">BBHBBHIIQ", 0x80, 0x0A, 0, 0, 0, 0, 0, 0, 0))
        return binary_noop(wire.hear(lambda heard: len(heard) >= 24))


def binary_noop(said: bytes) -> Heard:
    """Classify memcached's answer to a binary no-op. Pure."""
    if len(said) < 24 or said[0] != 0x81:
        return SILENT
    status = int.from_bytes(said[6:8], "big")
    if status == 0:
        return Heard(service="memcached", access=Access.OPEN, said="answered a no-op of the binary protocol")
    if status == 0x20:
        return Heard(
            service="memcached", access=Access.AUTHENTICATED, said="answered a no-op with authentication error"
        )
    return Heard(service="memcached", trouble=f"it answered a no-op with status {status}")


def postgres(ask: Ask) -> Heard:
    """A start-up message inside TLS where it is offered and outside too; the more open answer counts."""
    with ask() as wire:
        wire.say(struct.pack(">II", 8, 80877103))
        offers = wire.hear(anything)[:1]
        if not offers and not wire.over:
            return MUTE
        inside = start_up(wire) if offers == b"S" and wire.encrypt() else SILENT
    if offers not in (b"S", b"N", b"E"):
        return SILENT
    with ask() as wire:
        outside = start_up(wire)
    if offers == b"S" and not inside.decided:
        # It speaks TLS and would not with us: what its rules for encrypted connections say was not seen.
        inside = Heard(service="PostgreSQL", trouble="it offers TLS, and inside it nothing was heard")
        if outside.access is not Access.OPEN:
            return replace(inside, tls=True)
    both = [replace(inside, tls=True), outside]
    for access in (Access.OPEN, Access.AUTHENTICATED, Access.REFUSED):
        for heard in both:
            if heard.access is access:
                return heard
    return replace(outside, service="PostgreSQL" if outside.service else "")


def start_up(wire: Wire) -> Heard:
    """The start-up message of the administrator's account, and what it is answered with."""
    words = struct.pack(">I", 196608) + b"user\x00postgres\x00database\x00postgres\x00\x00"
    wire.say(struct.pack(">I", len(words) + 4) + words)
    said = wire.hear(lambda heard: len(heard) >= 9)
    wire.say(b"X\x00\x00\x00\x04")
    return started_up(said)


def started_up(said: bytes) -> Heard:
    """Classify PostgreSQL's first answer to a start-up message. Pure."""
    if len(said) >= 9 and said[:1] == b"R":
        method = int.from_bytes(said[5:9], "big")
        if method == 0:
            return Heard(service="PostgreSQL", access=Access.OPEN, said="let `postgres` in without a password")
        words = _METHODS.get(method, f"authentication method {method}")
        return Heard(service="PostgreSQL", access=Access.AUTHENTICATED, said=f"asked `postgres` for {words}")
    code = re.search(rb"\x00C([0-9A-Z]{5})\x00", said) if said[:1] == b"E" else None
    if code:
        if code[1] in (b"28000", b"28P01"):
            return Heard(
                service="PostgreSQL", access=Access.REFUSED, said="has no rule that lets `postgres` in from here"
            )
        return Heard(service="PostgreSQL", trouble=f"it answered with error {code[1].decode()}")
    return SILENT


_METHODS = {3: "a password in clear text", 5: "an MD5 password", 7: "GSSAPI", 9: "SSPI", 10: "a SCRAM password"}


def mongodb(ask: Ask) -> Heard:
    """`getLog startupWarnings` by OP_MSG, the one protocol all supported versions speak."""
    document = b"\x02getLog\x00" + _text(b"startupWarnings") + b"\x02$db\x00" + _text(b"admin") + b"\x00"
    body = struct.pack("<IB", 0, 0) + struct.pack("<I", len(document) + 4) + document
    with ask() as wire:
        wire.say(struct.pack("<IIII", 16 + len(body), 1, 0, 2013) + body)
        said = wire.hear(lambda heard: len(heard) >= 16 and len(heard) >= int.from_bytes(heard[:4], "little"))
        if not said and not wire.over:
            return MUTE
        if wire.wants_certificate:
            return Heard(service="MongoDB", access=Access.AUTHENTICATED, said="asks for a client certificate")
    return get_log(said)


def get_log(said: bytes) -> Heard:
    """Classify MongoDB's answer by the names and numbers in it; log lines are not looked at. Pure."""
    if len(said) < 26 or int.from_bytes(said[12:16], "little") != 2013:
        return SILENT
    if b"\x10totalLinesWritten\x00" in said and _OK.search(said):
        return Heard(service="MongoDB", access=Access.OPEN, said="answered getLog")
    code = re.search(rb"\x10code\x00(.{4})", said, re.DOTALL)
    number = int.from_bytes(code[1], "little") if code else 0
    if number in (13, 18):
        return Heard(service="MongoDB", access=Access.AUTHENTICATED, said="answered getLog with Unauthorized")
    return Heard(service="MongoDB", trouble=f"it answered getLog with code {number}")


_OK = re.compile(rb"\x01ok\x00\x00\x00\x00\x00\x00\x00\xf0\x3f")


def _text(words: bytes) -> bytes:
    return struct.pack("<I", len(words) + 1) + words + b"\x00"


def upgrade(service: str, ask: Ask) -> str | None:
    """How a log-in service offers encryption: its name, empty for none, None when it would not say."""
    question, good, bad, name = _UPGRADES[service]
    with ask() as wire:
        if not wire.hear(line):
            return None
        wire.say(question)
        said = wire.hear(lambda heard: bool(good.search(heard) or bad.search(heard)))
    if good.search(said):
        return name
    return "" if bad.search(said) else None


_UPGRADES = {
    "FTP": (b"AUTH TLS\r\n", re.compile(rb"(?m)^234[ -]"), re.compile(rb"(?m)^[45]\d\d[ -]"), "AUTH TLS"),
    "POP3": (b"STLS\r\n", re.compile(rb"(?m)^\+OK"), re.compile(rb"(?m)^-ERR"), "STLS"),
    "IMAP": (
        b"a CAPABILITY\r\n",
        re.compile(rb"(?m)^\* CAPABILITY.*\bSTARTTLS\b"),
        re.compile(rb"(?m)^a (OK|NO|BAD)"),
        "STARTTLS",
    ),
}
