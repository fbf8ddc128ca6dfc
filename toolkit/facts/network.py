"""What a scan of declared ranges saw. One kind of fact a question, so that each can be unanswered alone.

Ports are what answers *from where the scan stood*: closed or filtered there says nothing about elsewhere.
`own` marks what a machine asked of its own addresses: no firewall stood between.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family


class HostState(StrEnum):
    """SILENT: looked at to the end and nothing came back; it is off, or everything is dropped."""

    UP = "up"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptHost(Fact):
    """One address that answered, or that was declared by itself. Resource `host:ADDRESS`.

    `ports` is the set that was asked, as in `"1-1024,5432"`, and `complete` says that every one of
    them was answered for; `filtered` of them were dropped on the way. `trouble` says why not complete.
    """

    family: ClassVar[Family] = Family.NETWORK
    address: str
    state: HostState = HostState.UP
    ports: str = ""
    complete: bool = True
    open: tuple[int, ...] = ()
    filtered: int = 0
    own: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentAddresses(Fact):
    """All addresses of declared ranges that did not answer: empty, off, or behind a filter that drops."""

    family: ClassVar[Family] = Family.NETWORK
    resource: str = "silent-addresses"
    count: int
    ranges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPort(Fact):
    """A port that accepts connections. Resource `ADDRESS:PORT/PROTO`.

    `service` is what the port itself said when `identified`, else only the customary use of its number.
    """

    family: ClassVar[Family] = Family.NETWORK
    address: str
    port: int
    proto: str = "tcp"
    service: str = ""
    identified: bool = False
    tls: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedPort(Fact):
    """An open port that belongs to one family of services; each family is a kind below.

    `service` as in `OpenPort`. Of a host that has none, an `Absent` of the kind says so.
    """

    family: ClassVar[Family] = Family.NETWORK
    address: str
    port: int
    service: str
    identified: bool = False
    own: bool = False

    @property
    def place(self) -> str:
        """Where and what, in words."""
        vantage = ", asked from the machine itself" if self.own else ""
        if self.identified:
            return f"{self.service} answers on {self.address} port {self.port}{vantage}"
        return f"{self.address} port {self.port} is open, customarily {self.service}{vantage}"

    @property
    def names(self) -> tuple[str, str]:
        """The two ways a list of approved ports may name it."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.port}/tcp", f"{host}:{self.port}/tcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabasePort(WatchedPort):
    """A database, cache, search engine or key store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementPort(WatchedPort):
    """A way to run a machine from afar: desktops, consoles, container and cluster control."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSharePort(WatchedPort):
    """SMB, NFS, AFP, rsync."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearTextLogin(WatchedPort):
    """A service that people log in to, whose protocol does not encrypt by itself.

    `upgrade` is how the service itself offers encryption (`STARTTLS`), empty when it offers none.
    """

    upgrade: str = ""


class Access(StrEnum):
    """What a service said when asked something harmless without credentials."""

    OPEN = "open"
    """It answered as it would answer its owner."""
    AUTHENTICATED = "authenticated"
    """It asked for credentials."""
    REFUSED = "refused"
    """It knows us for a stranger and does not even ask (protected mode, no matching rule)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccess(Fact):
    """How one service met a client without credentials. `said` is our word for its answer, never its data.

    Only decided answers are facts; a service that said nothing, or nothing we know, is unread.
    """

    family: ClassVar[Family] = Family.NETWORK
    address: str
    port: int
    access: Access
    said: str = ""
    tls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisAccess(ServiceAccess):
    """`PING`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemcachedAccess(ServiceAccess):
    """`version`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresAccess(ServiceAccess):
    """A start-up message as `postgres`; no query follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MongodbAccess(ServiceAccess):
    """`getLog startupWarnings` over OP_MSG; `listDatabases` answers ok to strangers too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElasticsearchAccess(ServiceAccess):
    """`GET /`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DockerAccess(ServiceAccess):
    """`GET /version` of the Docker Engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EtcdAccess(ServiceAccess):
    """A count, without reading, of one key that nobody has; its version and status etcd tells everybody."""
