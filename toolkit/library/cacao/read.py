"""A file from outside to plain JSON values, under limits of size, depth and number; no key twice, no odd number."""

import json
import re
from pathlib import Path
from typing import Any, NoReturn

from toolkit.core.errors import Problem, UserError
from toolkit.library.cacao.words import JCS_INTEGER

FILE_LIMIT = 4 * 1024 * 1024
"""Bytes. The longest export of ours has a fortieth of it."""
DEPTH_LIMIT = 40
"""Objects and lists within each other; ours have nine."""
VALUE_LIMIT = 100_000
"""Brackets, commas and colons, each of which stands for a value or a key."""
STEP_LIMIT = 2_000
TEXT_LIMIT = 100_000
"""Characters of one text."""

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


class _Refused(ValueError):
    pass


def read(path: Path) -> dict[str, Any]:
    """The document of a file. Raises `UserError` where it cannot be read or goes beyond a limit."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise UserError(Problem(str(path), "", error.strerror or str(error))) from error
    return parsed(raw, str(path))


def parsed(raw: bytes, where: str) -> dict[str, Any]:
    """The document in these bytes. Raises `UserError`."""
    try:
        _measured(raw)
        said = json.loads(
            raw.decode(),
            object_pairs_hook=_once,
            parse_constant=_constant,
            parse_int=_whole,
            parse_float=_broken,
        )
        _texts(said)
    except UnicodeDecodeError as error:
        raise UserError(Problem(where, "", "is not UTF-8 text")) from error
    except json.JSONDecodeError as error:
        raise UserError(Problem(where, f"line {error.lineno}", f"is not JSON: {error.msg}")) from error
    except _Refused as error:
        raise UserError(Problem(where, "", str(error))) from error
    if not isinstance(said, dict) or said.get("type") != "playbook":
        raise UserError(Problem(where, "/type", 'expected a CACAO playbook: an object with "type": "playbook"'))
    steps = said.get("workflow")
    if isinstance(steps, dict) and len(steps) > STEP_LIMIT:
        raise UserError(Problem(where, "/workflow", f"has {len(steps)} steps; more than {STEP_LIMIT} are not read"))
    return said


def _measured(raw: bytes) -> None:
    """Before parsing: a parser that is made to recurse or to allocate without end cannot say so any more."""
    if len(raw) > FILE_LIMIT:
        raise _Refused(f"is larger than {FILE_LIMIT // 1024 // 1024} MiB")
    bare = _STRINGS.sub(b"", raw)
    if sum(bare.count(sign) for sign in (b"{", b"[", b",", b":")) > VALUE_LIMIT:
        raise _Refused(f"holds more than {VALUE_LIMIT:,} values")
    depth = 0
    for found in re.finditer(rb"[\[\]{}]", bare):
        depth += 1 if found[0] in b"[{" else -1
        if depth > DEPTH_LIMIT:
            raise _Refused(f"is nested more than {DEPTH_LIMIT} deep")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _Refused(f"holds the key {twice[:60]!r} twice in one object; which one counts would be a guess")
    return said


def _constant(word: str) -> NoReturn:
    raise _Refused(f"holds {word}, which is no JSON number")


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > JCS_INTEGER:
        raise _Refused(f"holds a whole number beyond 2^53, which has no canonical form: {digits[:20]}...")
    return int(digits)


def _broken(digits: str) -> NoReturn:
    raise _Refused(f"holds the number {digits[:20]}; CACAO has no property that is a fraction")


def _texts(value: Any) -> None:
    match value:
        case str():
            if len(value) > TEXT_LIMIT:
                raise _Refused(f"holds a text of more than {TEXT_LIMIT:,} characters")
            if any("\ud800" <= one <= "\udfff" for one in value):
                raise _Refused("holds half of a surrogate pair, which is no text")
        case dict():
            for key, one in value.items():
                _texts(key)
                _texts(one)
        case list():
            for one in value:
                _texts(one)
