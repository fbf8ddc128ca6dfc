"""What network scans prove about a machine from one vantage: open, closed to the end, or not known."""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.core.fact import Seen
from toolkit.core.inventory import INTERNET, Inventory, Network
from toolkit.core.resource import PortName
from toolkit.facts.identity import Host, canonical
from toolkit.facts.network import HostState, OpenPort, SilentAddresses, SweptHost

OWN = "own"
"""The vantage of a machine that scans itself. No zone can have it: what is closed here is closed everywhere."""


@dataclass(frozen=True, slots=True)
class View:
    """One machine from one vantage. `closed` only when every address was asked to the end."""

    open: tuple[int, ...] = ()
    closed: bool = False


class Sight:
    """All sweeps, by vantage and address."""

    def __init__(self, inventory: Inventory, seen: Iterable[Seen]) -> None:
        self.networks = {network.name: network for network in inventory.networks}
        self._open: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._swept: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._by_address: dict[str, set[str]] = defaultdict(set)
        self.complete: set[str] = set()
        """Addresses that some scan asked to the end."""
        self.heard: set[str] = set()
        """Networks of which a scan said anything at all."""
        for fact in seen:
            if isinstance(fact, SweptHost | OpenPort):
                self._take(fact)
            elif isinstance(fact, SilentAddresses):
                self.heard.add(fact.target)
        self._ranges = {name: _parsed(network) for name, network in self.networks.items()}

    def _take(self, fact: SweptHost | OpenPort) -> None:
        network, address = self.networks.get(fact.target), canonical(fact.address)
        if network is None or address is None:
            return
        place = (OWN if fact.own else network.vantage, address)
        self._by_address[address].add(network.name)
        if isinstance(fact, OpenPort):
            self._open[place].add(fact.port)
            return
        self.heard.add(network.name)
        self._open[place].update(fact.open)
        if fact.complete and fact.state is not HostState.UNKNOWN:
            self.complete.add(address)
            self._swept[place].add(fact.ports)

    def view(self, host: Host, origin: str) -> View:
        """The machine as `origin` (`internet` or a zone) sees it. An empty origin is nowhere known."""
        addresses = _asked_for(host.addresses, origin)
        ports = {port for address in host.addresses for port in self._open.get((origin, address), ()) if origin}
        closed = bool(addresses) and all(
            (origin and self._closed(origin, address)) or self._closed(OWN, address) for address in addresses
        )
        return View(tuple(sorted(ports)), closed and not ports)

    def shut(self, host: Host, origin: str, port: int) -> bool:
        """Whether this port was proved not to answer on any address of the machine, seen from `origin`."""
        addresses = _asked_for(host.addresses, origin)
        return bool(addresses) and all(self.refused(origin, PortName(address, port)) for address in addresses)

    def refused(self, origin: str, port: PortName) -> bool:
        """Whether this port of this address was asked from `origin` (or from within), and did not answer."""
        for vantage in (origin, OWN):
            place = (vantage, port.address)
            asked = any(_contains(ports, port.port) for ports in self._swept.get(place, ()))
            if vantage and asked and port.port not in self._open.get(place, ()):
                return True
        return False

    def origins(self, host: Host) -> set[str]:
        """Every vantage from which the machine was seen to have an open port."""
        named = {
            self.networks[name].vantage for address in host.addresses for name in self._by_address.get(address, ())
        }
        return {origin for origin in named if origin and self.view(host, origin).open}

    def covering(self, host: Host) -> list[Network]:
        """The networks whose scans are about this machine: they saw an address of it, or should have."""
        addresses = [ipaddress.ip_address(address) for address in host.addresses]
        seen = {name for address in host.addresses for name in self._by_address.get(address, ())}
        return [
            self.networks[name]
            for name in sorted(self.networks)
            if name in seen or any(address in part for part in self._ranges[name] for address in addresses)
        ]

    def _closed(self, vantage: str, address: str) -> bool:
        return bool(self._swept.get((vantage, address))) and not self._open.get((vantage, address))


def _asked_for(addresses: Sequence[str], origin: str) -> Sequence[str]:
    """The addresses that matter from there: the internet cannot send to a private one where there are public ones."""
    if origin != INTERNET:
        return addresses
    public = [address for address in addresses if ipaddress.ip_address(address).is_global]
    return public or addresses


Range = ipaddress.IPv4Network | ipaddress.IPv6Network


def _parsed(network: Network) -> list[Range]:
    found: list[Range] = []
    for words in network.ranges:
        try:
            found.append(ipaddress.ip_network(words, strict=False))
        except ValueError:  # a name, or nmap's own notation: what it saw is joined by address
            continue
    return found


@lru_cache(maxsize=256)
def _spans(ports: str) -> tuple[tuple[int, int], ...]:
    spans = []
    for part in ports.replace("T:", "").split(","):
        first, dash, last = part.partition("-")
        if first.isdecimal() and (last.isdecimal() or not dash):
            spans.append((int(first), int(last) if dash else int(first)))
    return tuple(spans)


def _contains(ports: str, port: int) -> bool:
    return any(first <= port <= last for first, last in _spans(ports))
