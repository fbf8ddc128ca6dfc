"""How servers are reached, as the configuration says it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toolkit.core.inventory import SecretRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Times in seconds. `state_known_hosts` is ours to write; `known_hosts` are read besides it.

    `secret` turns a reference into the secret and may raise `UserError` or `Unreadable`.
    """

    state_known_hosts: Path
    known_hosts: tuple[Path, ...] = ()
    ssh_config: Path | None = None
    connect_seconds: float = 10.0
    seconds: float = 120.0
    secret: Callable[[SecretRef], str]
