"""Declared ranges to the addresses that may be probed, and no other. Pure: name resolution is an argument.

Nothing the user wrote reaches a command line: only addresses that were parsed and printed again do.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from toolkit.collect.trouble import Unreadable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Net = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str], Sequence[str]]
"""All addresses of a host name; raises `Unreadable` when it has none."""

MOST = 65_536
"""Addresses in one network: what an hour can sweep. A /8 is a typing error more often than a wish."""

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*\.?")
_CALL = "ranges"


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be probed. `single` were declared one by one: somebody says there is a machine."""

    single: tuple[Address, ...]
    ranged: tuple[Address, ...]

    def __len__(self) -> int:
        return len(self.single) + len(self.ranged)


def scope(ranges: Iterable[str], exclude: Iterable[str] = (), *, resolve: Resolve) -> Scope:
    """Every declared address once, without the excluded. Names are resolved once and stay what they were.

    Raises `Unreadable` with what is wrong and what was expected.
    """
    single: set[Address] = set()
    ranged: set[Address] = set()
    for text in ranges:
        several, found = _addresses(text, resolve)
        (ranged if several else single).update(found)
        if len(single) + len(ranged) > MOST:
            raise _too_many(text)
    left_out = [net for text in exclude for net in _nets(text, resolve)[1]]
    single = _without(single, left_out)
    ranged = _without(ranged, left_out) - single
    if not single and not ranged:
        raise Unreadable(_CALL, "no address is left to probe: nothing is declared, or everything is excluded")
    return Scope(_sorted(single), _sorted(ranged))


def written(addresses: Iterable[Address]) -> list[str]:
    """The shortest list of addresses and CIDR blocks that is exactly these addresses."""
    wanted = list(addresses)
    four = [ipaddress.IPv4Network(a) for a in wanted if isinstance(a, ipaddress.IPv4Address)]
    six = [ipaddress.IPv6Network(a) for a in wanted if isinstance(a, ipaddress.IPv6Address)]
    blocks: list[Net] = [*ipaddress.collapse_addresses(four), *ipaddress.collapse_addresses(six)]
    return [str(net.network_address) if net.num_addresses == 1 else str(net) for net in blocks]


def _addresses(text: str, resolve: Resolve) -> tuple[bool, set[Address]]:
    several, nets = _nets(text, resolve)
    if sum(net.num_addresses for net in nets) > MOST:
        raise _too_many(text)
    found: set[Address] = set()
    for net in nets:
        found.update(net.hosts() if "/" in text else net)
    for address in found:
        _probeable(address, text)
    return several, found


def _nets(text: str, resolve: Resolve) -> tuple[bool, list[Net]]:
    """(many, blocks) that `text` names."""
    text = text.strip()
    if not text or not text.isascii() or not text.isprintable():
        raise _malformed(text)
    if "/" in text:
        return True, [_block(text)]
    if one := _address(text):
        return False, [ipaddress.ip_network(one)]
    first, dash, last = text.partition("-")
    if dash and (start := _address(first.strip())):
        return True, _span(start, last.strip(), text)
    if not _NAME.fullmatch(text) or not re.search(r"[A-Za-z]", text):
        raise _malformed(text)
    answers = [_address(answer) for answer in resolve(text)]
    return False, [ipaddress.ip_network(answer) for answer in answers if answer]


def _block(text: str) -> Net:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise _malformed(text) from None


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _span(start: Address, last: str, text: str) -> list[Net]:
    """`192.0.2.10-192.0.2.20`, or `192.0.2.10-20` for IPv4."""
    if isinstance(start, ipaddress.IPv4Address) and re.fullmatch(r"\d{1,3}", last):
        last = f"{str(start).rpartition('.')[0]}.{int(last)}"
    end = _address(last)
    if end is None or end.version != start.version or int(end) < int(start):
        raise _malformed(text)
    if int(end) - int(start) >= MOST:
        raise _too_many(text)
    return list(ipaddress.summarize_address_range(start, end))


def _probeable(address: Address, text: str) -> None:
    if address.is_multicast or address.is_unspecified or str(address) == "255.255.255.255":
        raise Unreadable(
            _CALL, f"{text!r} holds {address}, which is no machine's address (multicast, broadcast or empty)"
        )
    if isinstance(address, ipaddress.IPv6Address) and (address.scope_id or address.is_link_local):
        raise Unreadable(
            _CALL, f"{text!r} holds {address}, a link-local address, which means another machine on every link"
        )


def _without(addresses: set[Address], left_out: Sequence[Net]) -> set[Address]:
    if not left_out:
        return addresses
    return {address for address in addresses if not any(address in net for net in left_out)}


def _sorted(addresses: set[Address]) -> tuple[Address, ...]:
    return tuple(sorted(addresses, key=lambda address: (address.version, int(address))))


def _malformed(text: str) -> Unreadable:
    return Unreadable(
        _CALL,
        f"{text[:80]!r} is neither an address, a block (192.0.2.0/24), a span (192.0.2.10-20) nor a host name",
    )


def _too_many(text: str) -> Unreadable:
    return Unreadable(_CALL, f"{text[:80]!r} takes this network above {MOST:,} addresses: declare smaller networks")
