"""TOML values to dataclasses, strictly: every fault at once, each with the path to its key.

Nothing is coerced: `port = "22"` is an error, not a number.
"""

import difflib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import cattrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from toolkit.core.errors import Problem
from toolkit.core.inventory import Dataset

T = TypeVar("T")

WORDS: dict[type, str] = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}

REFERENCE = "a reference to a secret (env:NAME, file:PATH or keyring:NAME), never the secret itself"


class Refused(ValueError):
    """A value of the wrong kind; the message says what was expected."""


def structure(raw: Mapping[str, Any], into: type[T], where: str, prefix: str = "") -> tuple[T | None, list[Problem]]:
    """Make an `into` of `raw`, or say everything that is wrong with it."""
    try:
        return CONVERTER.structure(raw, into), []
    except (ClassValidationError, IterableValidationError) as group:
        return None, [Problem(where, key, expected) for key, expected in _problems(group, prefix)]
    except Refused as no:
        return None, [Problem(where, prefix, str(no))]


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind in WORDS:
        converter.register_structure_hook(kind, _exactly)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook_func(_is_secret, _secret)
    converter.register_structure_hook(StrEnum, _one_of)  # nearer than the hook for str
    converter.register_structure_hook_func(_is_tuple, lambda value, kind: _tuple(converter, value, kind))
    converter.register_structure_hook(
        Dataset, make_dict_structure_fn(Dataset, converter, data_class=override(rename="class"))
    )
    return converter


def _exactly(value: Any, kind: Any) -> Any:
    if type(value) is kind or (kind is float and type(value) is int):
        return kind(value)
    raise Refused(f"expected {WORDS[kind]}, not {_shown(value)}")


def _date(value: Any, _kind: Any) -> date:
    if type(value) is date:
        return value
    raise Refused(f"expected a date without quotes, as in 2026-11-25, not {_shown(value)}")


def _is_secret(kind: Any) -> bool:
    return getattr(kind, "__name__", "") == "SecretRef"


def _secret(value: Any, _kind: Any) -> str:
    if isinstance(value, str) and value.partition(":")[0] in ("env", "file", "keyring") and value.partition(":")[2]:
        return value
    raise Refused(f"expected {REFERENCE}")  # the value is not repeated: it may be the secret


def _one_of(value: Any, kind: type[StrEnum]) -> StrEnum:
    words = [member.value for member in kind]
    if value in words:
        return kind(value)
    raise Refused(f"expected one of {', '.join(words)}, not {_shown(value)}{_did_you_mean(value, words)}")


def _is_tuple(kind: Any) -> bool:
    return typing.get_origin(kind) is tuple


def _tuple(converter: cattrs.Converter, value: Any, kind: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Refused(f"expected a list in brackets, not {_shown(value)}")
    element = typing.get_args(kind)[0]
    return tuple(converter.structure(value, list[element]))  # type: ignore[valid-type]


def _shown(value: Any) -> str:
    return repr(value) if len(repr(value)) <= 60 else f"{repr(value)[:57]}..."


def _did_you_mean(word: Any, words: list[str]) -> str:
    close = difflib.get_close_matches(str(word), words, 1)
    return f"; did you mean {close[0]}?" if close else ""


def _problems(error: BaseException, path: str) -> Iterator[tuple[str, str]]:
    match error:
        case ClassValidationError():
            with_notes, without = error.group_exceptions()
            for inner, note in with_notes:
                yield from _problems(inner, f"{path}.{_spelt(note.name)}" if path else _spelt(note.name))
            for inner in without:
                yield from _problems(inner, path)
        case IterableValidationError():
            with_indexes, _ = error.group_exceptions()
            for inner, index in with_indexes:
                yield from _problems(inner, f"{path}[{index.index}]")
        case ForbiddenExtraKeysError():
            words = [_spelt(name) for name in _names(error.cl)]
            for extra in sorted(error.extra_fields):
                yield f"{path}.{extra}" if path else extra, f"no such key{_did_you_mean(extra, words)}"
        case KeyError():
            yield path, "is missing"
        case Refused():
            yield path, str(error)
        case _:
            yield path, f"expected a table, not this value ({error})"


def _names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)] if is_dataclass(kind) else []


def _spelt(name: str) -> str:
    """As the user writes it."""
    return "class" if name == "data_class" else name


def required(kind: Any) -> list[str]:
    """Names of the keys that have no default."""
    return [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]


def expand(path: str, beside: Path | None = None) -> Path:
    """`~` expanded, and relative to the folder of the file that named it."""
    full = Path(path).expanduser()
    return full if full.is_absolute() or beside is None else beside.parent / full


CONVERTER = _converter()
