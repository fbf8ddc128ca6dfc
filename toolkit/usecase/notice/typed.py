"""What was typed on a command line or into a form, as a change of fields."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from toolkit.core.errors import Problem, UserError
from toolkit.core.notice import ANY, Notice, Template
from toolkit.usecase.notice.drafting import Change

LIMIT = 256 * 1024
"""Bytes of a form, or of one value's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """`FIELD=VALUE`, `FIELD=DAY`, `FIELD`, a language, a form."""

    values: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    language: str = ""
    form: Path | None = None


def change(template: Template, notice: Notice, typed: Typed) -> Change:
    """The change that was meant. Raises `UserError` with all that cannot be understood."""
    language = typed.language or (notice.languages[0] if len(notice.languages) == 1 else "")
    values, unknown = _form(typed.form) if typed.form else ({}, {})
    problems = []
    for name, text in _pairs(typed.values, "FIELD=VALUE").items():
        field = template.fields.get(name)
        if field and field.worded and not language:
            have = ", ".join(notice.languages)
            problems.append(Problem(name, "", f"is said in words; say in which language with --language ({have})"))
        else:
            key = language if field and field.worded else ANY
            values[name] = {**values.get(name, {}), key: _read(text)}
    for name, day in _pairs(typed.unknown, "--unknown").items():
        try:
            unknown[name] = date.fromisoformat(day)
        except ValueError:
            problems.append(Problem("--unknown", name, f"expected the day by which it is told, not {day[:60]!r}"))
    if problems:
        raise UserError(problems)
    return Change(values=values, unknown=unknown, cleared=typed.cleared)


def _pairs(words: tuple[str, ...], where: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for one in words:
        name, sign, text = one.partition("=")
        if not sign or not name:
            raise UserError(Problem(where, "", f"expected a field, = and its value, not {one[:60]!r}"))
        pairs[name] = text
    return pairs


def _read(text: str) -> str:
    """The value, or that of the file named after @."""
    return _bytes(Path(text[1:])) if text.startswith("@") else text


def _form(path: Path) -> tuple[dict[str, dict[str, str]], dict[str, date]]:
    try:
        said = tomllib.loads(_bytes(path))
    except tomllib.TOMLDecodeError as no:
        raise UserError(Problem(str(path), "", f"is not valid TOML: {no}")) from no
    values: dict[str, dict[str, str]] = {}
    unknown: dict[str, date] = {}
    problems: list[Problem] = []
    for name, entry in said.items():
        match entry:
            case {"unknown": date() as until, **rest} if not rest:
                unknown[name] = until
            case {**words} if words and all(isinstance(text, str) for text in words.values()):
                values[name] = _texts(words)
            case _:
                words_of = f"expected [{name}] with a text for each language or `any`, or with unknown = DAY"
                problems.append(Problem(str(path), name, words_of))
    if problems:
        raise UserError(problems)
    return values, unknown


def _texts(words: Mapping[Any, Any]) -> dict[str, str]:
    return {str(language): str(text) for language, text in words.items()}


def _bytes(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
        if len(raw) <= LIMIT:
            return raw.decode("utf-8-sig")
    except OSError as no:
        raise UserError(Problem(str(path), "", no.strerror or str(no))) from no
    except UnicodeDecodeError as no:
        raise UserError(Problem(str(path), "", "is not UTF-8 text")) from no
    raise UserError(Problem(str(path), "", "is larger than 256 KiB"))
