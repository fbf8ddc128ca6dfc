"""sysctl values as `grep -H ''` prints them, and which of several kernels is the newest."""

import posixpath
import re
from collections.abc import Iterator, Sequence

_LAYERS = ("/usr/lib/", "/usr/local/lib/", "/run/", "/etc/")
"""Where drop-ins stand; of equal names the later layer counts."""


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
    files = _files(text)
    last = [path for path in files if path == "/etc/ufw/sysctl.conf"]  # ufw applies its own when it starts
    found: dict[str, str] = {}
    for path in (*drop_ins([path for path in files if path not in last]), *last):
        found |= dict(_assignments(files[path]))
    return found


def journal_storage(text: str) -> str:
    """`Storage=` of systemd's journal in force: the main file, then drop-ins in the order of their names."""
    files = _files(text)
    mains = [path for path in files if posixpath.basename(path) == "journald.conf"]
    said = "auto"
    for path in (*drop_ins(mains), *drop_ins([path for path in files if path not in mains])):
        for key, value in _assignments(files[path]):
            said = (value.lower() or "auto") if key == "Storage" else said
    return said


def drop_ins(paths: Sequence[str]) -> list[str]:
    """The files that count, in the order of their names: of equal names that of the highest layer (systemd.unit(5)).

    A file that is empty or a link to /dev/null counts, too: it is how one of a lower layer is switched off.
    """
    chosen: dict[str, str] = {}
    for layer in _LAYERS:
        chosen |= {posixpath.basename(path): path for path in paths if path.startswith(layer)}
    return [chosen[name] for name in sorted(chosen)]


def _files(text: str) -> dict[str, list[str]]:
    """`PATH.conf:LINE` lines by path; a line `PATH.conf:` says that the file is there, empty or not."""
    files: dict[str, list[str]] = {}
    for line in text.splitlines():
        path, colon, rest = line.partition(".conf:")
        if colon:
            files.setdefault(f"{path}.conf", []).append(rest)
    return files


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


_NUMBERS = re.compile(r"^\d+(?:[.\-+~]?(?:rc\d+|deb\d+|bpo\d*|\d+))*")
"""The version in front: `6.1.0-40`, `5.14.0-427.13.1`, `6.12.43+deb12`, `6.12~rc3`."""


def _flavour(release: str) -> str:
    """What is left without the version, and without what moves with it (`el9_4`, `fc41`, `arch1-2`)."""
    rest = release[len(_version(release)) :]
    return re.sub(r"\.?(el\d+)(?:_\d+)*|\.?(fc|arch)\d+(?:-\d+)?", r".\1\2", rest)


def _version(release: str) -> str:
    found = _NUMBERS.match(release)
    return found[0] if found else ""


def _order(release: str) -> tuple[tuple[int, int], ...]:
    """Numbers of the version, a release candidate before its release, then those that move with the flavour."""
    version = _version(release)
    parts = re.findall(r"(rc)?(\d{1,9})", version)
    after = re.findall(r"(?:el\d+_|fc|arch)(\d{1,9})", release[len(version) :])
    numbers = [(-1 if candidate else 1, int(number)) for candidate, number in parts]
    return (*numbers, (0, 0), *((1, int(number)) for number in after))
