"""Enrolling host keys: show what a server presents, and keep it once a person has agreed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.collect import hostkeys
from toolkit.collect.hostkeys import HostKey, Standing
from toolkit.collect.route import route
from toolkit.collect.trouble import Unreadable
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.inventory import Server
from toolkit.usecase.gather import server_settings

JUMP = re.compile(r"(?:(?P<user>[\w.-]+)@)?(?P<host>[A-Za-z0-9][\w.-]*|\[[0-9A-Fa-f:]+\])(?::(?P<port>\d{1,5}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What one server showed, and what is known of it. `trouble` instead, when it showed nothing."""

    server: Server
    key: HostKey | None = None
    standing: Standing = Standing.UNKNOWN
    held: tuple[str, ...] = ()
    """Fingerprints that are known for this host."""
    trouble: str = ""

    @property
    def enrollable(self) -> bool:
        """Whether a person may decide to trust it: a changed or revoked key is mended by hand, not here."""
        return self.key is not None and self.standing is Standing.UNKNOWN

    def line(self) -> str:
        """For people."""
        if self.key is None:
            return f"{self.server.name}: no key was seen: {self.trouble}"
        words = f"{self.server.name} ({self.server.address}): {self.key.type} {self.key.fingerprint}, {self.standing}"
        if self.standing is Standing.CHANGED:
            words += (
                f"\n  ANOTHER KEY IS KNOWN: {', '.join(self.held)}. Somebody may be in between, or the machine was "
                "reinstalled. Find out which; then remove the old line from known_hosts by hand."
            )
        return words


def presented(settings: Settings, names: Iterable[str]) -> Iterator[Presented]:
    """Connect to each of these servers (all when none is named) without logging in, and look at its key."""
    known = server_settings(settings)
    for server in _remote(settings, names):
        try:
            key = hostkeys.fetch(server, known)
            standing, held = hostkeys.standing_of(server, key, known)
        except Unreadable as no:
            yield Presented(server=server, trouble=str(no))
        else:
            yield Presented(server=server, key=key, standing=standing, held=held)


def not_enrolled(settings: Settings) -> Iterator[str]:
    """Servers and jump hosts, as `hosts trust` takes them, of which no file holds a key. Connects to none."""
    known = server_settings(settings)
    try:
        kept = hostkeys.known_hosts(known)
    except Unreadable as no:
        raise UserError(Problem(no.call, "", no.reason)) from no
    named = set()
    for server in settings.inventory.servers:
        hops = [] if server.local else route(server, known.ssh_config)
        for place, hop in enumerate(hops, 1):
            name = server.name if place == len(hops) else f"{hop.user}@{hop.name}:{hop.port}"
            if name not in named and not any(not line.revoked for line in kept.of(hop.name, hop.port)):
                named.add(name)
                yield name


def enrol(settings: Settings, one: Presented) -> None:
    """Keep the key that a person agreed to. Raises `UserError` when it may not or cannot be kept."""
    if one.key is None or not one.enrollable:
        raise UserError(Problem(one.server.name, "", f"its key is {one.standing} and is not enrolled"))
    try:
        hostkeys.trust(settings.state / "known_hosts", one.key)
    except Unreadable as no:
        raise UserError(Problem(no.call, "", no.reason)) from no


def _remote(settings: Settings, names: Iterable[str]) -> list[Server]:
    """Servers of the inventory by name, and jump hosts by `[user@]host[:port]`, which have no name."""
    wanted = list(dict.fromkeys(names))
    servers = {server.name: server for server in settings.inventory.servers if not server.local}
    if not wanted:
        return list(servers.values())
    found = {name: servers.get(name) or _jump_host(name) for name in wanted}
    if unknown := sorted(name for name, server in found.items() if server is None):
        expected = "no such server is reached over SSH (a jump host is named [user@]host[:port])"
        raise UserError(Problem("hosts", name, expected) for name in unknown)
    return [server for server in found.values() if server]


def _jump_host(name: str) -> Server | None:
    parts = JUMP.fullmatch(name)
    if not parts or not (parts["user"] or parts["port"]):
        return None
    return Server(name=name, host=parts["host"], user=parts["user"] or "", port=int(parts["port"] or 22))
