"""`ss -Hltnup`, /proc/net/{tcp,udp}, `ip -o addr`: text to values."""

import ipaddress
import re
import struct

from toolkit.collect.trouble import Unreadable
from toolkit.facts.server import ListeningSocket

_PROCESS = re.compile(r'users:\(\("((?:[^"\\]|\\.)*)"')
_LOCAL = re.compile(r"\|-- (\S+)\n\s+/32 host LOCAL")


def ss(text: str) -> tuple[ListeningSocket, ...]:
    """Each line of `ss -Hltnup`. Raises `Unreadable` for a line that is none: one missed socket would be a pass."""
    return tuple(dict.fromkeys(_ss_line(line) for line in text.splitlines() if line.strip()))


def _ss_line(line: str) -> ListeningSocket:
    words = line.split(None, 6)
    try:
        proto, local = words[0], words[4]
        address, _, port = local.rpartition(":")
        process = _PROCESS.search(words[6]) if len(words) > 6 else None
        return ListeningSocket(
            proto=proto, address=_address(address), port=int(port), process=process[1] if process else ""
        )
    except (IndexError, ValueError) as error:
        raise Unreadable("ss -Hltnup", f"a line is not understood: {line[:120]!r}") from error


def _address(text: str) -> str:
    plain = text.strip("[]").partition("%")[0]
    return str(ipaddress.ip_address("0.0.0.0" if plain == "*" else plain))  # noqa: S104 what ss prints, not a bind


def proc(name: str, text: str) -> tuple[ListeningSocket, ...]:
    """/proc/net/tcp, tcp6, udp or udp6: listening TCP sockets, and UDP sockets without a peer."""
    state = "0A" if name.startswith("tcp") else "07"
    found = []
    for line in text.splitlines()[1:]:
        words = line.split()
        try:
            if words and words[3] == state:
                address, _, port = words[1].partition(":")
                found.append(ListeningSocket(proto=name[:3], address=_from_hex(address), port=int(port, 16)))
        except (IndexError, ValueError, struct.error) as error:
            raise Unreadable(f"/proc/net/{name}", f"a line is not understood: {line[:120]!r}") from error
    return tuple(dict.fromkeys(found))


def _from_hex(text: str) -> str:
    """The kernel prints an address as 32-bit words in the machine's own order; servers are little-endian."""
    count = len(text) // 8
    words = struct.unpack(f"<{count}I", bytes.fromhex(text))
    return str(ipaddress.ip_address(struct.pack(f">{count}I", *words)))


def addresses(text: str, source: str) -> tuple[str, ...]:
    """From `ip -o addr` (source `ip`) or /proc/net/fib_trie and if_inet6 (source `proc`); loopback left out."""
    if source == "ip":
        found = [words[3].partition("/")[0] for words in map(str.split, text.splitlines()) if len(words) > 3]
    else:
        found = _LOCAL.findall(text)
        found += [line.split()[0] for line in text.splitlines() if re.match(r"[0-9a-f]{32} ", line)]
    return tuple(dict.fromkeys(one for one in map(_outer, found) if one))


def _outer(text: str) -> str:
    try:
        packed = bytes.fromhex(text) if len(text) == 32 else None
        address = ipaddress.ip_address(packed or text)
    except ValueError:
        return ""
    return "" if address.is_loopback else str(address)
