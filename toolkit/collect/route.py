"""From an inventory entry to the connections it takes: each hop's address, user, keys and the name its key has."""

import getpass
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.collect.sshconfig import HostConfig, lookup
from toolkit.collect.trouble import Unreadable
from toolkit.core.inventory import SecretRef, Server

DEFAULT_PORT = 22
JUMPS = 4
"""How many jump hosts in a row are followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One connection. `name` is what is shown and looked up in known_hosts, `trust` what `hosts trust` takes."""

    host: str
    port: int
    user: str
    name: str
    trust: str
    keys: tuple[Path, ...] = ()
    key_passphrase: SecretRef | None = None
    password: SecretRef | None = None
    agent: bool = True

    def __str__(self) -> str:
        return f"{self.user}@{self.host}:{self.port}"


def route(server: Server, config: Path | None) -> tuple[Hop, ...]:
    """The hops to `server`, itself last. Raises `Unreadable` when the SSH configuration cannot be followed."""
    said = lookup(config, server.address, server.user)
    last = Hop(
        host=said.hostname or server.address,
        port=server.port or said.port or DEFAULT_PORT,
        user=server.user or said.user or getpass.getuser(),
        name=said.host_key_alias or said.hostname or server.address,
        trust=server.name,
        keys=_keys(server.key, said, none=server.password is not None),
        key_passphrase=server.key_passphrase,
        password=server.password,
        agent=server.agent if server.agent is not None else not (server.key or server.password),
    )
    hops, jump = [last], server.jump or said.proxy_jump
    while jump:
        if len(hops) > JUMPS:
            raise Unreadable("jump", f"more than {JUMPS} jump hosts in a row to reach {server.name}")
        before, jump = _jump(jump, last, config)
        hops.insert(0, before)
    return tuple(hops)


def _jump(jumps: str, last: Hop, config: Path | None) -> tuple[Hop, str]:
    """The hop nearest to the server, and the jumps that lead to it in turn. It logs in with the server's own key."""
    rest, _, nearest = jumps.rpartition(",")
    user, _, place = nearest.strip().removeprefix("ssh://").rpartition("@")
    host, port = _host_port(place)
    said = lookup(config, host, user)
    hop = replace(
        last,
        host=said.hostname or host,
        port=port or said.port or DEFAULT_PORT,
        user=user or said.user or last.user,
        name=said.host_key_alias or said.hostname or host,
        trust=nearest.strip(),
        keys=tuple(map(Path, said.identity_files)) or last.keys,
    )
    return hop, rest or said.proxy_jump


def _host_port(place: str) -> tuple[str, int | None]:
    if place.startswith("["):
        host, _, port = place[1:].partition("]")
        port = port.removeprefix(":")
    elif place.count(":") == 1:
        host, _, port = place.partition(":")
    else:
        host, port = place, ""
    if not host or (port and not (port.isdecimal() and 0 < int(port) < 65536)):
        raise Unreadable("jump", f"{place!r} is not [user@]host[:port]")
    return host, int(port) if port else None


def _keys(given: str, said: HostConfig, *, none: bool) -> tuple[Path, ...]:
    """Keys to offer: the one given, else those configured, else (with no password either) OpenSSH's own defaults."""
    if given:
        return (Path(given).expanduser(),)
    if said.identity_files:
        return tuple(map(Path, said.identity_files))
    if none:
        return ()
    return tuple(Path.home() / ".ssh" / f"id_{kind}" for kind in ("ed25519", "ecdsa", "rsa"))
