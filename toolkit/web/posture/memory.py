"""What is costly and never changes, worked out once a process: everything here is of a run that has ended."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from toolkit.web.house import house

T = TypeVar("T")

MOST = 16
"""Answers of one kind that are kept; the one not asked for longest goes first."""


@dataclass(slots=True)
class _Entry:
    guard: threading.Lock = field(default_factory=threading.Lock)
    made: bool = False
    answer: Any = None


_kept: dict[str, OrderedDict[Hashable, _Entry]] = {}
_guard = threading.Lock()


def remembered(key: tuple[Hashable, ...], make: Callable[[], T], most: int = MOST) -> T:
    """The answer under this key, which begins with its kind; at most so many of a kind are kept.

    Who asks first makes it while the others wait. An error is not kept.
    """
    full = (str(house().store.state), key)
    with _guard:
        alike = _kept.setdefault(str(key[0]), OrderedDict())
        entry = alike.setdefault(full, _Entry())
        alike.move_to_end(full)
        while len(alike) > most:
            alike.popitem(last=False)
    with entry.guard:
        if not entry.made:
            entry.answer = make()
            entry.made = True
        return cast("T", entry.answer)


def forget() -> None:
    """Remember nothing: for measuring."""
    with _guard:
        _kept.clear()
