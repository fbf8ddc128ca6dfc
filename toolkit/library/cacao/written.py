"""A playbook as the TOML file that people read. What is adopted is written here and read back strictly."""

import json
from collections.abc import Mapping
from typing import Any

from toolkit.core.playbook import Playbook
from toolkit.library.playbooks import plain

_DAYS = ("reviewed_on", "review_by")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def written(playbook: Playbook) -> str:
    """The file's text."""
    return toml(plain(playbook))


def toml(said: Mapping[str, Any]) -> str:
    """TOML of a playbook's plain form: simple keys first, then tables, then the steps and the exercise."""
    lines = [f"{_key(key)} = {_day(key, value)}" for key, value in said.items() if not _table(key, value)]
    for key, value in said.items():
        if _table(key, value) and key not in ("step", "exercise"):
            lines += _tables(key, value)
    for step in said.get("step", ()):
        lines += ["", "[[step]]", *(f"{_key(key)} = {_value(value)}" for key, value in step.items())]
    if isinstance(exercise := said.get("exercise"), Mapping):
        lines += ["", "[exercise]", *(f"{_key(key)} = {_value(value)}" for key, value in exercise.items())]
    return "\n".join(lines) + "\n"


def _table(key: str, value: Any) -> bool:
    return isinstance(value, Mapping) or key == "step"


def _tables(key: str, value: Mapping[str, Any]) -> list[str]:
    """`[roles.name]` and the like."""
    lines: list[str] = []
    for name, one in value.items():
        inner = one.items() if isinstance(one, Mapping) else ()
        lines += ["", f"[{_key(key)}.{_key(name)}]", *(f"{_key(k)} = {_value(v)}" for k, v in inner)]
    return lines or ["", f"[{_key(key)}]"]


def _day(key: str, value: Any) -> str:
    return str(value) if key in _DAYS and _is_day(value) else _value(value)


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 10 and value.replace("-", "").isdecimal() and value.isascii()


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case Mapping():
            inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
            return f"{{ {inner} }}" if inner else "{}"
    return str(value)


def _text(text: str) -> str:
    """A text with line breaks keeps them, so that people can read it; everything that could end it is escaped."""
    lines = [_escaped(line) for line in text.split("\n")]
    return f'"{lines[0]}"' if len(lines) == 1 else '"""\n' + "\n".join(lines) + '"""'


def _key(key: str) -> str:
    return key if key and set(key) <= _PLAIN else f'"{_escaped(key)}"'


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")
