"""os-release, `apt-config dump`, `apt-get -s dist-upgrade`: text to values."""

import re
import shlex

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
    """Whether apt takes it for yes: a switch or a number of days; everything but nothing, 0, no, off and false."""
    return (value or "0").strip().lower() not in ("", "0", "no", "off", "false", "without", "disable")


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


def number(text: str) -> int:
    """Seconds since 1970 as `date` and `stat` print them."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 13):
        raise Unreadable("date", f"{digits[:40]!r} is not a time")
    return int(digits)
