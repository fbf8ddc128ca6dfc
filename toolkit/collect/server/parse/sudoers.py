"""`cvtsudoers -e -f json`: sudo's own reading of sudoers, with includes and aliases resolved."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.collect.trouble import Unreadable
from toolkit.facts.server import SudoRule, SudoRules

CALL = "cvtsudoers -f json"


def sudo_rules(text: str, target: str) -> SudoRules:
    """Every rule, and whether a Defaults line turns passwords off. Raises `Unreadable` on anything else."""
    try:
        data = json.loads(text)
        rules = tuple(rule for spec in data.get("User_Specs", []) for rule in _spec(spec))
        authenticate = all(_authenticate(default.get("Options", []), True) for default in data.get("Defaults", []))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise Unreadable(CALL, "the answer is not understood") from error
    return SudoRules(target=target, rules=rules, authenticate=authenticate)


def _spec(spec: Mapping[str, Any]) -> Iterator[SudoRule]:
    for who in spec["User_List"]:
        for cmnd in spec["Cmnd_Specs"]:
            yield SudoRule(
                who=_member(who),
                commands=tuple(map(_member, cmnd["Commands"])),
                run_as=tuple(map(_member, cmnd.get("runasusers", []))) or ("root",),
                password=_authenticate(cmnd.get("Options", []), True),
            )


def _member(member: Mapping[str, Any]) -> str:
    """`{"usergroup": "sudo", "negated": true}` as `!%sudo`."""
    marks = {"usergroup": "%", "netgroup": "+", "usergid": "%#", "userid": "#"}
    kind, name = next((kind, value) for kind, value in member.items() if kind not in ("negated", "sha224", "sha256"))
    return ("!" if member.get("negated") else "") + marks.get(kind, "") + str(name)


def _authenticate(options: list[Mapping[str, Any]], otherwise: bool) -> bool:  # noqa: FBT001 the default's value
    said = otherwise
    for option in options:
        said = bool(option.get("authenticate", said))
    return said
