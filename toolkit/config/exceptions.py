"""`exceptions.toml`: what is muted and what is accepted. A fault anywhere in it is an error, never no exception."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from toolkit.config.settings import Settings
from toolkit.config.strict import expand, structure
from toolkit.core.errors import Problem, UserError
from toolkit.core.exemption import Exemption, Kind, anything
from toolkit.core.verdict import Severity

NAME = "exceptions.toml"
FILE_LIMIT = 4 * 1024 * 1024
LONGEST = timedelta(days=366)
"""A rule is looked at again at least once a year, as access reviews and exercises are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An entry as written: `[[mute]]` or `[[accept]]`."""

    check: str
    target: str
    owner: str
    reason: str
    expires: date
    resource: str = "*"
    ticket: str = ""
    up_to: Severity = Severity.CRITICAL


def path_of(settings: Settings) -> Path | None:
    """The file that the configuration names, or the one beside it when there is one."""
    if settings.checks.exceptions:
        return expand(settings.checks.exceptions, settings.source)
    beside = expand(NAME, settings.source)
    return beside if beside.exists() else None


def read_exceptions(path: Path, today: date) -> tuple[Exemption, ...]:
    """Every rule of a file, in its order: `[[mute]]` first. Raises `UserError` with everything that is wrong."""
    where = str(path)
    said = _parsed(path)
    problems = [
        Problem(where, key, "no such table (known: [[mute]], [[accept]])")
        for key, value in said.items()
        if key not in tuple(Kind) or not isinstance(value, list)
    ]
    rules = []
    for kind in Kind:
        given = said.get(kind, [])
        for number, raw in enumerate(given if isinstance(given, list) else []):
            key = f"{kind}[{number}]"
            rule, wrong = _rule(kind, raw, where, key)
            rules += [rule] if rule else []
            problems += wrong or _senseless(rule, where, key, today)
    if problems:
        raise UserError(problems)
    return tuple(rules)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise UserError(Problem(str(path), "", "is larger than 4 MiB"))
        return tomllib.loads(path.read_bytes().decode())
    except tomllib.TOMLDecodeError as error:
        raise UserError(Problem(str(path), "", f"is not valid TOML: {error}")) from error
    except UnicodeDecodeError as error:
        raise UserError(Problem(str(path), "", "is not UTF-8 text")) from error
    except OSError as error:
        raise UserError(Problem(str(path), "", error.strerror or str(error))) from error


def _rule(kind: Kind, raw: Any, where: str, key: str) -> tuple[Exemption | None, list[Problem]]:
    if not isinstance(raw, dict):
        return None, [Problem(where, key, "expected a table")]
    entry, problems = structure(raw, _Entry, where, key)
    if entry is None:
        return None, problems
    return Exemption(kind=kind, **{name: getattr(entry, name) for name in _Entry.__dataclass_fields__}), problems


def _senseless(rule: Exemption | None, where: str, key: str, today: date) -> Iterator[Problem]:
    """What is well-formed, and no exception that anybody could answer for."""
    if rule is None:
        return
    for name in ("check", "target", "resource"):
        if getattr(rule, name) != getattr(rule, name).strip() or not getattr(rule, name):
            yield Problem(where, f"{key}.{name}", "is empty, or has spaces at its ends")
    for name in ("owner", "reason"):
        if not getattr(rule, name).strip():
            yield Problem(where, f"{key}.{name}", "is empty: somebody must answer for it, and say why")
    if anything(rule.check) and anything(rule.target):
        yield Problem(where, f"{key}.check", "fits every check on every target: name the check or the target")
    if rule.expires - today > LONGEST:
        latest = today + LONGEST
        yield Problem(where, f"{key}.expires", f"is more than a year ahead; at most {latest}, then look again")
