"""`facts.jsonl`: what was seen, one JSON object a line, to be judged elsewhere or again later.

A header, then for each target one line that says how many lines follow it, then its facts; an end line
closes the file. What a cut file no longer tells is `Unread`, never absent.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from types import ModuleType
from typing import Any

import cattrs
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError

from toolkit.core.errors import Problem, UserError
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.inventory import Inventory
from toolkit.core.target import Family, Target

FORMAT = 1

SECRET_FIELDS = frozenset({"key_passphrase", "password", "sudo_password", "external_id"}) | {
    "access_key_id",
    "secret_access_key",
    "session_token",
}
"""Where an inventory says how to log in; another place has no use for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """Everything seen on one target, and when."""

    target: Target
    observed_at: datetime
    seen: tuple[Seen, ...]


def header(inventory: Inventory, version: str) -> str:
    """First line: the format, who wrote it, and the inventory without its credentials and its people."""
    plain = CONVERTER.unstructure(replace(inventory, contacts=(), prepared=()))
    for entry in (*plain["servers"], *plain["accounts"]):
        for name in SECRET_FIELDS & entry.keys():
            entry[name] = None
    return _line({"is": "facts", "format": FORMAT, "version": version, "inventory": plain})


def lines(facts: TargetFacts) -> Iterator[str]:
    """The lines of one target."""
    yield _line(
        {
            "is": "target",
            "family": facts.target.family,
            "name": facts.target.name,
            "observed_at": facts.observed_at.isoformat(),
            "lines": len(facts.seen),
        }
    )
    yield from (_line(_plain(one)) for one in facts.seen)


def end(targets: int) -> str:
    """Last line: without it the file was cut."""
    return _line({"is": "end", "targets": targets})


def read(source: Iterable[str], where: str, modules: Iterable[ModuleType]) -> tuple[Inventory, list[TargetFacts]]:
    """The inventory and facts of a file. `modules` define the kinds of fact that may occur.

    Raises `UserError` when it is no facts file at all or of another format. Lines that make no sense, kinds that
    are not known here, and what a cut file lost become `Unread`.
    """
    kinds = {kind.__name__: kind for module in modules for kind in _kinds(module)}
    rows = enumerate(source, 1)
    inventory = _inventory(next(rows, (1, ""))[1], where)
    found: list[TargetFacts] = []
    open_target: dict[str, Any] | None = None
    seen: list[Seen] = []
    ended = False
    for number, text in rows:
        row = _parsed(text)
        if row.get("is") in ("target", "end"):
            if open_target:
                found.append(_closed(open_target, seen))
            open_target, seen = (row if row["is"] == "target" else None), []
            ended = row["is"] == "end"
        elif open_target:
            seen.append(_seen(row, kinds, open_target.get("name", ""), f"line {number}"))
    if open_target:
        found.append(_closed(open_target, seen))
    if not ended:
        found = [_cut(facts) if index == len(found) - 1 else facts for index, facts in enumerate(found)]
    return inventory, [*found, *_missing(inventory, found)]


def _missing(inventory: Inventory, found: list[TargetFacts]) -> Iterator[TargetFacts]:
    """Targets that the header promises and no line tells of: a shorter file must not look like a smaller estate."""
    told = {facts.target for facts in found}
    at = max((facts.observed_at for facts in found), default=datetime.fromtimestamp(0, UTC))
    for target in inventory.targets():
        if target not in told:
            lost = Unread(
                kind=Fact, target=target.name, reason="the facts file says nothing of this target: it was cut"
            )
            yield TargetFacts(target=target, observed_at=at, seen=(lost,))


def _kinds(module: ModuleType) -> Iterator[type[Fact]]:
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Fact) and value is not Fact:
            yield value


def _plain(one: Seen) -> dict[str, Any]:
    match one:
        case Unread() | Absent():
            row = {field.name: getattr(one, field.name) for field in fields(one)}
            return {"is": type(one).__name__.lower(), **row, "kind": one.kind.__name__}
    return {"is": "fact", "kind": type(one).__name__, **CONVERTER.unstructure(one)}


def _seen(row: dict[str, Any], kinds: dict[str, type[Fact]], target: str, where: str) -> Seen:
    what, name = row.pop("is", None), row.pop("kind", "")
    kind = Fact if name == Fact.__name__ else kinds.get(name)
    try:
        if what == "unread" and kind:
            return CONVERTER.structure({**row, "kind": kind}, Unread)
        if what == "absent" and kind:
            return CONVERTER.structure({**row, "kind": kind}, Absent)
        if what == "fact" and kind and kind is not Fact:
            return CONVERTER.structure(row, kind)
    except (BaseValidationError, ForbiddenExtraKeysError, TypeError, ValueError) as error:
        reason = f"{where} of the facts file does not make sense ({type(error).__name__})"
        return Unread(kind=kind or Fact, target=target, resource=str(row.get("resource", "")), reason=reason)
    return Unread(kind=kind or Fact, target=target, reason=f"{where} of the facts file is of no kind known here")


def _inventory(text: str, where: str) -> Inventory:
    row = _parsed(text)
    if row.get("is") != "facts":
        raise UserError(Problem(where, "line 1", "is not a facts file written by `breachready collect`"))
    if row.get("format") != FORMAT:
        raise UserError(Problem(where, "line 1", f"has format {row.get('format')}, this version reads {FORMAT}"))
    try:
        return CONVERTER.structure(row["inventory"], Inventory)
    except (BaseValidationError, ForbiddenExtraKeysError, KeyError, TypeError, ValueError) as error:
        expected = f"holds no inventory that can be read ({type(error).__name__})"
        raise UserError(Problem(where, "line 1", expected)) from error


def _closed(row: dict[str, Any], seen: list[Seen]) -> TargetFacts:
    try:
        target = Target(Family(row["family"]), str(row["name"]))
        facts = TargetFacts(target=target, observed_at=datetime.fromisoformat(row["observed_at"]), seen=tuple(seen))
        whole = int(row["lines"]) == len(seen)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(Problem("facts file", "target", f"a target line cannot be read: {error}")) from error
    return facts if whole else _cut(facts)


def _cut(facts: TargetFacts) -> TargetFacts:
    reason = "the facts file was cut: part of this target is missing"
    lost = Unread(kind=Fact, target=facts.target.name, reason=reason)
    seen = facts.seen if lost in facts.seen else (*facts.seen, lost)
    return TargetFacts(target=facts.target, observed_at=facts.observed_at, seen=seen)


def _parsed(text: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=True, separators=(",", ":"), default=_json)


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a facts file")


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=False)
    converter.register_structure_hook(datetime, lambda value, _kind: datetime.fromisoformat(value))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(date, lambda value, _kind: date.fromisoformat(value))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook_func(lambda kind: kind == type[Fact], lambda value, _kind: value)
    for kind in (str, int, bool, float):
        converter.register_structure_hook(kind, _exactly)
    converter.register_structure_hook(StrEnum, lambda value, kind: kind(value))  # nearer than the hook for str
    return converter


def _exactly(value: Any, kind: Any) -> Any:
    """No coercion: a `"false"` that became True would be a pass nobody saw."""
    if type(value) is kind or (kind is float and type(value) is int):
        return kind(value)
    raise ValueError(f"expected {kind.__name__}")


CONVERTER = _converter()
