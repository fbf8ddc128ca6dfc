"""Networks: what answers in the ranges that the organisation declared, and nowhere else.

The only door is `jobs`. A network with `local = true` means this machine's own addresses. Loopback is
not among them: what listens there alone is not exposed; a machine with no other address exposes nothing,
and that is reported as proved. Loopback addresses that are declared as ranges are scanned like any other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from toolkit.collect.runner import Job, Reading
from toolkit.core.fact import Fact, Seen
from toolkit.core.inventory import Network
from toolkit.core.target import Family, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSettings:
    """`seconds` for one network in all; `processes`: how many nmap at once (two cores scan 1.6 x faster than one)."""

    seconds: float
    processes: int = 2


def jobs(networks: Sequence[Network], wanted: frozenset[type[Fact]], settings: NetworkSettings) -> list[Job]:
    """One job a network. Kinds that are not `wanted` are not asked for; hosts and open ports always are."""
    return [
        Job(
            Target(Family.NETWORK, network.name),
            partial(_read, network, wanted, settings.processes),
            settings.seconds,
        )
        for network in networks
    ]


def _read(network: Network, wanted: frozenset[type[Fact]], processes: int, reading: Reading) -> Iterator[Seen]:
    from toolkit.collect.network import sweep  # noqa: PLC0415 TLS and nmap are loaded by those who scan

    return sweep.read(network, wanted, processes, reading)
