"""os-release, `apt-config dump`, `apt-get -s dist-upgrade`, `apt-cache policy`, Release files: text to values."""

import re
import shlex
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from toolkit.collect.trouble import Unreadable
from toolkit.facts.versions import debian_order

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


def apt_config(text: str) -> dict[str, tuple[str, ...]]:
    """The values of each setting, its name in small letters as apt heeds no case; a list's name ends in `::`.

    Raises `Unreadable` when there is none: apt always has some.
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if match := _CONFIG.match(line.strip()):
            key = match[1].lower()
            found[key] = (*found.get(key, ()), match[2])
    if not found:
        raise Unreadable("apt-config dump", "the answer is not understood")
    return found


def on(value: str | None) -> bool:
    """Whether apt takes it for yes: a switch, or an interval ("1", "7d", "always"). What it does not know is no."""
    word = (value or "0").strip().lower()
    return word in ("yes", "true", "on", "with", "enable", "always") or bool(re.fullmatch(r"0*[1-9]\d*[smhd]?", word))


def pending(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Packages with a security update as `name version`, and the names of others that would be upgraded.

    Raises `Unreadable` unless apt's own summary line is there: without it the run was cut.
    """
    if not _SUMMARY.search(text):
        raise Unreadable("apt-get -s dist-upgrade", "the answer has no summary, so it was cut or is not apt's")
    security, others = [], []
    for line in text.splitlines():
        if not line.startswith("Inst "):
            continue
        match = _INST.match(line)
        if match is None:
            raise Unreadable("apt-get -s dist-upgrade", f"a line is not understood: {line[:120]!r}")
        if "security" in match[3].lower():
            security.append(f"{match[1]} {match[2]}")
        else:
            others.append(match[1])
    return tuple(security), tuple(others)


def passed_over(text: str) -> tuple[str, ...]:
    """Packages for which a security suite has a newer version than the one installed, whatever apt would do about it.

    On hold, phased, kept back, pinned, or overtaken by a version of another suite: an upgrade may pass them over, and
    the hole is there. From `name|installed|version in a security suite` lines and a last `all|ANSWERED|ASKED` line:
    unless both numbers are one, the answer was cut. Raises `Unreadable`.
    """
    lines = text.split()
    ended = re.fullmatch(r"all\|([1-9][0-9]{0,6})\|([1-9][0-9]{0,6})", lines[-1]) if lines else None
    if ended is None or ended[1] != ended[2]:
        raise Unreadable("apt-cache policy", "the answer has no end, so it was cut or is not apt's")
    found: dict[str, str] = {}
    for line in lines[:-1]:
        fields = line.split("|")
        if len(fields) != 3 or not all(fields):
            raise Unreadable("apt-cache policy", f"a line is not understood: {line[:120]!r}")
        name, installed, offered = fields
        best = found.get(name, installed)
        if debian_order(offered) > debian_order(best):
            found[name] = offered
    return tuple(f"{name} {version}" for name, version in found.items())


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
