"""What a condition is worth against somebody outside: its values decide, not its presence.

After "The meaning of public" in the S3 user guide: only fixed values of what a stranger cannot choose restrict.
"""

import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

from toolkit.facts.policy.document import Condition

WIDEST = {4: 2**24, 6: 2**96}
"""How many public addresses still count as a restriction: an IPv4 /8, an IPv6 /32."""

_POSITIVE = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"})
_NEGATED = frozenset(
    {"stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike", "notipaddress"}
)
_ACCOUNT = re.compile(r"\d{12}")
_ARN = re.compile(r"arn:(aws[\w-]*):([\w-]+):([\w*?-]*):(\d{12}):.+", re.DOTALL)
_BUCKET_ARN = re.compile(r"arn:aws[\w-]*:s3:::[a-z0-9.-]{3,63}")
_SHAPES = {
    "aws:principalaccount": _ACCOUNT,
    "aws:sourceaccount": _ACCOUNT,
    "aws:vpceaccount": _ACCOUNT,
    "s3:dataaccesspointaccount": _ACCOUNT,
    "aws:principalorgid": re.compile(r"o-[a-z0-9]{10,32}"),
    "aws:sourceorgid": re.compile(r"o-[a-z0-9]{10,32}"),
    "aws:vpceorgid": re.compile(r"o-[a-z0-9]{10,32}"),
    "aws:principalorgpaths": re.compile(r"o-[a-z0-9]{10,32}/.*"),
    "aws:sourceorgpaths": re.compile(r"o-[a-z0-9]{10,32}/.*"),
    "aws:sourcevpc": re.compile(r"vpc-[0-9a-f]{8,17}"),
    "aws:sourcevpce": re.compile(r"vpce-[0-9a-f]{8,17}"),
    "aws:principalarn": _ARN,
    "s3:dataaccesspointarn": _ARN,
    "aws:sourcearn": re.compile(f"(?:{_ARN.pattern}|{_BUCKET_ARN.pattern})", re.DOTALL),
    "aws:userid": re.compile(r"[A-Z0-9]{16,32}(?::.*)?"),
}
_ORGANISATION_KEYS = {key for key in _SHAPES if key.endswith(("orgid", "orgpaths"))}
_ACCOUNT_KEYS = {key for key, shape in _SHAPES.items() if shape is _ACCOUNT}


def restricts(condition: Condition) -> bool:
    """Whether this line keeps strangers out of an Allow.

    `IfExists` and `ForAllValues` hold when the key is missing, so a stranger only has to leave it out.
    """
    if condition.operator not in _POSITIVE or condition.if_exists or condition.quantifier not in ("", "foranyvalue"):
        return False
    return _fixed(condition)


def spares_no_stranger(condition: Condition) -> bool:
    """Whether this line of a Deny holds for every stranger ("unless it comes from our VPC").

    Negated operators hold when the key is missing; with a quantifier that is not so sure.
    """
    return condition.operator in _NEGATED and not condition.quantifier and _fixed(condition)


def accounts(condition: Condition) -> frozenset[str] | None:
    """The accounts that a line limits an Allow to, or None when it does not limit it to accounts."""
    if not restricts(condition):
        return None
    if condition.key in _ACCOUNT_KEYS:
        return frozenset(condition.values)
    if condition.key in ("aws:principalarn", "aws:sourcearn"):
        found = [_ARN.fullmatch(value) for value in condition.values]
        return frozenset(match[4] for match in found if match) if all(found) else None
    return None


def organisations(condition: Condition) -> frozenset[str] | None:
    """The organisations that a line limits an Allow to, or None when it does not limit it to any."""
    if condition.key not in _ORGANISATION_KEYS or not restricts(condition):
        return None
    return frozenset(value.split("/", 1)[0] for value in condition.values)


def _fixed(condition: Condition) -> bool:
    if not condition.values or any("${" in value for value in condition.values):
        return False
    if "ipaddress" in condition.operator:
        return condition.key == "aws:sourceip" and narrow(condition.values)
    shape = _SHAPES.get(condition.key)
    return bool(shape) and all(shape.fullmatch(value) for value in condition.values)  # type: ignore[union-attr]


def narrow(ranges: Iterable[str]) -> bool:
    """Whether the union of these address ranges is small against the internet. Private ranges weigh nothing."""
    four: list[IPv4Network] = []
    six: list[IPv6Network] = []
    for words in ranges:
        try:
            network = ip_network(words, strict=False)
        except ValueError:
            return False
        if isinstance(network, IPv4Network):
            four.append(network)
        else:
            six.append(network)
    sizes = {4: _public(collapse_addresses(four)), 6: _public(collapse_addresses(six))}
    return all(sizes[version] <= WIDEST[version] for version in sizes)


_PRIVATE = [ip_network(words) for words in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]


def _public(networks: Iterable[IPv4Network | IPv6Network]) -> int:
    return sum(n.num_addresses for n in networks if not any(_inside(n, private) for private in _PRIVATE))


def _inside(network: IPv4Network | IPv6Network, private: IPv4Network | IPv6Network) -> bool:
    return network.version == private.version and network.subnet_of(private)  # type: ignore[arg-type]
