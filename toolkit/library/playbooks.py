"""Playbook files to `Playbook`, strictly: a typo is an error that names file, key path and what was expected.

The canonical form (RFC 8785 JSON of everything that was said) is what a version's SHA-256 and signatures are over;
comments and the order of keys do not count, a changed word does.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import rfc8785

from toolkit.config.strict import structure
from toolkit.core.errors import Problem, UserError
from toolkit.core.playbook import KINDS, Playbook, Step, Sub, kind_of

FILE_LIMIT = 1024 * 1024
"""Bytes; the longest of ours has a twentieth of it."""

SPELT = {"for_": "for", "given": "with"}
"""Keys that Python has taken for itself, as the file spells them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A playbook as it was read: from where, and what its canonical form hashes to."""

    playbook: Playbook
    where: str
    digest: str


def shipped() -> tuple[Shelved, ...]:
    """The playbooks that come with the product, by id. Raises `UserError` when one is broken."""
    folder = files("playbooks") / "incidents"
    found = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    return _all((f"playbooks/incidents/{name}", (folder / name).read_bytes()) for name in found)


def in_folder(folder: Path) -> tuple[Shelved, ...]:
    """The playbooks of a folder, by id. Raises `UserError` with everything that is wrong in all of them."""
    try:
        return _all((str(path), path.read_bytes()) for path in sorted(folder.glob("*.toml")))
    except OSError as error:
        raise UserError(Problem(str(folder), "", error.strerror or str(error))) from error


def read(raw: bytes, where: str) -> tuple[Playbook | None, list[Problem]]:
    """One file: the playbook, or everything that is wrong with it."""
    if len(raw) > FILE_LIMIT:
        return None, [Problem(where, "", "is larger than 1 MiB")]
    try:
        said = tomllib.loads(raw.decode())
    except UnicodeDecodeError:
        return None, [Problem(where, "", "is not UTF-8 text")]
    except tomllib.TOMLDecodeError as error:
        return None, [Problem(where, "", f"is not valid TOML: {error}")]
    return _structured(said, where)


def _structured(said: dict[str, Any], where: str) -> tuple[Playbook | None, list[Problem]]:
    steps, problems = _steps(said.pop("step", None), where)
    # The steps are structured by kind; the rest must be complete without them.
    playbook, wrong = structure({**said, "step": []}, Playbook, where)
    problems = [*wrong, *problems]
    if playbook is None or problems:
        return None, problems
    return replace(playbook, step=steps), []


def from_canonical(raw: bytes, where: str) -> Playbook:
    """The playbook of a canonical form that was kept. Raises `UserError` when this version cannot read it."""
    try:
        said = json.loads(raw)
        said |= {key: date.fromisoformat(said[key]) for key in ("reviewed_on", "review_by") if key in said}
    except (ValueError, TypeError, RecursionError) as error:
        raise UserError(Problem(where, "", f"is no playbook in canonical form: {error}")) from error
    playbook, problems = _structured(said, where)
    if playbook is None:
        raise UserError(problems)
    return playbook


def canonical(playbook: Playbook) -> bytes:
    """The canonical form: RFC 8785 JSON, steps in their order."""
    return rfc8785.dumps(plain(playbook))


def digest(playbook: Playbook) -> str:
    """`sha256:` and the hash of the canonical form in hexadecimal."""
    return f"sha256:{hashlib.sha256(canonical(playbook)).hexdigest()}"


def plain(playbook: Playbook) -> dict[str, Any]:
    """The playbook as plain values, spelt as in the file, without what was left at its default."""
    said: dict[str, Any] = _plain(playbook)
    return said | {"step": [{"kind": kind_of(step), **_plain(step)} for step in playbook.step]}


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case tuple() | list():
            return [_plain(one) for one in value]
        case str() | int() | float() | bool() | None:
            return value
    said = ((field, getattr(value, field.name)) for field in fields(value))
    return {
        SPELT.get(field.name, field.name): _plain(one)
        for field, one in said
        if one not in (field.default, None) and one != {}
    }


def _all(sources: Iterable[tuple[str, bytes]]) -> tuple[Shelved, ...]:
    shelf: dict[str, Shelved] = {}
    problems: list[Problem] = []
    for where, raw in sources:
        playbook, wrong = read(raw, where)
        problems += wrong
        if playbook is None:
            continue
        if other := shelf.get(playbook.id):
            problems.append(Problem(where, "id", f"{playbook.id!r} is the id of {other.where} already"))
        shelf[playbook.id] = Shelved(playbook=playbook, where=where, digest=digest(playbook))
    if problems:
        raise UserError(problems)
    return tuple(shelf[name] for name in sorted(shelf))


def _steps(raw: Any, where: str) -> tuple[tuple[Step, ...], list[Problem]]:
    if not isinstance(raw, list) or not raw:
        return (), [Problem(where, "step", "expected at least one [[step]]")]
    steps: list[Step] = []
    problems: list[Problem] = []
    for index, one in enumerate(raw):
        name = one.get("id", index) if isinstance(one, dict) else index
        step, wrong = _step(one, where, f"step[{name}]")
        steps += [step] if step else []
        problems += wrong
    return tuple(steps), problems


def _step(raw: Any, where: str, key: str) -> tuple[Step | None, list[Problem]]:
    if not isinstance(raw, dict):
        return None, [Problem(where, key, "expected [[step]] with keys below it")]
    said = dict(raw)
    kind = KINDS.get(str(said.pop("kind", "")))
    if kind is None:
        return None, [Problem(where, f"{key}.kind", f"expected one of {', '.join(KINDS)}")]
    ours = {theirs: name for name, theirs in SPELT.items()}
    step, wrong = structure({ours.get(name, name): value for name, value in said.items()}, kind, where, key)
    return step, [Problem(p.where, _spelt(p.key), p.expected) for p in wrong]


def _spelt(key: str) -> str:
    return ".".join(SPELT.get(part, part) for part in key.split("."))


def references(playbook: Playbook) -> Iterator[str]:
    """Ids of the other playbooks that this one leads to."""
    yield from (route.playbook for route in playbook.out_of_scope)
    yield from (step.playbook for step in playbook.step if isinstance(step, Sub))
