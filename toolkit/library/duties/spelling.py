"""Keys that Python has taken for itself: as the files spell them, and as the dataclasses do."""

from collections.abc import Mapping
from typing import Any

SPELT = {"from_": "from", "is_": "is"}
_OURS = {theirs: ours for ours, theirs in SPELT.items()}


def ours(value: Any) -> Any:
    """The same tables with our names."""
    if isinstance(value, Mapping):
        return {_OURS.get(key, key): ours(one) for key, one in value.items()}
    if isinstance(value, list):
        return [ours(one) for one in value]
    return value


def theirs(key: str) -> str:
    """A path to a value, as the file spells it."""
    return key.replace("from_", "from").replace("is_", "is")
