"""Sets of TCP ports: what the user wrote, what nmap prints, and the ports that checks care about. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.collect.trouble import Unreadable
from toolkit.facts.network import (
    DatabasePort,
    DockerAccess,
    ElasticsearchAccess,
    EtcdAccess,
    FileSharePort,
    ManagementPort,
    MemcachedAccess,
    MongodbAccess,
    PostgresAccess,
    RedisAccess,
    ServiceAccess,
    WatchedPort,
)

LAST = 65535

DATABASES = {
    1433: "SQL Server", 1521: "Oracle", 2379: "etcd", 2380: "etcd", 3306: "MySQL", 5432: "PostgreSQL",
    5433: "PostgreSQL", 5984: "CouchDB", 6379: "Redis", 6380: "Redis", 7000: "Cassandra", 7474: "Neo4j",
    8086: "InfluxDB", 8123: "ClickHouse", 9042: "Cassandra", 9200: "Elasticsearch", 9300: "Elasticsearch",
    11211: "memcached", 16379: "Redis", 26379: "Redis", 27017: "MongoDB", 27018: "MongoDB", 27019: "MongoDB",
    33060: "MySQL", 50000: "Db2",
}  # fmt: skip

MANAGEMENT = {
    2375: "Docker", 2376: "Docker", 2377: "Docker Swarm", 3389: "RDP", 4786: "Smart Install", 5900: "VNC",
    5901: "VNC", 5902: "VNC", 5903: "VNC", 5985: "WinRM", 5986: "WinRM", 6000: "X11", 6443: "Kubernetes",
    8006: "Proxmox", 8291: "WinBox", 10000: "Webmin", 10250: "kubelet", 10255: "kubelet", 16509: "libvirt",
}  # fmt: skip
"""Without SSH, which is the way in that is meant; how it is set up is the server checks' business."""

FILE_SHARES = {111: "NFS portmapper", 139: "SMB", 445: "SMB", 548: "AFP", 873: "rsync", 2049: "NFS"}

CLEAR_TEXT = {21: "FTP", 23: "telnet", 110: "POP3", 143: "IMAP", 512: "rexec", 513: "rlogin", 2323: "telnet"}
"""Not 514: syslog over TCP lives there far more often than rsh."""

FAMILIES: dict[type[WatchedPort], dict[int, str]] = {
    DatabasePort: DATABASES,
    ManagementPort: MANAGEMENT,
    FileSharePort: FILE_SHARES,
}

ACCESS: dict[str, type[ServiceAccess]] = {
    "Redis": RedisAccess,
    "memcached": MemcachedAccess,
    "PostgreSQL": PostgresAccess,
    "MongoDB": MongodbAccess,
    "Elasticsearch": ElasticsearchAccess,
    "Docker": DockerAccess,
    "etcd": EtcdAccess,
}

ASKED = {
    "Redis": (6379,),
    "memcached": (11211,),
    "PostgreSQL": (5432,),
    "MongoDB": (27017,),
    "Elasticsearch": (9200,),
    "Docker": (2375,),
    "etcd": (2379,),
}
"""Ports on which a service must have been asked before its absence is believed."""

CUSTOMARY: dict[int, str] = {22: "SSH", **DATABASES, **MANAGEMENT, **FILE_SHARES, **CLEAR_TEXT}
"""What a number is mostly used for: a guess that chooses the first question, never a verdict."""

OVER_HTTP = frozenset(
    {"CouchDB", "InfluxDB", "ClickHouse", "Neo4j", "WinRM", "Proxmox", "Webmin", "kubelet", "Kubernetes"}
)
"""Services that speak HTTP: that a port of theirs does so does not make it something else."""

_TOP = re.compile(r"top-([1-9]\d{0,4})")
_PART = re.compile(r"(\d{0,5})(-?)(\d{0,5})")


@dataclass(frozen=True, slots=True)
class PortSet:
    """TCP ports, written the shortest way: `"1-1024,5432"`."""

    numbers: frozenset[int]

    def __str__(self) -> str:
        return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in _runs(self.numbers))

    def __len__(self) -> int:
        return len(self.numbers)

    def __contains__(self, port: object) -> bool:
        return port in self.numbers

    def missing(self, ports: Iterable[int]) -> list[int]:
        """Those of `ports` that are not in the set."""
        return sorted(set(ports) - self.numbers)


def top(spec: str) -> int | None:
    """N of `top-N`, or None when `spec` is a list of ports."""
    found = _TOP.fullmatch(spec.strip())
    return min(int(found[1]), LAST) if found else None


def watched() -> frozenset[int]:
    """All ports some check asks for; `top-N` is completed by them."""
    return frozenset(CUSTOMARY)


def parse(spec: str) -> PortSet:
    """`22,80,8000-8100`, `1-`, `-1023` or `-` (all). Raises `Unreadable` saying what is wrong."""
    numbers: set[int] = set()
    for part in spec.split(","):
        numbers.update(_part(part.strip(), spec))
    return PortSet(frozenset(numbers))


def _part(part: str, spec: str) -> range:
    found = _PART.fullmatch(part) if part.isascii() else None
    if not part or not found:
        raise Unreadable("ports", f"{spec[:60]!r} is no list of TCP ports: expected `top-1000` or `22,80,8000-8100`")
    first = int(found[1] or 1)
    last = int(found[3] or LAST) if found[2] else first
    if not 1 <= first <= last <= LAST:
        raise Unreadable("ports", f"{part!r} is no range of TCP ports: expected 1-{LAST}, the lower one first")
    return range(first, last + 1)


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
