"""Which of two package versions is the newer one, as dpkg and as rpm decide it: pure, and exact.

Each function gives a key: `debian_order(a) < debian_order(b)` says that `a` is older, equality that the manager takes
them for the same ("1.0" and "1.00"). Whatever the text is, there is a key; a text that is no version sorts somewhere.
Sources of the rules: deb-version(7); rpm's documentation "RPM version comparison".
"""

import re

_DEBIAN_STEP = re.compile(r"([^0-9]*)([0-9]*)")
_RPM_STEP = re.compile(r"([0-9]+)|([A-Za-z]+)|(~)|(\^)")

Digits = tuple[int, str]
DebianPart = tuple[tuple[tuple[int, ...], Digits], ...]
DebianOrder = tuple[Digits, DebianPart, DebianPart]
RpmPart = tuple[tuple[int, Digits, str], ...]
RpmOrder = tuple[Digits, RpmPart, RpmPart]


def debian_order(version: str) -> DebianOrder:
    """The key of `[epoch:]upstream[-revision]`."""
    epoch, rest = _epoch(version)
    upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "")
    return _digits(epoch), _debian(upstream), _debian(revision)


def rpm_order(version: str) -> RpmOrder:
    """The key of `[epoch:]version[-release]`."""
    epoch, rest = _epoch(version)
    upstream, _, release = rest.partition("-")
    return _digits(epoch), _rpm(upstream), _rpm(release)


def _epoch(version: str) -> tuple[str, str]:
    epoch, colon, rest = version.strip().partition(":")
    return (epoch, rest) if colon and epoch.isascii() and epoch.isdecimal() else ("0", version.strip())


def _digits(text: str) -> Digits:
    """A number of any length, by its length without leading zeros: `int` refuses what is too long."""
    bare = text.lstrip("0")
    return len(bare), bare


def _debian(text: str) -> DebianPart:
    """Letters and digits in turn. The end sorts as an empty step would: after `~`, before all else."""
    return tuple(
        ((*(_weight(char) for char in letters), 0), _digits(digits))
        for letters, digits in _DEBIAN_STEP.findall(text or "0")
    )


def _weight(char: str) -> int:
    if char == "~":
        return -1
    return ord(char) if char.isascii() and char.isalpha() else ord(char) + 256


_TILDE, _END, _CARET, _LETTERS, _NUMBER = range(5)


def _rpm(text: str) -> RpmPart:
    """Numbers, words, `~` and `^`; everything else only parts them."""
    steps: list[tuple[int, Digits, str]] = []
    for number, letters, tilde, caret in _RPM_STEP.findall(text):
        if number:
            steps.append((_NUMBER, _digits(number), ""))
        elif letters:
            steps.append((_LETTERS, _digits(""), letters))
        elif tilde or caret:
            steps.append((_TILDE if tilde else _CARET, _digits(""), ""))
    return (*steps, (_END, _digits(""), ""))
