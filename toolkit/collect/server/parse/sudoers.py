"""`cvtsudoers -e -f json`: sudo's own reading of sudoers, with includes and aliases resolved."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.collect.trouble import Unreadable
from toolkit.facts.server import SudoRule, SudoRules

MARKS = {
    "usergroup": "%",
    "netgroup": "+",
    "usergid": "%#",
    "userid": "#",
    "nonunixgroup": "%:",
    "nonunixgid": "%:#",
    "username": "",
    "command": "",
    "hostname": "",
    "networkaddr": "",
}
"""The kinds of member in the JSON of cvtsudoers, and how sudoers marks each. Another kind is not understood."""

CALL = "cvtsudoers -f json"


def sudo_rules(text: str, target: str) -> SudoRules:
    """Every rule, and of whom Defaults ask no password. Raises `Unreadable` on anything else."""
    try:
        data = json.loads(text)
        rules = tuple(rule for spec in data.get("User_Specs", []) for rule in _spec(spec))
        exempt = tuple(dict.fromkeys(who for default in data.get("Defaults", []) for who in _exempt(default)))
    except (ValueError, TypeError, AttributeError, KeyError, StopIteration, RuntimeError) as error:
        raise Unreadable(CALL, "the answer is not understood") from error
    return SudoRules(target=target, rules=rules, exempt=exempt)


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
    kind = next(kind for kind in MARKS if kind in member)  # digests stand beside the command that they pin
    return ("!" if member.get("negated") else "") + MARKS[kind] + str(member[kind])


def _exempt(default: Mapping[str, Any]) -> Iterator[str]:
    """Whom one Defaults line lets go without a password. A line bound to somebody is about those alone."""
    bound = [_member(one) for one in default.get("Binding", [])] or ["everybody"]
    for option in default.get("Options", []):
        if option.get("authenticate") is False:
            yield from bound
        if group := option.get("exempt_group"):
            yield f"%{group}"


def _authenticate(options: list[Mapping[str, Any]], otherwise: bool) -> bool:  # noqa: FBT001 the default's value
    said = otherwise
    for option in options:
        said = bool(option.get("authenticate", said))
    return said
