"""Does the packet filter drop what nobody allowed? Any of nftables and iptables is enough: they are alternatives.

Both are read into chains of one kind of rule and walked as a new connection from outside would be. A rule that
accepts nearly everything ends the walk as surely as one that accepts everything: a policy of drop behind it drops
nothing.
"""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.collect.server.frames import Part
from toolkit.collect.trouble import Unreadable

VIRTUAL = ("lo", "docker", "br-", "virbr", "veth", "lxdbr", "lxcbr", "cni", "flannel", "cali", "vnet", "podman")
"""Interfaces on which only the machine itself and what it hosts can speak."""


VERDICTS = ("accept", "drop", "reject", "return", "jump", "goto")
TARGETS = {"ACCEPT": "accept", "DROP": "drop", "REJECT": "drop", "RETURN": "return"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtering:
    """For each version of IP: is there a default deny, and what decides it."""

    v4: bool = False
    v6: bool = False
    because4: str = ""
    because6: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule does with a new connection: `accept`, `drop`, `jump` or `goto` a chain, `return`, or nothing.

    `narrow`: it is about some connections only, so that the walk goes on behind it.
    """

    does: str
    narrow: bool
    chain: str = ""


Chains = Mapping[str, list[Rule]]


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


def _walk(chains: Chains, name: str, seen: frozenset[str] = frozenset()) -> str:
    """`accept` or `drop`, or "" when the chain decides nothing about a new connection from outside."""
    for rule in chains.get(name, []):
        if rule.narrow:
            continue
        match rule.does:
            case "accept" | "drop":
                return rule.does
            case "return":
                return ""
            case "jump" | "goto" if rule.chain not in seen:
                decided = _walk(chains, rule.chain, seen | {name})
                if decided or rule.does == "goto":
                    return decided
    return ""


def _nft(text: str) -> tuple[str, str]:
    """What denies by default in `nft -j list ruleset`, for IPv4 and IPv6; empty where nothing does."""
    try:
        items = json.loads(text)["nftables"]
        chains: dict[str, list[Rule]] = {}
        for rule in (item["rule"] for item in items if "rule" in item):
            where = _place(rule, rule["chain"])
            chains.setdefault(where, []).extend(_nft_rules(rule.get("expr", []), rule))
        bases = [item["chain"] for item in items if "chain" in item and item["chain"].get("hook") == "input"]
        denying = [(chain["family"], why) for chain in bases if (why := _nft_base(chain, chains))]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("nft -j list ruleset", "the answer is not understood") from error
    for4 = next((why for family, why in denying if family in ("ip", "inet")), "")
    for6 = next((why for family, why in denying if family in ("ip6", "inet")), "")
    return for4, for6


def _place(owner: Mapping[str, Any], chain: str) -> str:
    return f"{owner['family']} {owner['table']} {chain}"


def _nft_base(chain: Mapping[str, Any], chains: Chains) -> str:
    name = f"nftables {chain['family']} {chain['table']} {chain['name']}"
    decided = _walk(chains, _place(chain, chain["name"]))
    if decided == "drop":
        return f"{name}: its last rule drops the rest"
    return f"{name}: policy drop" if not decided and chain.get("policy") == "drop" else ""


def _nft_rules(expressions: list[Mapping[str, Any]], owner: Mapping[str, Any]) -> Iterator[Rule]:
    """One rule, or one for each entry of the verdict map that it asks."""
    narrow = False
    for expression in expressions:
        for kind, value in expression.items():
            if kind in VERDICTS:
                yield _nft_verdict(kind, value, owner, narrow=narrow)
            elif kind == "vmap":
                for key, verdict in value["data"]["set"]:
                    only = narrow or not _nft_broad({"left": value["key"], "op": "==", "right": key})
                    yield from (_nft_verdict(word, to, owner, narrow=only) for word, to in verdict.items())
            elif kind == "match":
                narrow = narrow or not _nft_broad(value)
            elif kind not in ("counter", "log", "comment", "mangle", "notrack"):
                narrow = True


def _nft_verdict(word: str, value: Any, owner: Mapping[str, Any], *, narrow: bool) -> Rule:
    chain = _place(owner, value["target"]) if word in ("jump", "goto") else ""
    return Rule("drop" if word == "reject" else word, narrow, chain)


def _nft_broad(match: Mapping[str, Any]) -> bool:
    """Whether nearly every new connection from outside matches."""
    left, right, positive = match["left"], match["right"], match.get("op") in ("==", "in")
    if "ct" in left and left["ct"].get("key") == "state":
        return positive == ("new" in _words(right))
    if "meta" in left:
        key = left["meta"].get("key")
        if key in ("iifname", "iif"):
            return positive != all(name.startswith(VIRTUAL) for name in _words(right))
        return key in ("nfproto", "l4proto") and (not positive or bool({"tcp", "ipv4", "ipv6"} & _words(right)))
    payload = left.get("payload", {})
    if payload.get("field") in ("saddr", "daddr"):
        return isinstance(right, dict) and right.get("prefix", {}).get("len") == 0
    return payload.get("field") in ("protocol", "nexthdr") and "tcp" in _words(right)


def _words(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {word for one in value.get("set", []) for word in _words(one)}
    if isinstance(value, list):
        return {word for one in value for word in _words(one)}
    return {str(value)}


def _iptables(part: Part | None) -> str:
    if part is None or part.status != 0:
        return ""
    chains: dict[str, list[Rule]] = {}
    table = policy = ""
    for line in part.text.splitlines():
        if line.startswith("*"):
            table = line[1:].strip()
        elif table == "filter" and line.startswith(":INPUT "):
            policy = line.split()[1]
        elif table == "filter" and line.startswith("-A "):
            name, rule = _iptables_rule(line)
            chains.setdefault(name, []).append(rule)
    decided = _walk(chains, "INPUT")
    if decided == "drop":
        return "iptables INPUT: its last rule drops the rest"
    return "iptables INPUT: policy DROP" if not decided and policy == "DROP" else ""


def _iptables_rule(line: str) -> tuple[str, Rule]:
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise Unreadable("iptables-save", f"a line is not understood: {line[:120]!r}") from error
    broad, negated = True, False
    for place, word in enumerate(words[2:], 2):
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in ("-j", "-g"):
            does = TARGETS.get(following, "jump" if word == "-j" else "goto")
            return words[1], Rule(does, not broad, following)
        if word == "!":
            negated = True
        elif word.startswith("-"):
            broad = broad and _iptables_broad(word, negated, following)
            negated = False
    return words[1], Rule("", not broad)


def _iptables_broad(test: str, negated: bool, value: str) -> bool:  # noqa: FBT001 as it stands in the line
    """Whether nearly every new connection from outside passes this test."""
    match test:
        case "-m":
            return True
        case "-p":
            return negated or value in ("tcp", "all")
        case "-s" | "-d":
            return value.endswith("/0") and not negated
        case "-i":
            return negated == value.startswith(VIRTUAL)
        case "--state" | "--ctstate":
            return negated != ("NEW" in value.split(","))
        case "--comment":
            return True
    return False
