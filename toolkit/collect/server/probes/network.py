"""Addresses, listening sockets, packet filter."""

from collections.abc import Iterator

from toolkit.collect.server.frames import Frame
from toolkit.collect.server.parse import firewall, sockets
from toolkit.collect.server.probe import Probe, Root
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Absent, Seen, Unread
from toolkit.facts.server import Addresses, Firewall, ListeningPrograms, ListeningSockets


def _addresses(frame: Frame) -> Iterator[Seen]:
    host = frame.part("hostname").text.strip()
    label, part = next(((rest, part) for rest, part in frame.labelled("from")), ("", None))
    if part is None or part.status != 0:
        raise Unreadable("ip addr", "neither ip nor /proc/net tells the machine's addresses")
    yield Addresses(target=frame.target, addresses=sockets.addresses(part.text, label), hostname=host)


def _listeners(frame: Frame) -> Iterator[Seen]:
    ss = next((part for _, part in frame.labelled("ss")), None)
    if ss is not None and ss.status == 0:
        found = sockets.ss(ss.text)
        yield ListeningSockets(target=frame.target, sockets=found)
        if frame.part("who").text.strip() == "0":
            yield ListeningPrograms(target=frame.target, sockets=found)
        else:
            yield _programs_unread(frame, "needs root: the programs behind sockets of other accounts are hidden")
        return
    tables = list(frame.labelled("proc"))
    read = {name for name, part in tables if part.status == 0}
    if not {"tcp", "udp"} <= read:
        raise Unreadable("ss -Hltnup", "neither ss nor /proc/net tells what listens")
    tabled = [one for name, part in tables if part.status == 0 for one in sockets.proc(name, part.text)]
    yield ListeningSockets(target=frame.target, sockets=tuple(tabled))
    yield _programs_unread(frame, "without ss nothing tells which program is behind a socket")


def _programs_unread(frame: Frame, reason: str) -> Unread:
    resource = ListeningPrograms().resource
    return Unread(kind=ListeningPrograms, target=frame.target, resource=resource, reason=reason, call="ss -p")


def _firewall(frame: Frame) -> Iterator[Seen]:
    ipv6 = frame.part("ipv6").text.strip() == "on"
    verdict = firewall.judge({part.label: part for part in frame.parts})
    yield Firewall(target=frame.target, resource="firewall IPv4", default_deny=verdict.v4, because=verdict.because4)
    if ipv6:
        yield Firewall(
            target=frame.target, resource="firewall IPv6", default_deny=verdict.v6, because=verdict.because6
        )
    else:
        because = "IPv6 is off: /proc/net/if_inet6 lists no address"
        yield Absent(kind=Firewall, target=frame.target, resource="firewall IPv6", because=because)


PROBES = (
    Probe(
        name="addresses",
        feeds=(Addresses,),
        read=_addresses,
        script="""
part hostname; cat /proc/sys/kernel/hostname
if command -v ip >/dev/null 2>&1; then part from ip; ip -o addr show; code $?
else part from proc; cat /proc/net/fib_trie && { cat /proc/net/if_inet6 2>/dev/null; :; }; code $?; fi
""",
    ),
    Probe(
        name="listeners",
        feeds=(ListeningSockets, ListeningPrograms),
        read=_listeners,
        root=Root.HELPS,
        why_root="names of the programs that listen",
        cap=1_000_000,
        script="""
part who; echo "$U"
if command -v ss >/dev/null 2>&1; then part ss; t ss -Hltnup; E=$?; code $E; [ $E = 0 ] && return 0; fi
for F in tcp tcp6 udp udp6; do [ -e /proc/net/$F ] && { part proc $F; cat /proc/net/$F; code $?; }; done
return 0
""",
    ),
    Probe(
        name="firewall",
        feeds=(Firewall,),
        read=_firewall,
        root=Root.NEEDS,
        why_root="rules of the packet filter",
        cap=2_000_000,
        script="""
part ipv6; if grep -q . /proc/net/if_inet6 2>/dev/null; then echo on; else echo off; fi
part kernel; { grep -E '^(nf_tables|ip_tables|ip6_tables|iptable_filter) ' /proc/modules
cat /proc/net/ip_tables_names /proc/net/ip6_tables_names; grep -m1 -o nf_tables_init_net /proc/kallsyms; } 2>/dev/null
command -v nft >/dev/null 2>&1 && { part nft; t nft -j list ruleset; code $?; }
command -v iptables-save >/dev/null 2>&1 && { part iptables; t iptables-save; code $?; }
command -v ip6tables-save >/dev/null 2>&1 && { part ip6tables; t ip6tables-save; code $?; }
return 0
""",
    ),
)
