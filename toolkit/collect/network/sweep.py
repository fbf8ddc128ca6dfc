"""One network from its declaration to facts: shards of nmap side by side, then questions to what is open.

Addresses come from `ranges.scope` alone, and what nmap reports about any other address is thrown away.
"""

import ipaddress
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.collect.network import judge, machine, parse, scan
from toolkit.collect.network.crew import at_once
from toolkit.collect.network.judge import Frame
from toolkit.collect.network.listen import listen
from toolkit.collect.network.ports import CUSTOMARY, PortSet, top
from toolkit.collect.network.ports import parse as parse_ports
from toolkit.collect.network.probes import SECONDS, Heard
from toolkit.collect.network.ranges import Address, Scope, scope, written
from toolkit.collect.runner import Reading
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Fact, Seen, Unread
from toolkit.core.inventory import Network
from toolkit.facts.network import OpenPort, SilentAddresses, SweptHost

MOST_IN_SHARD = 2**18
"""Ports times addresses of one nmap: a bound on its output, and how often progress is told."""

MOST_ADDRESSES = 256
LEAST_RATE = 500
"""Packets a second that any network stands; keeps a silent one from costing minutes a machine."""

LISTENERS = 32
RESERVE = 0.15
"""Share of the time kept for asking what nmap found open."""


@dataclass(slots=True)
class Shared:
    """What one shard gave: hosts by address, and why it was not all."""

    shard: scan.Shard
    hosts: dict[str, parse.Host] = field(default_factory=dict)
    trouble: str = ""


def read(network: Network, wanted: frozenset[type[Fact]], processes: int, reading: Reading) -> Iterator[Seen]:
    """Sweep one network. Raises `Unreadable` when nothing of it can be read."""
    scan.require(network.scan)
    addresses = _scope(network)
    ports = _ports(network.ports)
    frame = Frame(target=network.name, ports=ports, wanted=wanted | {OpenPort, SweptHost}, own=network.local)
    if not addresses:
        yield from judge.nothing_outward(frame)
        return
    yield from judge.not_scanned(frame)
    shards = cut(addresses, ports, network, processes, reading.left() * (1 - RESERVE))
    done, up, lost, silent = 0, 0, 0, list[Address]()
    for shard, shared in at_once(_sweep, shards, min(processes, _permitted(network, processes))):
        assert isinstance(shared, Shared)
        done += len(shard.addresses)
        reading.tell(done / len(addresses), f"{done} of {len(addresses)} addresses")
        yield from _judged(frame, shared, reading)
        up += sum(host.spoke for host in shared.hosts.values())
        missing = [address for address in shard.addresses if str(address) not in shared.hosts]
        if shared.trouble and missing:
            lost += len(missing)
            yield _lost(frame, shared, missing)
        else:
            silent += missing
    if silent:
        yield SilentAddresses(target=network.name, count=len(silent), ranges=tuple(written(silent)[:200]))
    if not up and not lost:
        yield judge.nobody(frame, len(addresses))


def _scope(network: Network) -> Scope:
    if not network.local:
        return scope(network.ranges, network.exclude, resolve=machine.resolve)
    own = machine.own_addresses()
    return scope(own, network.exclude, resolve=machine.resolve) if own else Scope((), ())


def _ports(spec: str) -> PortSet:
    count = top(spec)
    return scan.top_ports(count) if count else parse_ports(spec)


def _permitted(network: Network, processes: int) -> int:
    """How many nmap may run so that together they keep the rate."""
    return max(1, min(processes, network.max_rate)) if network.max_rate else max(1, processes)


def cut(addresses: Scope, ports: PortSet, network: Network, processes: int, seconds: float) -> list[scan.Shard]:
    """The runs of nmap: small enough to bound memory and show progress, enough of them to keep every process busy.

    The rate is what the time allows, so that a network which drops everything is still swept in time.
    """
    width = _permitted(network, processes)
    probes = 2 * len(ports) * len(addresses)
    rate = max(LEAST_RATE, math.ceil(2 * probes / max(1.0, seconds)))
    least, most = rate // width, network.max_rate // width
    until = time.monotonic() + seconds
    return [
        scan.Shard(
            addresses=tuple(part),
            ports=ports,
            kind=network.scan,
            discover=discover,
            until=until,
            min_rate=min(least, most) if most else least,
            max_rate=most,
        )
        for group, discover in ((addresses.single, False), (addresses.ranged, True))
        for version in (4, 6)
        for part in _parts([address for address in group if address.version == version], len(ports), width)
    ]


def _parts(addresses: Sequence[Address], ports: int, width: int) -> Iterable[Sequence[Address]]:
    size = min(MOST_ADDRESSES, max(1, MOST_IN_SHARD // ports), max(4, math.ceil(len(addresses) / (2 * width))))
    return (addresses[start : start + size] for start in range(0, len(addresses), size))


def _sweep(shard: scan.Shard) -> Shared:
    """Run one shard; whatever goes wrong is kept beside what was read before it."""
    shared = Shared(shard)
    declared = {str(address) for address in shard.addresses}
    finished = False
    try:
        for row in scan.rows(shard):
            match row:
                case parse.Host() if _plain(row.address) in declared and row.state == "up":
                    shared.hosts[_plain(row.address)] = row
                case parse.Finished(ok, error):
                    finished = ok
                    shared.trouble = "" if ok else f"nmap gave up: {error}"
    except Unreadable as no:
        shared.trouble = no.reason
    if not finished and not shared.trouble:
        shared.trouble = "nmap's output has no end"
    return shared


def _plain(address: str) -> str:
    """An address as we write it; nmap and Python may shorten IPv6 differently."""
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def _judged(frame: Frame, shared: Shared, reading: Reading) -> Iterator[Seen]:
    heard = _heard(shared.hosts, reading) if _questions(frame) else {}
    for address, host in shared.hosts.items():
        host.address = address
        late = "it took longer than the time given to one machine" if host.timed_out else ""
        yield from judge.swept(frame, host, heard.get(address, {}), late or _cut_short(shared, host))


def _cut_short(shared: Shared, host: parse.Host) -> str:
    """A host that nmap wrote to its end is complete even when a later one is not, unless nmap itself gave up."""
    return shared.trouble if shared.trouble.startswith("nmap gave up") or not host.total else ""


def _questions(frame: Frame) -> bool:
    return any(kind in frame.wanted for kind in judge.KINDS if kind is not OpenPort)


def _heard(hosts: dict[str, parse.Host], reading: Reading) -> dict[str, dict[int, Heard]]:
    """Ask the open ports of these hosts who they are. A port that is not reached in time is not in the answer."""
    places = [
        (address, port)
        for address, host in hosts.items()
        for port in host.open
        if len(host.open) <= judge.TAR_PIT or port in CUSTOMARY
    ]

    def ask(place: tuple[str, int]) -> Heard:
        reading.check("probe")
        return listen(*place, seconds=min(SECONDS, max(0.2, reading.left() / 4)))

    heard: dict[str, dict[int, Heard]] = {}
    for (address, port), answer in at_once(ask, places, LISTENERS):
        said = Heard(trouble=answer.reason) if isinstance(answer, Unreadable) else answer
        heard.setdefault(address, {})[port] = said
    return heard


def _lost(frame: Frame, shared: Shared, missing: Sequence[Address]) -> Unread:
    resource = "addresses:" + ",".join(written(missing)[:4])
    return Unread(kind=Fact, target=frame.target, resource=resource[:200], call="nmap", reason=shared.trouble)
