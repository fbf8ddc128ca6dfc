"""sysctl values as `grep -H ''` prints them, and which of several kernels is the newest."""

import posixpath
import re
from collections.abc import Iterator, Sequence

_LAYERS = ("/usr/lib/sysctl.d/", "/run/sysctl.d/", "/etc/sysctl.d/")


def dotted(path: str) -> str:
    """`net/ipv4/ip_forward` as `net.ipv4.ip_forward`."""
    return path.replace("/", ".")


def running(text: str) -> dict[str, str]:
    """`net/ipv4/ip_forward:0` lines."""
    found = {}
    for line in text.splitlines():
        path, colon, value = line.partition(":")
        if colon and path:
            found[dotted(path)] = " ".join(value.split())
    return found


def not_there(stderr: str) -> Iterator[str]:
    """The files that grep says do not exist; a file that it may not read is not among them."""
    for line in stderr.splitlines():
        if line.endswith(": No such file or directory"):
            yield line.removesuffix(": No such file or directory").rpartition(": ")[2]


def persisted(text: str) -> dict[str, str]:
    """What the next boot sets: files in the order of their names, /etc over /run over /usr/lib for equal names."""
    files: dict[str, list[str]] = {}
    for line in text.splitlines():
        path, colon, rest = line.partition(".conf:")
        if colon:
            files.setdefault(f"{path}.conf", []).append(rest)
    chosen: dict[str, str] = {}
    for layer in _LAYERS:
        chosen |= {posixpath.basename(path): path for path in files if path.startswith(layer)}
    order = [chosen[name] for name in sorted(chosen)]
    order += [path for path in files if path == "/etc/ufw/sysctl.conf"]  # ufw applies its own when it starts
    found: dict[str, str] = {}
    for path in order:
        found |= dict(_assignments(files[path]))
    return found


def _assignments(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        key, equals, value = line.strip().partition("=")
        if equals and not key.startswith(("#", ";")):
            yield dotted(key.strip().removeprefix("-").strip()), " ".join(value.split())


def newest(running: str, installed: Sequence[str]) -> str:
    """The highest installed release of the running one's flavour (what follows the numbers: `-amd64`, `-generic`)."""
    flavour = _flavour(running)
    same = [release for release in installed if _flavour(release) == flavour]
    return max(same, key=_order, default="")


def _flavour(release: str) -> str:
    return re.sub(r"^[\d.\-+~]*(?:rc\d+)?", "", release.rpartition("-")[2] if "-" in release else "") or ""


def _order(release: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", release))
