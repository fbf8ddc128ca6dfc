"""What must hold inside a step: its commands, what it refers to, its variables, its extensions."""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.library.cacao import shapes
from toolkit.library.cacao.condition import Wrong, check, referred, variable_name
from toolkit.library.cacao.kinds import Fault, at, prefix_of, property_names, shaped

_HASHES = {
    "hash": "",
    "md5-hash": r"[0-9a-fA-F]{32}",
    "sha256-hash": r"[0-9a-fA-F]{64}",
    "hexstring": r"([0-9a-fA-F]{2})+",
}
_FITS = {
    "bool": r"true|false",
    "integer": r"-?\d{1,10}",
    "long": r"-?\d{1,19}",
    "ipv4-addr": r"(\d{1,3}\.){3}\d{1,3}(/\d{1,2})?",
    "ipv6-addr": r"[0-9a-fA-F:.]+(/\d{1,3})?",
    "mac-addr": r"([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}",
    "uuid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    **{kind: pattern for kind, pattern in _HASHES.items() if pattern},
}
_TYPES = {*_FITS, "dictionary", "float", "string", "uri", "hash"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a step may refer to."""

    variables: Mapping[str, Any]
    agents: Mapping[str, Any]
    targets: Mapping[str, Any]
    extensions: Mapping[str, Any]
    activities: Collection[str]
    own_id: str


def step_faults(key: str, step: Any, known: Known) -> Iterator[Fault]:
    """Everything wrong inside one step."""
    pointer = at("/workflow", key)
    kind = step.get("type") if isinstance(step, dict) else None
    if not isinstance(kind, str) or kind not in shapes.STEPS:
        yield Fault(at(pointer, "type"), f"expected one of {', '.join(shapes.STEPS)}")
        return
    if prefix_of(key) != kind:
        yield Fault(pointer, f"expected an identifier of a {kind} as the key")
    yield from shaped(step, shapes.STEPS[kind], pointer)
    own = step.get("step_variables")
    own = own if isinstance(own, dict) else {}
    yield from variable_faults(own, f"{pointer}/step_variables", of_step=True)
    names = {*known.variables, *own}
    yield from _referring(step, pointer, names)
    yield from extension_faults(step.get("step_extensions"), f"{pointer}/step_extensions", known)
    yield from _sent(step, pointer, known)
    if step.get("playbook_id") == known.own_id:
        yield Fault(f"{pointer}/playbook_id", "calls this playbook itself, without end")
    commands = step.get("commands")
    for index, one in enumerate(commands if isinstance(commands, list) else ()):
        yield from _command(one, f"{pointer}/commands/{index}", names, known)


def _referring(step: Mapping[str, Any], pointer: str, names: Collection[str]) -> Iterator[Fault]:
    for key in ("in_args", "out_args"):
        listed = step.get(key)
        for index, one in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(one, str) and one.removesuffix(":value") not in names:
                yield Fault(f"{pointer}/{key}/{index}", f"{one[:60]!r} is no variable here")
    if isinstance(step.get("condition"), str):
        try:
            check(step["condition"], names)
        except Wrong as no:
            yield Fault(f"{pointer}/condition", str(no))
    switch = step.get("switch")
    if isinstance(switch, str) and switch.removesuffix(":value") not in names:
        yield Fault(
            f"{pointer}/switch", f"expected a variable that exists, as in __name__:value, not {switch[:60]!r}"
        )


def _sent(step: Mapping[str, Any], pointer: str, known: Known) -> Iterator[Fault]:
    """Who does it, and to what."""
    if isinstance(step.get("agent"), str) and step["agent"] not in known.agents:
        yield Fault(f"{pointer}/agent", "is not defined in agent_definitions")
    aimed = step.get("targets")
    for index, one in enumerate(aimed if isinstance(aimed, list) else ()):
        if not isinstance(one, str) or (one not in known.targets and one not in known.agents):
            yield Fault(f"{pointer}/targets/{index}", "is not defined in target_definitions")


def _command(one: Any, pointer: str, names: Collection[str], known: Known) -> Iterator[Fault]:
    kind = one.get("type") if isinstance(one, dict) else None
    if not isinstance(kind, str):
        yield Fault(pointer, "expected a command with a type")
        return
    if kind not in shapes.COMMANDS:
        yield Fault(at(pointer, "type"), f"{kind[:40]!r} is no type that CACAO 2.0 names", warning=True)
    else:
        yield from shaped(one, shapes.COMMANDS[kind], pointer)
        if kind in ("manual", "bash", "ssh", "powershell", "caldera-cmd"):
            texts = [key for key in ("command", "command_b64") if one.get(key)]
            if len(texts) != 1:
                yield Fault(pointer, "expected exactly one of command and command_b64, not empty")
    activity = one.get("playbook_activity")
    if known.activities and activity is not None and activity not in known.activities:
        yield Fault(at(pointer, "playbook_activity"), "is not among playbook_activities", warning=True)
    for name in referred(one["command"]) if isinstance(one.get("command"), str) else ():
        if name not in names:
            yield Fault(at(pointer, "command"), f"speaks of {name}, which is no variable here")


def variable_faults(variables: Mapping[str, Any], pointer: str, *, of_step: bool = False) -> Iterator[Fault]:
    """Everything wrong with a dictionary of variables."""
    for name, one in variables.items():
        here = at(pointer, name)
        if not variable_name(name):
            yield Fault(
                here, "expected a name such as __name__: two underscores, a letter, at most 204 characters in all"
            )
        yield from shaped(one, shapes.VARIABLE, here)
        if not isinstance(one, dict):
            continue
        if of_step and one.get("external"):
            yield Fault(f"{here}/external", "a variable of a step cannot come from outside")
        kind = one.get("type")
        if isinstance(kind, str) and kind not in _TYPES:
            yield Fault(f"{here}/type", f"{kind[:40]!r} is no type that CACAO 2.0 names", warning=True)
        value = one.get("value")
        if isinstance(kind, str) and isinstance(value, str) and value and not _fits(kind, value):
            yield Fault(f"{here}/value", f"is no {kind}")


def _fits(kind: str, value: str) -> bool:
    if kind == "float":
        try:
            return math.isfinite(float(value))
        except ValueError:
            return False
    return kind not in _FITS or bool(re.fullmatch(_FITS[kind], value, re.ASCII))


def extension_faults(held: Any, pointer: str, known: Known) -> Iterator[Fault]:
    """Extensions that nobody defines, and properties whose names they may not have."""
    for key, one in held.items() if isinstance(held, dict) else ():
        if prefix_of(key) != "extension-definition" or key not in known.extensions:
            yield Fault(at(pointer, key), "is not defined in extension_definitions")
        if isinstance(one, dict):
            yield from property_names(one, at(pointer, key))
        else:
            yield Fault(at(pointer, key), "expected an object")
