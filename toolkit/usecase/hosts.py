"""Enrolling host keys: show what a server presents, and keep it once a person has agreed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.inventory import Server
from toolkit.usecase.gather import server_settings


def remote_servers(settings: Settings, names: Iterable[str]) -> list[Server]:
    """The servers of the inventory with these names, all of them when none is named; without this machine."""
    wanted = set(names)
    servers = [server for server in settings.inventory.servers if not server.local]
    if unknown := wanted - {server.name for server in servers}:
        raise UserError(Problem("hosts trust", name, "no such server is reached over SSH") for name in sorted(unknown))
    return [server for server in servers if not wanted or server.name in wanted]
