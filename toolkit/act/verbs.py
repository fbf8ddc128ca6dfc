"""All verbs, by id. The families bring their libraries along only when they act: listing them costs nothing."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from toolkit.act.verb import Verb

FAMILIES = ("toolkit.act.aws", "toolkit.act.linux")
"""Each has `VERBS: tuple[Verb, ...]`."""


def verbs() -> Mapping[str, Verb]:
    """Every verb there is. Raises `ValueError` when two have one id: a playbook could not say which it means."""
    found: dict[str, Verb] = {}
    for verb in _every():
        if verb.id in found:
            raise ValueError(f"two verbs are called {verb.id}")
        found[verb.id] = verb
    return found


def families() -> Iterator[Any]:
    """The modules of the families that are installed: `VERBS`, `TARGETS`, `reach`, `permitted`."""
    yield from (import_module(name) for name in FAMILIES if find_spec(name))


def _every() -> Iterator[Verb]:
    for family in families():
        yield from family.VERBS
