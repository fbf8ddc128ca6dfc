"""From what nmap and our own questions said to facts, proofs of absence and what stays unread. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.collect.network.parse import Host
from toolkit.collect.network.ports import ACCESS, ASKED, CLEAR_TEXT, CUSTOMARY, FAMILIES, OVER_HTTP, PortSet
from toolkit.collect.network.probes import Heard
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.resource import PortName
from toolkit.core.resource import host as host_resource
from toolkit.facts.network import ClearTextLogin, HostState, OpenPort, SweptHost

KINDS: dict[type[Fact], tuple[int, ...]] = {
    OpenPort: (),
    ClearTextLogin: tuple(CLEAR_TEXT),
    **{kind: tuple(table) for kind, table in FAMILIES.items()},
    **{kind: ASKED[service] for service, kind in ACCESS.items()},
}
"""Every kind that must be answered for, and the ports without which its absence is not proved."""

_BY_NUMBER = frozenset({"telnet", "rexec", "rlogin"})
"""Clear-text services believed by port number alone: they may wait for the client to speak first."""

WAITING = frozenset({53, 88, 135, 179, 389, 464, 636, 853, 1723, 1883, 3268, 3269, 5060, 5061, 8883})
"""DNS, Kerberos, RPC, BGP, LDAP, PPTP, MQTT, SIP: they wait for their own kind of question; believed by number."""

TAR_PIT = 500
"""Open ports of one machine above which it is not believed that they are its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What holds for a whole sweep."""

    target: str
    ports: PortSet
    wanted: frozenset[type[Fact]]
    own: bool = False

    def kinds(self) -> Iterator[type[Fact]]:
        """The kinds that somebody asked for."""
        return (kind for kind in KINDS if kind in self.wanted)

    def provable(self, kind: type[Fact]) -> bool:
        """Whether the scanned ports can prove that there is none of `kind`."""
        return not self.ports.missing(KINDS[kind])


def not_scanned(frame: Frame) -> Iterator[Unread]:
    """Kinds whose ports were not among the scanned: a port that was not asked is not closed."""
    left_out = {kind: missing for kind in frame.kinds() if (missing := frame.ports.missing(KINDS[kind]))}
    everything = PortSet(frozenset(port for missing in left_out.values() for port in missing))
    # One reason for all of them, so that a report says once what to add.
    reason = f"not among the scanned ports; add to `ports`: {everything}"
    for kind in left_out:
        yield Unread(kind=kind, target=frame.target, call="nmap", reason=reason)


def swept(frame: Frame, host: Host, heard: Mapping[int, Heard], trouble: str) -> Iterator[Seen]:
    """Everything one answering host gave rise to. `trouble` says why it was not scanned to the end."""
    resource = host_resource(host.address)
    if not trouble and host.total < len(frame.ports):
        trouble = f"nmap answered for {host.total} of {len(frame.ports)} ports"
    silent = not host.spoke
    ports = sorted(host.open)
    if len(ports) > TAR_PIT:
        trouble = trouble or f"{len(ports)} ports accept connections: something answers in the machine's place"
        ports = [port for port in ports if port in CUSTOMARY]
    yield SweptHost(
        target=frame.target,
        resource=resource,
        address=host.address,
        state=HostState.SILENT if silent and not trouble else HostState.UNKNOWN if silent else HostState.UP,
        ports=str(frame.ports),
        complete=not trouble and not silent,
        open=tuple(ports),
        filtered=host.answered.get("filtered", 0),
        own=frame.own,
        trouble=trouble,
    )
    if trouble or silent:
        reason = (
            trouble or f"nothing came back from any of {len(frame.ports)} ports: it is off, or everything is dropped"
        )
        yield Unread(kind=Fact, target=frame.target, resource=resource, call="nmap", reason=reason)
    found: set[type[Fact]] = set()
    for missed in _not_asked(frame, host, ports, heard):
        found.add(missed.kind)
        yield missed
    for mute in _mute(frame, host, heard):
        found.add(mute.kind)
        yield mute
    for port in ports:
        for one in _port(frame, host, port, heard.get(port)):
            found.add(one.kind if isinstance(one, Unread | Absent) else type(one))
            yield one
    if not trouble and not silent:
        yield from _absences(frame, host, found)


def _not_asked(frame: Frame, host: Host, ports: Sequence[int], heard: Mapping[int, Heard]) -> Iterator[Unread]:
    """Any open port may hold any service until it was asked; one answer a kind for all that were not."""
    if missed := [port for port in ports if port not in heard]:
        reason = f"{len(missed)} open ports were not asked what they are: no time was left"
        resource = host_resource(host.address)
        for kind in frame.kinds():
            if kind in ACCESS.values() or kind is ClearTextLogin:
                yield Unread(kind=kind, target=frame.target, resource=resource, call="probe", reason=reason)


def _mute(frame: Frame, host: Host, heard: Mapping[int, Heard]) -> Iterator[Unread]:
    """A port that keeps a connection and says nothing may be any service that waits: none is proved absent by it."""
    for port, said in sorted(heard.items()):
        if not said.mute or port in WAITING or CUSTOMARY.get(port):
            continue
        name = str(PortName(host.address, port))
        for kind in frame.kinds():
            if kind in ACCESS.values():
                yield Unread(kind=kind, target=frame.target, resource=name, call="probe", reason=said.trouble)


def _absences(frame: Frame, host: Host, found: set[type[Fact]]) -> Iterator[Absent]:
    """What is proved not to be there: for the whole host, or for the other ports of a host that has some."""
    dropped = host.answered.get("filtered", 0)
    counts = f"{len(host.open)} open, {dropped} filtered, the rest closed"
    proof = f"{len(frame.ports)} ports of {host.address} were scanned: {counts}"
    for kind in frame.kinds():
        if kind not in found and frame.provable(kind):
            words = f"{proof}; none of the open ones is of this kind" if host.open else proof
            yield Absent(kind=kind, target=frame.target, resource=host_resource(host.address), because=words)
        elif kind in found:
            for port in KINDS[kind]:
                if port in frame.ports and port not in host.open:
                    state = "filtered" if port in host.filtered else "not open"
                    name = str(PortName(host.address, port))
                    yield Absent(kind=kind, target=frame.target, resource=name, because=f"port {port} is {state}")


def _port(frame: Frame, host: Host, port: int, heard: Heard | None) -> Iterator[Fact | Unread]:
    """The facts about one open port, of the kinds that are wanted."""
    customary = CUSTOMARY.get(port, "")
    said = heard.service if heard is not None else ""
    identified = bool(said) and not (said == "HTTP" and customary in OVER_HTTP)
    service = said if identified else customary or host.open[port]
    common = {
        "target": frame.target,
        "resource": str(PortName(host.address, port)),
        "address": host.address,
        "port": port,
    }
    labels = {"service": service, "identified": identified, "own": frame.own}
    yield OpenPort(**common, **labels, tls=heard.tls if heard else False)  # type: ignore[arg-type]
    for kind, table in FAMILIES.items():
        if kind in frame.wanted and (service in table.values() if identified else port in table):
            yield kind(**common, **labels)  # type: ignore[arg-type]
    if ClearTextLogin in frame.wanted and service in CLEAR_TEXT.values() and heard is not None:
        yield _login(common, labels, heard)
    for name, access_kind in ACCESS.items():
        if access_kind not in frame.wanted or service != name or heard is None:
            continue
        if heard.access is not None:
            yield access_kind(**common, access=heard.access, said=heard.said, tls=heard.tls)  # type: ignore[arg-type]
        else:
            yield _unread(common, access_kind, heard)


def _login(common: Mapping[str, object], labels: Mapping[str, object], heard: Heard) -> Fact | Unread:
    upgrade = "TLS" if heard.tls else heard.upgrade
    if upgrade is None and labels["service"] not in _BY_NUMBER:
        return _unread(common, ClearTextLogin, heard)
    return ClearTextLogin(**common, **labels, upgrade=upgrade or "")  # type: ignore[arg-type]


def _unread(common: Mapping[str, object], kind: type[Fact], heard: Heard) -> Unread:
    reason = heard.trouble or "it did not say whether it can encrypt"
    return Unread(
        kind=kind, target=str(common["target"]), resource=str(common["resource"]), call="probe", reason=reason
    )


def nobody(frame: Frame, count: int) -> Unread:
    """No address answered: that proves nothing."""
    return Unread(
        kind=Fact,
        target=frame.target,
        call="nmap",
        reason=f"none of the {count} addresses answered: no machine is there, or a filter drops what is sent to it",
    )


def nothing_outward(frame: Frame) -> Iterable[Absent]:
    """A machine that has no address others could reach."""
    because = "this machine has no address besides loopback and link-local: nobody else can reach it"
    return (Absent(kind=kind, target=frame.target, because=because) for kind in frame.kinds())
