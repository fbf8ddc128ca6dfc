"""The machine itself: which addresses are its own, and what a name resolves to."""

import ipaddress
import json
import queue
import re
import socket
import subprocess
import threading
from collections.abc import Sequence

from toolkit.collect.trouble import Unreadable

RESOLVE_SECONDS = 10.0
_LISTINGS = (("ip", "-json", "address", "show", "up"), ("ifconfig", "-a"))
_IFCONFIG = re.compile(r"\binet6? (?:addr:)?\s*([0-9a-fA-F.:]+)")
_MOST_OUTPUT = 4_000_000


def own_addresses() -> list[str]:
    """Addresses under which others may reach this machine: neither loopback nor link-local.

    Empty is an answer: nothing of this machine can be reached from outside. Raises `Unreadable` when
    neither `ip` nor `ifconfig` tells.
    """
    for argv in _LISTINGS:
        try:
            said = subprocess.run(argv, capture_output=True, timeout=10, check=True)  # noqa: S603 fixed words
        except (OSError, subprocess.SubprocessError):
            continue
        return outward(said.stdout[:_MOST_OUTPUT].decode(errors="replace"))
    raise Unreadable("ip address", "cannot list this machine's addresses: neither `ip` nor `ifconfig` works here")


def outward(listing: str) -> list[str]:
    """The outward addresses in what `ip -json address` or `ifconfig` printed. Pure."""
    try:
        said = json.loads(listing)
    except ValueError:
        said = None
    if isinstance(said, list):
        entries = [one for link in said if isinstance(link, dict) for one in link.get("addr_info") or ()]
        words = [str(one.get("local", "")) for one in entries if isinstance(one, dict)]
    else:
        words = _IFCONFIG.findall(listing)
    return sorted({word for word in words if _is_outward(word)})


def _is_outward(word: str) -> bool:
    try:
        address = ipaddress.ip_address(word)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast)


def resolve(name: str) -> Sequence[str]:
    """All addresses of a host name. The system's resolver has no deadline of its own, so it gets one here."""
    answer: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(sorted({str(info[4][0]) for info in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)}))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        found = answer.get(timeout=RESOLVE_SECONDS)
    except queue.Empty:
        raise Unreadable(
            f"resolve {name}", f"no answer from the name service within {RESOLVE_SECONDS:.0f} seconds"
        ) from None
    if isinstance(found, Exception):
        raise Unreadable(f"resolve {name}", f"the name {name} has no address: {found}")
    return found
