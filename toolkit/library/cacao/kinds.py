"""Kinds of values: what a property may hold, and in which words it is asked for."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from toolkit.library.cacao.shapes import REFERENCE, Shape

_ID = re.compile(
    r"([a-z][a-z0-9-]+[a-z0-9])--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)
_PROPERTY = re.compile(r"[a-z0-9_]{3,250}")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a document. `pointer` is a JSON pointer (RFC 6901)."""

    pointer: str
    says: str
    warning: bool = False
    """Against the letter of the specification, but common, and nothing is misunderstood by it."""

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.says}"


def at(pointer: str, key: str | int) -> str:
    """The pointer to a member."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def prefix_of(id: Any) -> str:
    """The type before the two hyphens of an identifier, or nothing when it is none."""
    found = _ID.fullmatch(id) if isinstance(id, str) else None
    return found[1] if found else ""


def moment(text: Any) -> datetime | None:
    """The time of an RFC 3339 timestamp in UTC, or none."""
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        return None
    whole, _, part = text.removesuffix("Z").partition(".")
    try:
        return datetime.fromisoformat(f"{whole}.{(part + '000000')[:6]}").replace(tzinfo=UTC)
    except ValueError:
        return None


def decoded(text: str) -> bytes | None:
    """What base64 text stands for, or none."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)


def _count(value: Any) -> bool:
    return type(value) is int and value >= 0


KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda v: isinstance(v, str), "expected text"),
    "text or null": (lambda v: v is None or isinstance(v, str), "expected text or null; numbers are written as text"),
    "texts": (_texts, "expected a list of texts, not empty"),
    "flag": (lambda v: isinstance(v, bool), "expected true or false"),
    "count": (_count, "expected a whole number, 0 or more"),
    "percent": (lambda v: _count(v) and v <= 100, "expected a whole number from 0 to 100"),
    "time": (lambda v: moment(v) is not None, "expected a time that exists, as in 2026-11-25T09:00:00.000Z"),
    "id": (lambda v: bool(prefix_of(v)), "expected an identifier: a type, two hyphens and a UUID of version 1 to 5"),
    "ids": (lambda v: isinstance(v, list) and bool(v) and all(map(prefix_of, v)), "expected a list of identifiers"),
    "object": (lambda v: isinstance(v, dict) and bool(v), "expected an object, not empty"),
    "objects": (
        lambda v: isinstance(v, list) and bool(v) and all(isinstance(one, dict) for one in v),
        "expected a list of objects, not empty",
    ),
    "base64": (lambda v: isinstance(v, str) and decoded(v) is not None, "expected base64"),
    "references": (lambda v: isinstance(v, list) and bool(v), "expected a list of external references, not empty"),
    "anything": (lambda _: True, ""),
}


def shaped(value: Any, shape: Shape, pointer: str) -> Iterator[Fault]:
    """Everything of an object that is not as its shape wants it."""
    if not isinstance(value, dict):
        yield Fault(pointer, "expected an object")
        return
    for key in value:
        if key not in shape:
            yield Fault(at(pointer, key), "is no property that CACAO 2.0 has here")
    for key, word in shape.items():
        if key in value:
            yield from _valued(value[key], word.rstrip("!"), at(pointer, key))
        elif word.endswith("!"):
            yield Fault(at(pointer, key), "is missing")


def _valued(value: Any, word: str, pointer: str) -> Iterator[Fault]:
    kind, _, prefix = word.partition(":")
    fits, expected = KINDS[kind]
    if not fits(value):
        yield Fault(pointer, expected)
    elif prefix and any(prefix_of(one) != prefix for one in ([value] if kind == "id" else value)):
        yield Fault(pointer, f"expected the identifier of a {prefix}")
    elif kind == "references":
        for index, one in enumerate(value):
            yield from _reference(one, at(pointer, index))


def _reference(value: Any, pointer: str) -> Iterator[Fault]:
    yield from shaped(value, REFERENCE, pointer)
    if isinstance(value, dict) and not {"description", "source", "url", "external_id"} & set(value):
        yield Fault(pointer, "says a name only; expected a description, source, url or external_id, too")


def property_names(held: Mapping[str, Any], pointer: str) -> Iterator[Fault]:
    """Names that the properties of an extension may not have."""
    for key in held:
        if not _PROPERTY.fullmatch(key):
            yield Fault(at(pointer, key), "expected 3 to 250 of a-z, 0-9 and _ as the name of a property")
