"""nmap's XML to rows, streaming and defused. Pure: bytes in, rows out.

Every element is dropped as soon as it was read, so memory does not grow with the number of ports
(nmap.dtd: `nmaprun`, `host`, `ports`, `runstats`). Nothing is decided from `service@method="table"`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from toolkit.collect.network.ports import PortSet, parse
from toolkit.collect.trouble import Unreadable

CALL = "nmap"


@dataclass(frozen=True, slots=True)
class Asked:
    """`scaninfo`: which TCP ports this run asked for."""

    ports: PortSet


@dataclass(slots=True)
class Host:
    """One `host`. `answered` counts ports by state, those that nmap only summed up included."""

    address: str = ""
    state: str = ""
    reason: str = ""
    timed_out: bool = False
    open: dict[int, str] = field(default_factory=dict)
    """Open TCP ports and nmap's name for them."""
    filtered: set[int] = field(default_factory=set)
    answered: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many ports nmap has said anything about."""
        return sum(self.answered.values())

    @property
    def spoke(self) -> bool:
        """Whether anything at all came back from it, a refusal included."""
        return any(self.answered.get(state) for state in ("open", "closed", "unfiltered"))


@dataclass(frozen=True, slots=True)
class Finished:
    """`runstats/finished`: without it the output was cut; an error says why nmap gave up."""

    ok: bool
    error: str = ""


Row = Asked | Host | Finished


def rows(xml: IO[bytes]) -> Iterator[Row]:
    """Read nmap's XML. What came before the trouble is yielded; cut or hostile XML raises `Unreadable`."""
    from defusedxml import DefusedXmlException  # noqa: PLC0415 imported when a scan has run
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415

    try:
        yield from _rows(iterparse(xml, events=("start", "end")))
    except ParseError as error:
        raise Unreadable(CALL, f"nmap's output is cut or is not XML ({error})") from None
    except DefusedXmlException as error:
        raise Unreadable(CALL, f"nmap's output holds what only an attack would ({type(error).__name__})") from None
    except (ValueError, LookupError) as error:
        raise Unreadable(CALL, f"nmap's output cannot be read ({error})") from None


def _rows(events: Iterator[tuple[str, Element]]) -> Iterator[Row]:
    host: Host | None = None
    open_elements: list[Element] = []
    for event, element in events:
        if event == "start":
            open_elements.append(element)
            if element.tag == "host":
                host = Host(timed_out=element.get("timedout") == "true")
            continue
        open_elements.pop()
        parent = open_elements[-1] if open_elements else None
        if host is not None:
            _into(host, element, parent)
        if element.tag == "scaninfo" and element.get("protocol") == "tcp":
            yield Asked(parse(element.get("services") or ""))
        elif element.tag == "host" and host is not None:
            yield host
            host = None
        elif element.tag == "finished":
            yield Finished(element.get("exit") == "success", (element.get("errormsg") or "")[:200])
        if parent is not None and not (parent.tag == "port" and element.tag in _KEPT):
            parent.remove(element)


_KEPT = frozenset({"state", "service"})
"""Read when their `port` ends, and dropped with it."""


def _into(host: Host, element: Element, parent: Element | None) -> None:
    within = parent.tag if parent is not None else ""
    match element.tag:
        case "status" if within == "host":
            host.state, host.reason = element.get("state") or "", element.get("reason") or ""
        case "address" if within == "host" and element.get("addrtype") in ("ipv4", "ipv6"):
            host.address = element.get("addr") or ""
        case "extraports" if within == "ports":
            _count(host, element.get("state") or "", _number(element.get("count")))
        case "port" if within == "ports" and element.get("protocol") == "tcp":
            _port(host, element)


def _port(host: Host, element: Element) -> None:
    state: Any = element.find("state")
    number = _number(element.get("portid"))
    if state is None or not 1 <= number <= 65535:
        return
    word = state.get("state") or ""
    _count(host, word, 1)
    if word == "open":
        service = element.find("service")
        host.open[number] = (service.get("name") or "")[:40] if service is not None else ""
    elif word == "filtered":
        host.filtered.add(number)


def _count(host: Host, state: str, count: int) -> None:
    host.answered[state[:20]] = host.answered.get(state[:20], 0) + count


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
