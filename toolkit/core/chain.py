"""A journal that shows when it was touched: each line carries the SHA-256 of the line before it.

A line is one JSON object in ASCII with sorted keys; its hash is that of its very bytes. The last line is vouched for
by the head, which is kept apart, printed in reports and signed on export. Anybody can check it with Python alone.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
"""What the first line says came before it."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain does not hold. `line` counts from 1."""

    line: int
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.why}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a chain holds: its good lines up to the first fault, the hash of the last good one, the faults."""

    entries: tuple[Mapping[str, Any], ...]
    head: str
    broken: tuple[Broken, ...]


def link(entry: Mapping[str, Any], *, number: int, before: str) -> bytes:
    """The bytes of one line, without the line feed. `entry` may not use the names `n` and `prev`."""
    if {"n", "prev"} & entry.keys():
        raise ValueError("n and prev are the chain's own")
    return _bytes({**entry, "n": number, "prev": before})


def hash_of(line: bytes) -> str:
    """The hash that the next line carries."""
    return hashlib.sha256(line).hexdigest()


def check(lines: Iterable[bytes], head: str = "") -> Checked:
    """Walk a chain. A last line without its line feed is one that was being written: cut, and said.

    `head`, when known from elsewhere, must be the hash of the last line: it shows what was cut off or appended.
    """
    entries: list[Mapping[str, Any]] = []
    before = GENESIS
    for number, raw in enumerate(lines, 1):
        entry = _good(raw, number, before)
        if isinstance(entry, str):
            return Checked(tuple(entries), before, (Broken(number, entry),))
        entries.append(entry)
        before = hash_of(raw.rstrip(b"\n"))
    faults = tuple(_at_head(len(entries), before, head))
    return Checked(tuple(entries), before, faults)


def _at_head(count: int, last: str, head: str) -> Iterator[Broken]:
    if head and head != last:
        yield Broken(count, "is not the last line that was written: lines were cut off, added or replaced")


def _good(raw: bytes, number: int, before: str) -> Mapping[str, Any] | str:
    """The entry of a line that holds, or why it does not."""
    if not raw.endswith(b"\n"):
        return "was cut while it was being written"
    line = raw[:-1]
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return "is no JSON"
    if not isinstance(entry, dict):
        return "is no JSON object"
    if entry.get("n") != number:
        return f"says it is line {entry.get('n')}: lines were removed, added or moved"
    if entry.get("prev") != before:
        return "does not follow the line before it: one of the two was changed"
    if _bytes(entry) != line:
        return "is not as it was written: spacing, order or a repeated key was changed"
    return entry


def _bytes(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()
