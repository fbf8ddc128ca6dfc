"""SSH, and the only import of paramiko: one checked connection, one exec, one script on its standard input.

The socket is ours, because two of its options take a lone log-in from 132 to 36 ms: no Nagle delay, and
acknowledgements sent at once, which Linux forgets and must be told again after each read.
"""

import logging
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import paramiko

from toolkit.collect import hostkeys
from toolkit.collect.channel import execute
from toolkit.collect.hostkeys import HostKey, KnownHosts, Standing
from toolkit.collect.route import Hop
from toolkit.collect.shell import ERROR_LIMIT, OUTPUT_LIMIT, Into, Ran
from toolkit.collect.trouble import Broken, Unreadable
from toolkit.core.inventory import SecretRef

QUICKACK = getattr(socket, "TCP_QUICKACK", None)

# It logs a traceback for every refused connection; the reason travels in Unreadable instead.
logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)


class Wire:
    """A socket (or a jump host's channel) that is answered at once and that fails when its time is up.

    The deadline bounds every wait inside paramiko, also those that take no timeout.
    """

    def __init__(self, under: Any, deadline: float) -> None:
        self.under = under
        self.deadline = deadline
        self.late = False
        self._closed = False  # the name that paramiko asks a socket for
        self._quick = isinstance(under, socket.socket) and QUICKACK is not None
        if isinstance(under, socket.socket):
            under.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def recv(self, size: int) -> bytes:
        """Read, and say so to the other side without delay."""
        if time.monotonic() >= self.deadline:
            self.late = True
            raise EOFError("ran out of time")
        data: bytes = self.under.recv(size)
        if self._quick:
            self.under.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
        return data

    def send(self, data: bytes) -> int:
        """Write what fits."""
        sent: int = self.under.send(data)
        return sent

    def settimeout(self, seconds: float | None) -> None:
        """For one wait."""
        self.under.settimeout(seconds)

    def close(self) -> None:
        """Wake whoever is reading, and end."""
        if isinstance(self.under, socket.socket):
            with suppress(OSError):
                self.under.shutdown(socket.SHUT_RDWR)
        self.under.close()
        self._closed = True

    def getpeername(self) -> Any:
        """Where the other end is."""
        return self.under.getpeername()


class SshShell:
    """A server reached over `hops` (itself last). Each `run` is a connection and an exec of its own."""

    def __init__(
        self, hops: Sequence[Hop], known: KnownHosts, *, connect: float, secret: Callable[[SecretRef], str]
    ) -> None:
        self.hops = hops
        self.known = known
        self.connect = connect
        self.secret = secret

    def run(
        self,
        script: bytes,
        *,
        seconds: float,
        stdout: int = OUTPUT_LIMIT,
        stderr: int = ERROR_LIMIT,
        into: Into | None = None,
    ) -> Ran:
        """Connect, check the host key, log in, run. Raises `Unreadable` for whatever keeps us from the shell.

        `Broken` once the script may have begun. With `into`, standard output goes there and is not kept.
        """
        end = time.monotonic() + seconds
        with ExitStack() as stack:
            transport = None
            for hop in self.hops:
                limit = min(end, time.monotonic() + self.connect)
                transport = _logged_in(stack, hop, transport, limit, end, self.known, self.secret)
            assert transport is not None
            try:
                return execute(transport, script, end, stdout, stderr, into)
            except (paramiko.SSHException, EOFError, OSError) as error:
                raise Broken(f"ssh {self.hops[-1]}", _words(error, "the connection broke")) from error


def presented(
    hops: Sequence[Hop], known: KnownHosts, *, connect: float, secret: Callable[[SecretRef], str]
) -> HostKey:
    """The key that the last hop shows, without logging in to it; jump hosts on the way are checked and used."""
    *jumps, last = hops
    with ExitStack() as stack:
        jump = None
        for hop in jumps:
            limit = time.monotonic() + connect
            jump = _logged_in(stack, hop, jump, limit, limit + connect, known, secret)
        transport, _ = stack.enter_context(_negotiated(last, jump, time.monotonic() + connect, None))
        key = transport.get_remote_server_key()
        return hostkeys.host_key(last.name, last.port, key.get_name(), key.asbytes())


def _logged_in(  # noqa: PLR0917 a connection is made of these
    stack: ExitStack,
    hop: Hop,
    jump: paramiko.Transport | None,
    limit: float,
    end: float,
    known: KnownHosts,
    secret: Callable[[SecretRef], str],
) -> paramiko.Transport:
    """Logged in to one hop by `limit`; the connection then lives until `end` at most."""
    transport, wire = stack.enter_context(_negotiated(hop, jump, limit, known))
    with _said(f"log in to {hop}", wire):
        _log_in(transport, hop, secret)
    wire.deadline = end
    return transport


def _dialled(hop: Hop, limit: float, jump: paramiko.Transport | None) -> Any:
    """A byte stream to the hop: a socket, or a channel of the hop before it."""
    left = max(0.01, limit - time.monotonic())
    try:
        if jump is None:
            return socket.create_connection((hop.host, hop.port), timeout=left)
        return jump.open_channel("direct-tcpip", (hop.host, hop.port), ("127.0.0.1", 0), timeout=left)
    except (paramiko.SSHException, EOFError, OSError, UnicodeError) as error:
        by = " through the jump host" if jump else ""
        raise Unreadable(f"connect to {hop.host}:{hop.port}{by}", _words(error, "cannot be reached")) from error


