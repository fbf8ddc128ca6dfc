"""`readiness.toml`: elements, their levels and intervals, and which scenarios which data demands."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cattrs import Converter

from toolkit.core.readiness import Phase, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One thing that must be ready, how it is proved, and for how many days the proof holds."""

    id: str
    title: str
    phase: Phase
    proof: str
    """`checks`, `contacts`, `playbook` or `prepared`."""
    days: int
    mend: str
    source: str
    checks: tuple[str, ...] = ()
    each_store: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """The whole table."""

    version: str
    levels: Mapping[State, float]
    element: tuple[Element, ...]
    scenarios: Mapping[str, tuple[str, ...]]


@cache
def shipped() -> Demands:
    """The table that comes with the product."""
    said = tomllib.loads((files(__package__) / "readiness.toml").read_text(encoding="utf-8"))
    return Converter(forbid_extra_keys=True).structure(said, Demands)
