"""One machine, many names: the inventory's name, its addresses, what a scan of the network saw.

Names are joined by proof only: an address that the inventory declares, or that the machine itself said
it has. Two machines that claim one address are both named; what cannot be joined is said, never guessed.
"""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.core.fact import Seen
from toolkit.core.inventory import Inventory, Server
from toolkit.facts.network import HostState, OpenPort, SweptHost
from toolkit.facts.server.network import Addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One machine. `declared` hosts are servers of the inventory; the others were seen by a scan."""

    name: str
    declared: bool
    zone: str = ""
    addresses: tuple[str, ...] = ()
    """Canonical, sorted. A scan's sight of any of them is about this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Every machine known, and why an address is thought to be whose."""

    hosts: tuple[Host, ...]
    owners: Mapping[str, tuple[str, ...]]
    """Canonical address to the names of its hosts; more than one where the claims clash."""
    proofs: Mapping[tuple[str, str], str]
    """(host, address) to the proof, in words."""
    notes: tuple[str, ...] = ()
    """What could not be joined, in words."""


def canonical(address: str) -> str | None:
    """The one way to write an address, or None for what is none (a host name)."""
    try:
        parsed = ipaddress.ip_address(address.strip().strip("[]").split("%", 1)[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def identify(inventory: Inventory, seen: Iterable[Seen]) -> Identities:
    """Join declared servers with what they said of themselves and with what scans saw."""
    facts = list(seen)
    swept = [fact for fact in facts if isinstance(fact, SweptHost | OpenPort)]
    zones = {network.name: network.zone for network in inventory.networks}
    declared = {server.name: dict(_declared(server)) for server in inventory.servers}
    said = _said(facts, {name: set(claims) for name, claims in declared.items()})
    own = _own(inventory, swept)
    claims = {name: own.get(name, {}) | said.get(name, {}) | declared[name] for name in declared}
    owners = _owners(claims)
    strangers: dict[str, set[str]] = defaultdict(set)
    for fact in swept:
        address = canonical(fact.address)
        silent = isinstance(fact, SweptHost) and fact.state is HostState.SILENT
        if address and address not in owners and not silent:
            strangers[address].add(zones.get(fact.target, ""))
    hosts = [
        Host(name=server.name, declared=True, zone=server.zone, addresses=tuple(sorted(claims[server.name])))
        for server in inventory.servers
    ]
    for address, where in strangers.items():
        name = f"[{address}]" if ":" in address else address
        hosts.append(Host(name=name, declared=False, zone=min(where - {""}, default=""), addresses=(address,)))
    return Identities(
        hosts=tuple(sorted(hosts, key=lambda host: host.name)),
        owners=owners | {address: (f"[{address}]" if ":" in address else address,) for address in strangers},
        proofs={(name, address): proof for name, of in claims.items() for address, proof in of.items()},
        notes=tuple(_notes(hosts, owners, claims, scanned=bool(swept))),
    )


def _declared(server: Server) -> Iterator[tuple[str, str]]:
    for address in (server.address, *server.addresses):
        if plain := canonical(address):
            yield plain, "declared in the inventory"


def _said(seen: Iterable[Seen], declared: Mapping[str, set[str]]) -> dict[str, dict[str, str]]:
    """What machines said of themselves. An address that another server declares is that one's."""
    taken = {address: name for name, addresses in declared.items() for address in addresses}
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for fact in seen:
        if not isinstance(fact, Addresses) or fact.target not in declared:
            continue
        for address in filter(None, map(canonical, fact.addresses)):
            plain = ipaddress.ip_address(address)
            unique = not (plain.is_loopback or plain.is_link_local or plain.is_unspecified)
            if unique and taken.get(address, fact.target) == fact.target:
                said[fact.target][address] = "the machine lists it among its own addresses"
    return said


def _own(inventory: Inventory, swept: Iterable[SweptHost | OpenPort]) -> dict[str, dict[str, str]]:
    """A scan of one's own addresses is about the one server that is this machine."""
    local = [server.name for server in inventory.servers if server.local]
    addresses = {plain for fact in swept if fact.own and (plain := canonical(fact.address))}
    if len(local) != 1:
        return {}
    return {local[0]: dict.fromkeys(addresses, "scanned as one of this machine's own addresses")}


def _owners(claims: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for name in sorted(claims):
        for address in claims[name]:
            owners[address].append(name)
    return {address: tuple(names) for address, names in owners.items()}


def _notes(
    hosts: Iterable[Host],
    owners: Mapping[str, tuple[str, ...]],
    claims: Mapping[str, Mapping[str, str]],
    *,
    scanned: bool,
) -> Iterator[str]:
    for address, names in sorted(owners.items()):
        if len(names) > 1:
            yield f"{address} is claimed by {' and '.join(names)}: what a scan saw there counts against each of them"
    if scanned:
        for name in sorted(name for name, of in claims.items() if not of):
            yield f"no address of {name} is known, so nothing that a network scan saw can be matched with it"
    strangers = sorted(host.name for host in hosts if not host.declared)
    if strangers:
        shown = ", ".join(strangers[:5]) + (f" and {len(strangers) - 5} more" if len(strangers) > 5 else "")
        yield f"seen on the network and in no inventory entry: {shown}"
