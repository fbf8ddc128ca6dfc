"""Between what is kept and the values of `toolkit.core`."""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cattrs import BaseValidationError, Converter

from toolkit.core.check import Check
from toolkit.core.exemption import Exemption
from toolkit.core.exploit import Exploit
from toolkit.core.finding import Finding
from toolkit.core.posture import Posture
from toolkit.core.step import Step
from toolkit.core.target import Family
from toolkit.core.verdict import Cite

POSTURE_VERSION = 1
"""Raised when an old posture can no longer be read as a new one."""

log = logging.getLogger(__name__)

_converter = Converter()
_converter.register_unstructure_hook(datetime, datetime.isoformat)
_converter.register_unstructure_hook(date, date.isoformat)
_converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
_converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What findings of one check share."""

    family: Family
    title: str
    fix: str
    why: str
    cites: tuple[Cite, ...]
    opens: Step | None
    holds: Step | None
    required: bool
    playbook: str


def clean(text: str) -> str:
    """What a database takes: no half characters (names of files that are not UTF-8), no NUL."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")


def wording(source: Check | Finding) -> str:
    """The text of a check as kept; a finding carries the same."""
    shared = Wording(**{name: getattr(source, name) for name in Wording.__dataclass_fields__})
    return json.dumps(_converter.unstructure(shared), sort_keys=True, separators=(",", ":"))


def worded(kept: str) -> dict[str, Any]:
    """A kept text as the keyword arguments of `Finding` that it stands for."""
    shared = _converter.structure(json.loads(kept), Wording)
    return {name: getattr(shared, name) for name in Wording.__dataclass_fields__}


def digest(*parts: str) -> str:
    """SHA-256 over the parts, each with its length so that they cannot run into each other."""
    summed = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "replace")
        summed.update(f"{len(raw)}:".encode() + raw)
    return summed.hexdigest()


def exploit_text(exploit: Exploit | None) -> str | None:
    """What is known of a flaw's use, as kept."""
    if exploit is None:
        return None
    return json.dumps(_converter.unstructure(exploit), sort_keys=True, separators=(",", ":"))


def exploit_of(kept: str | None) -> Exploit | None:
    """The same, read again. What cannot be read is as bad as such a flaw can be: in use, and surely there."""
    if kept is None:
        return None
    try:
        return _converter.structure(dict(json.loads(kept).items()), Exploit)
    except (ValueError, AttributeError, BaseValidationError) as no:
        log.warning("what was kept of a flaw's use cannot be read any more: %s", no)
        return Exploit(kev=True)


def exceptions_text(rules: Sequence[Exemption]) -> str:
    """Rules as kept."""
    return json.dumps(_converter.unstructure(list(rules)), separators=(",", ":"))


def exceptions_of(kept: str) -> tuple[Exemption, ...]:
    """Kept rules."""
    return tuple(_converter.structure(json.loads(kept), list[Exemption]))


def posture_text(posture: Posture | None) -> str:
    """A posture as kept; "" for none."""
    if posture is None:
        return ""
    return json.dumps({"version": POSTURE_VERSION, "posture": _converter.unstructure(posture)}, separators=(",", ":"))


def posture_of(kept: str) -> Posture | None:
    """A kept posture; None when there is none, or when it was kept in a form this version does not know."""
    document: Mapping[str, Any] = json.loads(kept) if kept else {}
    if document.get("version") != POSTURE_VERSION:
        return None
    try:
        return _converter.structure(document["posture"], Posture)
    except BaseValidationError as no:
        log.warning("a posture of an earlier version cannot be read any more: %s", no)
        return None
