"""Does the packet filter drop what nobody allowed? Any of nftables and iptables is enough: they are alternatives."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.collect.server.frames import Part
from toolkit.collect.trouble import Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtering:
    """For each version of IP: is there a default deny, and what decides it."""

    v4: bool = False
    v6: bool = False
    because4: str = ""
    because6: str = ""


def judge(parts: Mapping[str, Part]) -> Filtering:
    """Raises `Unreadable` when a filter may be in force that could not be listed."""
    listed = [name for name in ("nft", "iptables", "ip6tables") if name in parts]
    for name in listed:
        if parts[name].status != 0 and not (name != "nft" and "nft" in parts and parts["nft"].status == 0):
            raise Unreadable(f"{name} list", f"ended with {parts[name].status}")
    nft4, nft6 = _nft(parts["nft"].text) if "nft" in parts else ("", "")
    v4 = nft4 or _iptables(parts.get("iptables"))
    v6 = nft6 or _iptables(parts.get("ip6tables"))
    if not (v4 and v6) and not listed and parts.get("kernel", Part("", "")).text.strip():
        raise Unreadable(
            "nft list ruleset", "the kernel can filter, but neither nft nor iptables is installed to show how"
        )
    nothing = (
        "no rule set drops what is not allowed"
        if listed
        else "no packet filter: no nft, no iptables, none in the kernel"
    )
    return Filtering(v4=bool(v4), v6=bool(v6), because4=v4 or nothing, because6=v6 or nothing)


def _nft(text: str) -> tuple[str, str]:
    """What denies by default in `nft -j list ruleset`, for IPv4 and IPv6; empty where nothing does."""
    try:
        items = json.loads(text)["nftables"]
        chains = [item["chain"] for item in items if "chain" in item and item["chain"].get("hook") == "input"]
        rules = [item["rule"] for item in items if "rule" in item]
        denying = [(chain["family"], why) for chain in chains if (why := _chain(chain, rules))]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("nft -j list ruleset", "the answer is not understood") from error
    for4 = next((why for family, why in denying if family in ("ip", "inet")), "")
    for6 = next((why for family, why in denying if family in ("ip6", "inet")), "")
    return for4, for6


def _chain(chain: Mapping[str, Any], rules: Iterable[Mapping[str, Any]]) -> str:
    name = f"nftables {chain['family']} {chain['table']} {chain['name']}"
    if chain.get("policy") == "drop":
        return f"{name}: policy drop"
    place = (chain["family"], chain["table"], chain["name"])
    own = [rule for rule in rules if (rule.get("family"), rule.get("table"), rule.get("chain")) == place]
    said = [part for part in own[-1].get("expr", []) if "counter" not in part and "log" not in part] if own else []
    if len(said) == 1 and ("drop" in said[0] or "reject" in said[0]):
        return f"{name}: its last rule drops the rest"
    return ""


def _iptables(part: Part | None) -> str:
    if part is None or part.status != 0:
        return ""
    table, last, policy = "", "", ""
    for line in part.text.splitlines():
        if line.startswith("*"):
            table = line[1:].strip()
        elif table == "filter" and line.startswith(":INPUT "):
            policy = line.split()[1]
        elif table == "filter" and line.startswith("-A INPUT "):
            last = line
    if policy == "DROP":
        return "iptables INPUT: policy DROP"
    if last.startswith(("-A INPUT -j DROP", "-A INPUT -j REJECT")):
        return "iptables INPUT: its last rule drops the rest"
    return ""