@contextmanager
def _negotiated(
    hop: Hop, jump: paramiko.Transport | None, limit: float, known: KnownHosts | None
) -> Iterator[tuple[paramiko.Transport, Wire]]:
    """A connection whose host key was checked (not checked when `known` is None)."""
    wire = Wire(_dialled(hop, limit, jump), limit)
    try:
        with _said(f"ssh {hop}", wire):
            transport = paramiko.Transport(wire)  # type: ignore[no-untyped-call,unused-ignore]
    except Unreadable:
        wire.close()
        raise
    try:
        left = max(0.01, limit - time.monotonic())
        transport.banner_timeout = transport.auth_timeout = transport.handshake_timeout = left
        if known is not None:
            _prefer(transport, {line.type for line in known.of(hop.name, hop.port) if not line.revoked})
        with _said(f"ssh {hop}", wire):
            transport.start_client(timeout=left)
            if not transport.initial_kex_done:
                raise paramiko.SSHException("no SSH greeting and key exchange in time")
        if known is not None:
            _check(hop, transport.get_remote_server_key(), known)
        yield transport, wire
    finally:
        wire.close()
        transport.close()


def _prefer(transport: paramiko.Transport, types: set[str]) -> None:
    """Ask first for the kinds of key that we know of the host, or a second, unknown one would be shown to us."""
    if "ssh-rsa" in types:
        types = types | {"rsa-sha2-512", "rsa-sha2-256"}
    options = transport.get_security_options()
    options.key_types = sorted(options.key_types, key=lambda kind: kind not in types)


def _check(hop: Hop, key: paramiko.PKey, known: KnownHosts) -> None:
    kind, blob = key.get_name(), key.asbytes()
    shown = f"{kind} {hostkeys.fingerprint(blob)}"
    standing, held = known.standing(hop.name, hop.port, kind, blob)
    call = f"host key of {hop.name}:{hop.port}"
    match standing:
        case Standing.UNKNOWN:
            advice = f"compare it with the machine's own, then run `breachready hosts trust {hop.trust}`"
            raise Unreadable(call, f"unknown host key {shown}; {advice}")
        case Standing.CHANGED:
            raise Unreadable(
                call,
                f"HOST KEY CHANGED: it shows {shown}, known is {', '.join(held)}. Somebody may be listening in, "
                "or the machine was reinstalled: find out which before trusting it again",
            )
        case Standing.REVOKED:
            raise Unreadable(call, f"HOST KEY REVOKED: it shows {shown}, which known_hosts marks @revoked")


def _log_in(transport: paramiko.Transport, hop: Hop, secret: Callable[[SecretRef], str]) -> None:
    tried: list[str] = []
    more: list[str] = []
    for name, key in _keys(hop, secret):
        tried.append(name)
        with suppress(paramiko.AuthenticationException):
            more = transport.auth_publickey(hop.user, key)
        if transport.is_authenticated():
            return
        if more or not transport.is_active():
            break
    if hop.password is not None and transport.is_active():
        tried.append("password")
        try:
            more = transport.auth_password(hop.user, secret(hop.password))
        except paramiko.BadAuthenticationType as error:
            tried[-1] = f"password (the server takes {', '.join(error.allowed_types)} only)"
        except paramiko.AuthenticationException:
            more = []
    if not transport.is_authenticated():
        also = f"; it also demands {', '.join(more)}" if more else ""
        what = ", ".join(tried) or "nothing to log in with: no key, agent or password"
        raise Unreadable(f"log in to {hop}", f"log-in as {hop.user} refused (tried {what}){also}")


def _keys(hop: Hop, secret: Callable[[SecretRef], str]) -> Iterator[tuple[str, paramiko.PKey]]:
    phrase = secret(hop.key_passphrase) if hop.key_passphrase is not None else None
    explicit = len(hop.keys) == 1
    for path in hop.keys:
        if explicit or path.exists():
            try:
                yield f"key {path}", _private_key(path, phrase)
            except Unreadable:
                if explicit:
                    raise
    if hop.agent:
        agent = paramiko.Agent()
        try:
            for key in agent.get_keys():
                yield f"agent key {hostkeys.fingerprint(key.asbytes())}", key
        except paramiko.SSHException:
            return
        finally:
            agent.close()


@lru_cache(maxsize=64)
def _private_key(path: Path, phrase: str | None) -> paramiko.PKey:
    """Read once for a whole fleet: decrypting a key is made to be slow."""
    call = f"key {path}"
    try:
        return paramiko.PKey.from_path(path, phrase.encode() if phrase else None)
    except OSError as error:
        raise Unreadable(call, f"cannot be read: {error.strerror}") from error
    except (TypeError, paramiko.PasswordRequiredException) as error:
        raise Unreadable(call, "is encrypted; give `key_passphrase` in the inventory, or use an agent") from error
    except (ValueError, IndexError, paramiko.SSHException, paramiko.pkey.UnknownKeyType) as error:
        wrong = (
            "cannot be decrypted with the passphrase given, or is no private key" if phrase else "is no private key"
        )
        raise Unreadable(call, wrong) from error


@contextmanager
def _said(call: str, wire: Wire) -> Iterator[None]:
    """Turn what paramiko raises into words."""
    try:
        yield
    except (paramiko.SSHException, EOFError, OSError) as error:
        late = wire.late or time.monotonic() >= wire.deadline
        raise Unreadable(call, "no answer in time" if late else _words(error, "the server ended it")) from error


def _words(error: BaseException, otherwise: str) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    words = (error.strerror if isinstance(error, OSError) else "") or str(error) or otherwise
    return words.splitlines()[0][:300]
