"""A server cut off from everybody but the responder, by its own packet filter; never for good by mistake.

What is loaded is read back rule by rule over a new connection, which also proves that the responder still gets in;
only then the switch that would undo it is disarmed.
"""

import json
import secrets
import time
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from toolkit.act.linux.firewall import CHAIN, CONFIRM, CONFIRMED, CUT, LOOK, OPEN, PHASES
from toolkit.act.linux.reach import PERMISSIONS, SERVER, Answer, Hands
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

__all__ = ["PHASES", "VERBS"]

WAIT = 120
"""Seconds until the server undoes what nobody confirmed: longer than cutting and `PATIENCE` take together."""
PATIENCE = 60
"""Seconds for which we try to get back in, to confirm."""
PAUSE = 2.0
MOST = 16
"""Addresses that can be kept."""
NEIGHBOURS = ("nd-neighbor-solicit", "nd-neighbor-advert", "nd-router-advert")
NEIGHBOUR_TYPES = ("135", "136", "134")

Address = IPv4Address | IPv6Address
Match = tuple[str, str]
"""What a rule looks at and what it accepts, in one chain."""


def _keep(parameters: Parameters) -> tuple[Address, ...]:
    """The addresses, each once, in order. Raises `CannotAct` for anything else."""
    said = [one.strip() for one in parameters["keep"].split(",") if one.strip()]
    try:
        found = sorted({ip_address(one) for one in said}, key=lambda one: (one.version, int(one)))
    except ValueError as error:
        raise CannotAct("keep", f"{error}; expected addresses, not networks or names") from error
    if not 0 < len(found) <= MOST:
        raise CannotAct("keep", f"expected one to {MOST} addresses")
    odd = [str(one) for one in found if one.is_unspecified or one.is_multicast or getattr(one, "scope_id", None)]
    if odd:
        raise CannotAct("keep", f"{', '.join(odd)} is no responder's address")
    return tuple(found)


def _spelt(keep: tuple[Address, ...]) -> str:
    return ",".join(map(str, keep))


def _look(hands: Hands, keep: tuple[Address, ...]) -> Answer:
    return hands.read(LOOK, keep=_spelt(keep))


def _we_are_kept(told: Answer, keep: tuple[Address, ...]) -> None:
    """Raise `CannotAct` when the server sees us come from an address that would be shut out."""
    seen = told.one("from").partition("%")[0]
    if not seen:
        return
    try:
        ours = ip_address(seen)
    except ValueError as error:
        raise CannotAct("keep", f"the server says that we come from {seen!r}, which is no address") from error
    if ours not in keep:
        words = f"the server sees us come from {ours}, which is not kept: name it too, or we cannot confirm"
        raise CannotAct("keep", words)


def _nft(told: Answer) -> dict[str, list[Match]] | None:
    """What each chain of our table does besides dropping; None: there is no table.

    Raises `CannotAct` for what is no list of one.
    """
    tables = told.all("table")
    if not tables:
        return None
    try:
        listed: list[dict[str, Any]] = json.loads(tables[0])["nftables"]
        chains = {one["chain"]["hook"]: one["chain"] for one in listed if "hook" in one.get("chain", {})}
        accepted: dict[str, list[Match]] = {
            one["name"]: []
            if (one["policy"], one["type"]) == ("drop", "filter")
            else [("policy", str(one["policy"]))]
            for one in chains.values()
        }
        for rule in (one["rule"] for one in listed if "rule" in one):
            accepted[rule["chain"]].append(_match(rule["expr"]))
    except (ValueError, LookupError, TypeError) as error:
        raise CannotAct("nft list table", f"its answer is not understood: {type(error).__name__}") from error
    return accepted


def _match(expressions: list[dict[str, Any]]) -> Match:
    first, *more = expressions
    if more != [{"accept": None}] or first.get("match", {}).get("op") != "==":
        return "not ours", json.dumps(expressions)
    left = first["match"]["left"]
    where = left.get("meta") or {"key": "{protocol} {field}".format(**left["payload"])}
    return str(where["key"]), str(first["match"]["right"])


def _wanted_nft(keep: tuple[Address, ...]) -> dict[str, list[Match]]:
    six = any(one.version == 6 for one in keep)

    def chain(device: str, side: str) -> list[Match]:
        each = [(f"ip{'6' if one.version == 6 else ''} {side}", str(one)) for one in keep]
        return [(device, "lo"), *each, *(("icmpv6 type", kind) for kind in NEIGHBOURS if six)]

    return {"input": chain("iifname", "saddr"), "output": chain("oifname", "daddr"), "forward": []}


def _wanted_iptables(tool: str, keep: tuple[Address, ...]) -> list[str]:
    """The lines of `-S`: in each chain first the jump to ours, then all of ours."""
    version = 6 if tool == "ip6tables" else 4
    ours = [f"{one}/{one.max_prefixlen}" for one in keep if one.version == version]
    six = version == 6 and bool(ours)
    lines = []
    for name, device, side in (("INPUT", "-i", "-s"), ("OUTPUT", "-o", "-d"), ("FORWARD", "", "")):
        add = f"-A {CHAIN}_{name}"
        lines.append(f"-A {name} -j {CHAIN}_{name}")
        if device:
            lines.append(f"{add} {device} lo -j RETURN")
            lines += [f"{add} {side} {one} -j RETURN" for one in ours]
            kinds = NEIGHBOUR_TYPES if six else ()
            lines += [f"{add} -p ipv6-icmp -m icmp6 --icmpv6-type {kind} -j RETURN" for kind in kinds]
        lines.append(f"{add} -j DROP")
    return lines


