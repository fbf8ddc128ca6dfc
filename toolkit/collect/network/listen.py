"""Which questions an open port is asked, and in which order. See `probes` for the questions."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from toolkit.collect.network import http, probes
from toolkit.collect.network.ports import CUSTOMARY
from toolkit.collect.network.probes import MUTE, SECONDS, SILENT, Ask, Heard
from toolkit.collect.network.wire import Wire, anything
from toolkit.collect.trouble import Unreadable
from toolkit.facts.network import Access

SPEAK_FIRST = 0.7
"""Seconds that an unknown port is given to greet before it is asked anything."""

GUESSING = 1.5
"""Seconds for a question to a port that nothing is known about."""

_FIRST: dict[str, Callable[[Ask], Heard]] = {
    "Redis": probes.ping,
    "memcached": probes.memcached,
    "PostgreSQL": probes.postgres,
    "MongoDB": probes.mongodb,
    "Elasticsearch": http.identify,
    "Docker": http.identify,
    "etcd": http.identify,
}
_ANY = (probes.ping, probes.postgres, probes.mongodb)
"""Asked of a port whose number says nothing, in this order."""

_GREETS = frozenset({"SSH", "FTP", "telnet", "POP3", "IMAP", "VNC", "rsync", "MySQL"})
_LOGINS = frozenset({"FTP", "POP3", "IMAP"})


def listen(address: str, port: int, seconds: float = SECONDS) -> Heard:
    """Find out what serves a port and whether it serves strangers. Raises `Unreadable` when it accepts no more.

    `seconds` bounds each question; at most about eight are asked, and none after one that decided.
    """
    hint = CUSTOMARY.get(port, "")

    def plain() -> Wire:
        return Wire(address, port, seconds)

    def briefly() -> Wire:
        return Wire(address, port, min(seconds, GUESSING))

    heard = _FIRST[hint](plain) if hint in _FIRST else SILENT
    if not heard.decided:
        heard = _greeting(plain, port, seconds if hint in _GREETS else SPEAK_FIRST)
    if not heard.decided:
        heard = _in_turn(briefly, [ask for ask in _ANY if ask is not _FIRST.get(hint)])
    if not heard.decided:
        inside = _encrypted(address, port, seconds, hint)
        heard = inside if inside.decided or inside.tls else heard
    if heard.service == "memcached" and heard.access is None:
        heard = probes.memcached(plain)
    if heard.service == "HTTP" and hint not in ("Elasticsearch", "Docker", "etcd"):
        heard = http.identify(plain)
        heard = heard if heard.decided else _encrypted(address, port, seconds, hint)
    if heard.service in _LOGINS and not heard.tls:
        heard = replace(heard, upgrade=probes.upgrade(heard.service, plain))
    return heard


def _greeting(ask: Ask, port: int, seconds: float) -> Heard:
    with ask() as wire:
        said = wire.hear(anything, seconds)
    if port == 21 and said.startswith(b"220"):
        return Heard(service="FTP", said="greets as FTP")
    return probes.banner(said) or SILENT


def _in_turn(ask: Ask, questions: Iterable[Callable[[Ask], Heard]]) -> Heard:
    mute = True
    for question in questions:
        heard = question(ask)
        if heard.decided:
            return heard
        mute = mute and heard.mute
    return MUTE if mute else SILENT


def _started_inside(ask: Ask) -> Heard:
    """PostgreSQL behind TLS from the first byte: a proxy, or its own direct negotiation."""
    with ask() as wire:
        return probes.start_up(wire)


def _encrypted(address: str, port: int, seconds: float, hint: str) -> Heard:
    """The same inside TLS, when it is spoken there."""
    wants_certificate = False

    def inside() -> Wire:
        nonlocal wants_certificate
        wire = Wire(address, port, seconds if hint in _FIRST else min(seconds, GUESSING))
        if not wire.encrypt():
            wants_certificate = wire.wants_certificate
            wire.close()
            raise Unreadable("TLS", "it speaks no TLS")
        return wire

    question = _FIRST.get(hint, http.identify)
    try:
        heard = question(inside) if question is not probes.postgres else _started_inside(inside)
        if not heard.decided and heard.access is None and question is http.identify:
            heard = _in_turn(inside, (probes.ping, probes.mongodb, _started_inside))
    except Unreadable:
        if not wants_certificate:
            return SILENT
        heard = Heard(access=Access.AUTHENTICATED, said="asks for a client certificate")
    if heard.access is not None and not heard.decided:
        heard = replace(heard, service=hint)
    return replace(heard, tls=True)
