"""os-release, `apt-config dump`, `apt-get -s dist-upgrade`, `apt list`, Release files: text to values."""

import re
import shlex
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from toolkit.collect.trouble import Unreadable

_INST = re.compile(r"^Inst (\S+) (?:\[[^\]]*\] )?\((\S+) ([^)]*)\)")
_CONFIG = re.compile(r'^([\w:.-]+) "(.*)";$')
_SUMMARY = re.compile(r"^\d+ (?:packages )?upgraded, ", re.MULTILINE)


def os_release(text: str) -> dict[str, str]:
    """`KEY=value` lines with a shell's quoting."""
    found = {}
    for line in text.splitlines():
        key, equals, value = line.strip().partition("=")
        if equals and key.isidentifier():
            try:
                found[key] = " ".join(shlex.split(value))
            except ValueError:
                continue
    return found


def apt_config(text: str) -> dict[str, str]:
    """The scalar settings. Raises `Unreadable` when there is none: apt always has some."""
    found = {match[1]: match[2] for line in text.splitlines() if (match := _CONFIG.match(line.strip()))}
    if not found:
        raise Unreadable("apt-config dump", "the answer is not understood")
    return found


def on(value: str | None) -> bool:
    """Whether apt takes it for yes: a switch, or an interval ("1", "7d", "always"). What it does not know is no."""
    word = (value or "0").strip().lower()
    return word in ("yes", "true", "on", "with", "enable", "always") or bool(re.fullmatch(r"0*[1-9]\d*[smhd]?", word))


def pending(text: str) -> tuple[tuple[str, ...], int]:
    """Packages with a security update, and how many others would be upgraded.

    Raises `Unreadable` unless apt's own summary line is there: without it the run was cut.
    """
    if not _SUMMARY.search(text):
        raise Unreadable("apt-get -s dist-upgrade", "the answer has no summary, so it was cut or is not apt's")
    security, other = [], 0
    for line in text.splitlines():
        if not line.startswith("Inst "):
            continue
        match = _INST.match(line)
        if match is None:
            raise Unreadable("apt-get -s dist-upgrade", f"a line is not understood: {line[:120]!r}")
        if "security" in match[3].lower():
            security.append(f"{match[1]} {match[2]}")
        else:
            other += 1
    return tuple(security), other


_LOGIN = re.compile(r"://[^/\s]*@")


def without_login(line: str) -> str:
    """A line of a package source without the name and password that its address may carry."""
    return _LOGIN.sub("://", line)


_UPGRADABLE = re.compile(r"^([^/\s]+)/(\S+) (\S+) \S+ \[upgradable from: [^\]]+\]$")


def upgradable(text: str) -> tuple[str, ...]:
    """Packages whose newest version comes from a security suite, as `apt list --upgradable` names them.

    Those that are on hold or kept back are among them, which an upgrade would pass over. Raises `Unreadable` unless
    apt's own first line is there.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or not lines[0].startswith("Listing"):
        raise Unreadable("apt list --upgradable", "the answer does not begin as apt's does")
    found = []
    for line in lines[1:]:
        match = _UPGRADABLE.match(line)
        if match is None:
            raise Unreadable("apt list --upgradable", f"a line is not understood: {line[:120]!r}")
        if "security" in match[2].lower():
            found.append(f"{match[1]} {match[3]}")
    return tuple(found)


def security_index_made_at(text: str) -> datetime:
    """When the oldest index of a security suite was made, as its own signed Release file says.

    The age of a file on disk proves nothing: whatever answered the download (a hotel's login page) touched it, and
    another suite's index says nothing of security. Raises `Unreadable` when no security suite is among them.
    """
    made = []
    for block in text.split("\nF|"):
        said = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        names = " ".join(said.get(key, "") for key in ("Label", "Suite", "Codename")).lower()
        if "security" not in names:
            continue
        try:
            date = parsedate_to_datetime(said["Date"])
        except (KeyError, ValueError, IndexError, OverflowError) as no:
            raise Unreadable(
                "/var/lib/apt/lists", "the index of a security suite does not say when it was made"
            ) from no
        made.append(date if date.tzinfo else date.replace(tzinfo=UTC))
    if not made:
        raise Unreadable("/var/lib/apt/lists", "there is no index of a security suite: run apt-get update")
    return min(made)


def number(text: str) -> int:
    """Seconds since 1970 as `date` and `stat` print them."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 13):
        raise Unreadable("date", f"{digits[:40]!r} is not a time")
    return int(digits)