def _kept_now(told: Answer) -> list[str] | None:
    """The addresses that an isolation of ours keeps; None: there is none."""
    if told.one("tool") == "nft":
        accepted = _nft(told)
        if accepted is None:
            return None
        return [value for what, value in accepted.get("output", ()) if what in ("ip daddr", "ip6 daddr")]
    lines = [line.split() for tool in told.all("families") for line in told.all(tool)]
    if not any(CHAIN in word for line in lines for word in line):
        return None
    mine = [line for line in lines if line[:2] == ["-A", f"{CHAIN}_OUTPUT"] and line[2] == "-d"]
    return [line[3].partition("/")[0] for line in mine]


def _seen(told: Answer, keep: tuple[Address, ...]) -> Verified:
    if not _as_wanted(told, keep):
        return Verified(so=False, words="not isolated: the rules are not those that were to be loaded")
    if told.one("switch") not in (CONFIRMED, ""):
        return Verified(so=False, words=f"isolated, but not confirmed: the server undoes it within {WAIT} seconds")
    if "sent" in told.all("probe"):
        return Verified(so=False, words="the rules are loaded, but a packet to somebody else left the server")
    tried = "; a packet to somebody else was refused" if "cut" in told.all("probe") else ""
    left = int("".join(told.all("others")) or 0)
    hanging = f"; {left} conversations with others hang, cut, until they time out" if left else ""
    words = f"only {', '.join(map(str, keep))} reaches the server, and is reached from it{tried}{hanging}"
    return Verified(so=True, words=words)


def _as_wanted(told: Answer, keep: tuple[Address, ...]) -> bool:
    if told.one("tool") == "nft":
        return _nft(told) == _wanted_nft(keep)
    tools = told.all("families")
    return bool(tools) and all(list(told.all(tool)) == _wanted_iptables(tool, keep) for tool in tools)


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    keep = _keep(parameters)
    told = _look(hands, keep)
    if (seen := _seen(told, keep)).so:
        return Plan(changes=(), because=seen.words)
    now = _kept_now(told)
    if now is not None and sorted(now) != sorted(map(str, keep)):
        raise CannotAct("keep", f"it is isolated already and keeps {', '.join(now) or 'nobody'}: put that back first")
    _we_are_kept(told, keep)
    call = "nft -f" if told.one("tool") == "nft" else "iptables -I"
    words = f"everything in, out and through is dropped, but loopback and {', '.join(map(str, keep))}"
    return Plan(
        changes=(Change(call=call, resource=hands.server.name, words=words),), warnings=tuple(_warnings(told, keep))
    )


def _warnings(told: Answer, keep: tuple[Address, ...]) -> list[str]:
    said = [
        "What the server serves stops, and it reaches nothing: no names, no time, no log host, no monitoring.",
        f"If we cannot log in again from a kept address, the server undoes it by itself after {WAIT} seconds.",
        f"{_spelt(keep)} stays within reach of whoever is on the server.",
        "Root on the server can take it away, and a restart or a reload of its firewall does.",
        "Cut it off from outside too where you can (isolate-instance).",
    ]
    if any(one != "0" for one in told.all("bridges")):
        said.append("It has bridges: guests on them that do not pass its own filter are not cut off.")
    return said


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    return {"was": {"keeps": _kept_now(_look(hands, _keep(parameters)))}}


def _act(hands: Hands, parameters: Parameters, _captured: Captured) -> None:
    """Cut, then get in again and confirm. Where the answer was lost on the way, the cut itself may have been why."""
    keep = _spelt(_keep(parameters))
    try:
        hands.change(CUT, keep=keep, switch=secrets.token_hex(8), wait=str(WAIT))
    except CannotAct as no:
        if not no.maybe:
            raise
    end = time.monotonic() + PATIENCE
    while True:
        try:
            hands.change(CONFIRM, keep=keep)
        except CannotAct as no:
            if no.call == "confirm":
                raise
            if time.monotonic() >= end:
                words = f"we cannot get back in ({no}): the server undoes it by itself within {WAIT} seconds"
                raise CannotAct("confirm", words, maybe=True) from no
            time.sleep(PAUSE)
        else:
            return


def _verify(hands: Hands, parameters: Parameters, _captured: Captured) -> Verified:
    keep = _keep(parameters)
    return _seen(_look(hands, keep), keep)


def _rollback(hands: Hands, _parameters: Parameters, captured: Captured) -> None:
    if captured["was"]["keeps"] is None:
        hands.change(OPEN)


VERB = Verb(
    id="isolate-server",
    title="Cut a server off",
    does="Loads a packet filter of its own (nftables, or iptables) that drops everything in, out and through, also "
    "conversations that are open, except loopback and the addresses to keep. Does not change other rules, does not "
    "outlive a restart, does not cut bridged guests, and cannot hold against root on the server. A switch on the "
    "server undoes it unless we get in again and confirm.",
    parameters=(
        SERVER,
        Parameter(
            name="keep",
            help="Addresses of the responders, as the server sees them",
            example="203.0.113.7,2001:db8::7",
        ),
    ),
    permissions=PERMISSIONS,
    rehearsal=Rehearsal.DRY_RUN,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("nft(8); iptables(8); systemd-run(1); ss(8)",),
)

VERBS = (VERB,)
