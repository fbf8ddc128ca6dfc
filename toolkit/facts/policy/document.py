"""From policy text to statements of one shape, whatever spelling was used. Refuses what it does not understand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

LIMIT = 64 * 1024
"""Characters; AWS allows 20 KB."""
LONGEST_PATTERN = 2048
_KNOWN = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)
_KINDS = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})


class MalformedPolicy(ValueError):
    """The text is not a policy that can be judged; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a Condition block; a statement's lines must all hold, one value of a line is enough.

    `quantifier` is `foranyvalue`, `forallvalues` or empty; operator and key are lower case.
    """

    operator: str
    key: str
    values: tuple[str, ...]
    quantifier: str = ""
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. Actions are lower case; principals are (kind, name), everybody is ("AWS", "*")."""

    name: str
    allow: bool
    principals: tuple[tuple[str, str], ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    not_principal: bool = False
    not_action: bool = False
    not_resource: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """All statements, in the order written."""

    statements: tuple[Statement, ...] = ()


@lru_cache(maxsize=256)
def parse(text: str) -> Policy:
    """The policy in `text`; empty text is no policy. Raises `MalformedPolicy`."""
    if not text:
        return Policy()
    if len(text) > LIMIT:
        raise MalformedPolicy(f"longer than {LIMIT} characters")
    try:
        said = json.loads(text, object_pairs_hook=_without_doubles)
    except RecursionError:
        raise MalformedPolicy("nested too deeply") from None
    except ValueError as error:
        raise MalformedPolicy(f"not JSON: {error}"[:200]) from None
    if not isinstance(said, dict) or "Statement" not in said:
        raise MalformedPolicy("no Statement")
    found = said["Statement"] if isinstance(said["Statement"], list) else [said["Statement"]]
    return Policy(tuple(_statement(number, one) for number, one in enumerate(found, 1)))


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise MalformedPolicy("the same key twice")
    return dict(pairs)


def _statement(number: int, said: object) -> Statement:
    if not isinstance(said, dict):
        raise MalformedPolicy(f"statement {number} is not an object")
    if unknown := set(said) - _KNOWN:
        raise MalformedPolicy(f"statement {number} has an unknown element {min(unknown)!r:.40}")
    if said.get("Effect") not in ("Allow", "Deny"):
        raise MalformedPolicy(f"statement {number} has no Effect of Allow or Deny")
    principals, not_principal = _either(number, said, "Principal")
    actions, not_action = _either(number, said, "Action")
    resources, not_resource = _either(number, said, "Resource")
    sid = said.get("Sid")
    return Statement(
        name=f'"{sid:.60}"' if isinstance(sid, str) and sid else str(number),
        allow=said["Effect"] == "Allow",
        principals=_principals(number, principals),
        actions=tuple(action.lower() for action in _patterns(number, actions)),
        resources=tuple(_any_partition(resource) for resource in _patterns(number, resources)),
        conditions=_conditions(number, said.get("Condition", {})),
        not_principal=not_principal,
        not_action=not_action,
        not_resource=not_resource,
    )


def _either(number: int, said: Mapping[str, Any], name: str) -> tuple[Any, bool]:
    if (name in said) == (f"Not{name}" in said):
        raise MalformedPolicy(f"statement {number} needs either {name} or Not{name}")
    return (said[name], False) if name in said else (said[f"Not{name}"], True)


def _principals(number: int, said: object) -> tuple[tuple[str, str], ...]:
    if said == "*":
        return (("AWS", "*"),)
    if not isinstance(said, dict) or not said or set(said) - _KINDS:
        raise MalformedPolicy(f"statement {number} has a principal that cannot be understood")
    return tuple((kind, name) for kind, names in said.items() for name in _patterns(number, names))


def _patterns(number: int, said: object) -> tuple[str, ...]:
    found = said if isinstance(said, list) else [said]
    for one in found:
        if not isinstance(one, str) or not one or len(one) > LONGEST_PATTERN:
            raise MalformedPolicy(f"statement {number} has something other than text where a name should be")
    return tuple(found)


def _any_partition(arn: str) -> str:
    """`arn:aws-cn:` and `arn:aws-us-gov:` name the same things elsewhere; a bucket is in one partition only."""
    parts = arn.split(":", 2)
    return f"arn:aws:{parts[2]}" if len(parts) == 3 and parts[0] == "arn" and parts[1].startswith("aws-") else arn


def _conditions(number: int, said: object) -> tuple[Condition, ...]:
    if not isinstance(said, dict) or not all(isinstance(block, dict) for block in said.values()):
        raise MalformedPolicy(f"statement {number} has a condition that cannot be understood")
    return tuple(
        _condition(number, operator, key, values) for operator, block in said.items() for key, values in block.items()
    )


def _condition(number: int, operator: str, key: str, said: object) -> Condition:
    quantifier, colon, word = operator.lower().rpartition(":")
    bare = word.removesuffix("ifexists")
    return Condition(
        operator=bare,
        key=key.lower(),
        values=tuple(_value(number, one) for one in (said if isinstance(said, list) else [said])),
        quantifier=quantifier if colon else "",
        if_exists=bare != word,
    )


def _value(number: int, said: object) -> str:
    match said:
        case bool():
            return str(said).lower()
        case str():
            return said
        case int() | float():
            return repr(said)
    raise MalformedPolicy(f"statement {number} has a condition value that cannot be understood")
