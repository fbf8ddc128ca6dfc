"""Which machine is at the other end: known_hosts files, read and written.

Files are those of OpenSSH: host names, patterns, `[host]:port`, hashed names, `@revoked`. A line that is not
understood names no host and so can vouch for none. `@cert-authority` lines are passed over: a host that only
they vouch for is unknown.
"""

import base64
import binascii
import fcntl
import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from toolkit.collect.reach import ServerSettings
from toolkit.collect.route import DEFAULT_PORT, route
from toolkit.collect.trouble import Unreadable
from toolkit.core.inventory import Server


class Standing(StrEnum):
    """What we know of a key that a machine presents."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKey:
    """A machine's public key. `line` is what known_hosts would hold for it."""

    type: str
    fingerprint: str
    """`SHA256:` and unpadded base64, as `ssh-keygen -l` prints it."""
    line: str


@dataclass(frozen=True, slots=True)
class Known:
    """One line of a known_hosts file."""

    names: str
    type: str
    blob: bytes
    revoked: bool = False


def fingerprint(blob: bytes) -> str:
    """`SHA256:…` of a public key in wire form."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def name_for(host: str, port: int) -> str:
    """How known_hosts names a host that listens on `port`."""
    return host.lower() if port == DEFAULT_PORT else f"[{host.lower()}]:{port}"


def host_key(host: str, port: int, type: str, blob: bytes) -> HostKey:
    """The key as it is shown to people and kept in a file."""
    line = f"{name_for(host, port)} {type} {base64.b64encode(blob).decode()}"
    return HostKey(type=type, fingerprint=fingerprint(blob), line=line)


class KnownHosts:
    """Every line of several files, looked up by host. Read once, used for many servers."""

    def __init__(self, lines: Iterable[Known]) -> None:
        self._exact: dict[str, list[Known]] = {}
        self._patterns: list[Known] = []
        for line in lines:
            if any(mark in line.names for mark in "*?!|"):
                self._patterns.append(line)
                continue
            for name in line.names.split(","):
                self._exact.setdefault(name.lower(), []).append(line)

    @classmethod
    def read(cls, files: Sequence[Path]) -> "KnownHosts":
        """Read what exists of `files`; raise `Unreadable` for one that exists and cannot be read."""
        return cls(line for file in files for line in _lines(file))

    def of(self, host: str, port: int) -> list[Known]:
        """The lines that speak of this host at this port."""
        name = name_for(host, port)
        return [*self._exact.get(name, []), *(line for line in self._patterns if _matches(line.names, name))]

    def standing(self, host: str, port: int, type: str, blob: bytes) -> tuple[Standing, tuple[str, ...]]:
        """What the files say of this key, and the fingerprints they hold of the host."""
        lines = self.of(host, port)
        trusted = [line for line in lines if not line.revoked]
        prints = tuple(dict.fromkeys(f"{line.type} {fingerprint(line.blob)}" for line in trusted))
        if any(line.revoked and line.blob == blob for line in lines):
            return Standing.REVOKED, prints
        if any(line.type == type and line.blob == blob for line in trusted):
            return Standing.KNOWN, prints
        return (Standing.CHANGED if trusted else Standing.UNKNOWN), prints


def trust(file: Path, key: HostKey) -> None:
    """Add the key's line to `file`, which only its owner may read. Whole lines or nothing, also under two writers.

    Raises `Unreadable` when the file cannot be written.
    """
    data = (key.line + "\n").encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.fchmod(handle, 0o600)
            size = os.fstat(handle).st_size
            if size and os.pread(handle, 1, size - 1) != b"\n":
                data = b"\n" + data
            os.write(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise Unreadable(str(file), f"cannot be written: {error.strerror}") from error


def fetch(server: Server, settings: ServerSettings) -> HostKey:
    """The key that `server` shows now, without logging in. Raises `Unreadable` when it shows none."""
    from toolkit.collect.ssh import presented  # noqa: PLC0415 paramiko is slow to import, most commands need none

    known = known_hosts(settings)
    hops = route(server, settings.ssh_config)
    return presented(hops, known, connect=settings.connect_seconds, secret=settings.secret)


def standing_of(server: Server, key: HostKey, settings: ServerSettings) -> tuple[Standing, tuple[str, ...]]:
    """What is known of a fetched key, and the fingerprints held of that host (`TYPE SHA256:…`)."""
    hop = route(server, settings.ssh_config)[-1]
    blob = base64.b64decode(key.line.split()[2])
    return known_hosts(settings).standing(hop.name, hop.port, key.type, blob)


def known_hosts(settings: ServerSettings) -> KnownHosts:
    """Our own file and the user's."""
    return KnownHosts.read((settings.state_known_hosts, *settings.known_hosts))


def _lines(file: Path) -> Iterator[Known]:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise Unreadable(str(file), f"known hosts cannot be read: {error.strerror}") from error
    for line in text.splitlines():
        if known := _line(line.split()):
            yield known


def _line(words: list[str]) -> Known | None:
    revoked = words[:1] == ["@revoked"]
    if revoked:
        words = words[1:]
    if len(words) < 3 or words[0].startswith(("#", "@")):
        return None
    try:
        blob = base64.b64decode(words[2], validate=True)
    except (binascii.Error, ValueError):
        return None
    return Known(words[0], words[1], blob, revoked)


def _matches(names: str, wanted: str) -> bool:
    if names.startswith("|1|"):
        return _hashed(names, wanted)
    found = False
    for pattern in names.lower().split(","):
        negated = pattern.startswith("!")
        # Brackets name a port here; fnmatch would take them for a set of characters.
        if fnmatchcase(wanted, pattern.removeprefix("!").replace("[", "[[]")):
            if negated:
                return False
            found = True
    return found


def _hashed(names: str, wanted: str) -> bool:
    try:
        _, _, salt, digest = names.split("|")
        made = hmac.new(base64.b64decode(salt), wanted.encode(), hashlib.sha1).digest()
        return hmac.compare_digest(made, base64.b64decode(digest))
    except (ValueError, binascii.Error):
        return False
