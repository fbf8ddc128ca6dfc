"""How resources are named, in one place, so that families can be joined by name.

`bucket:NAME`, `bucket:NAME/access-point:AP`, `account` for account-wide settings,
`ADDRESS:PORT/PROTO` with IPv6 addresses in brackets, `host:ADDRESS`, `group:NAME`, `vendor:NAME`, `dataset:NAME`.
"""

import re
from dataclasses import dataclass

_PORT = re.compile(
    r"^(?:\[(?P<v6>[0-9a-fA-F:.%\w]+)\]|(?P<v4>[^\[\]:/]+)):(?P<port>\d{1,5})/(?P<proto>tcp|udp|sctp)$"
)


@dataclass(frozen=True, slots=True, order=True)
class PortName:
    """A port of an address, as a resource names it."""

    address: str
    port: int
    proto: str = "tcp"

    def __str__(self) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{host}:{self.port}/{self.proto}"


def port_of(resource: str) -> PortName | None:
    """The port that a resource names, or None when it names something else."""
    found = _PORT.match(resource)
    if not found:
        return None
    return PortName(found["v6"] or found["v4"], int(found["port"]), found["proto"])


def host(address: str) -> str:
    """Resource name of a machine known by an address only."""
    return f"host:{address}"


def address_of(resource: str) -> str | None:
    """The address that a network resource is about, whether it names a port or a machine."""
    if port := port_of(resource):
        return port.address
    return resource.removeprefix("host:") if resource.startswith("host:") else None


def bucket(name: str) -> str:
    """Resource name of a bucket."""
    return f"bucket:{name}"


def bucket_of(resource: str) -> str | None:
    """The bucket that a cloud resource belongs to, or None for account-wide ones."""
    if not resource.startswith("bucket:"):
        return None
    return resource.removeprefix("bucket:").split("/", 1)[0]


def group(name: str) -> str:
    """Resource name of a group of people. Groups only: no person is ever a resource."""
    return f"group:{name}"


def vendor(name: str) -> str:
    """Resource name of somebody outside who has access or holds data."""
    return f"vendor:{name}"


def dataset(name: str) -> str:
    """Resource name of a body of records."""
    return f"dataset:{name}"


def entry_of(resource: str) -> str | None:
    """The group, vendor or dataset that a register's resource is about, kind included; None for anything else."""
    kind, _, rest = resource.partition(":")
    return f"{kind}:{rest.split('/', 1)[0]}" if kind in ("group", "vendor", "dataset") and rest else None
