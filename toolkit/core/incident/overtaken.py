"""What others have recorded since somebody looked, as far as it bears on what he is about to record."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from toolkit.core.incident.event import Event
from toolkit.core.incident.words import Kind

BESIDE = frozenset({
    Kind.NOTED, Kind.COLLECTING, Kind.COLLECTED, Kind.NOT_COLLECTED, Kind.TRANSFERRED, Kind.REMINDED, Kind.EXPORTED,
    Kind.INJECTED, Kind.ADVANCED, Kind.REPAIRED,
})  # fmt: skip
"""They stand beside what others record and take nothing back."""

_AGREED = frozenset({Kind.VALUE, Kind.UPGRADED, Kind.PINNED, Kind.LEVEL})
"""They change what a second person would agree to."""

_ALL = frozenset({Kind.CLOSED})
"""Whoever closes has seen everything."""

_SAME = {
    Kind.LEVEL: (),
    Kind.BEGAN: (),
    Kind.VALUE: ("frame", "name"),
    Kind.REACHED: ("milestone",),
    Kind.WITHDRAWN: ("milestone",),
    Kind.HANDED_OVER: (),
    Kind.UPGRADED: ("frame",),
}
"""By kind: the words of `data` in which two lines speak of the same thing."""


def overtaking(kind: Kind, step: str, data: Mapping[str, Any], since: Iterable[Event]) -> tuple[Event, ...]:
    """Those of these events that whoever records `kind` now ought to have seen first."""
    if kind in BESIDE:
        return ()
    return tuple(_bearing(kind, step, data, since))


def _bearing(kind: Kind, step: str, data: Mapping[str, Any], since: Iterable[Event]) -> Iterator[Event]:
    for one in since:
        of_the_step = step and one.step == step and one.kind not in BESIDE
        agreed = kind is Kind.APPROVED and one.kind in _AGREED
        if kind in _ALL or of_the_step or agreed or _one_thing(kind, data, one):
            yield one


def _one_thing(kind: Kind, data: Mapping[str, Any], other: Event) -> bool:
    milestones = {Kind.REACHED, Kind.WITHDRAWN}
    if kind not in _SAME or (kind is not other.kind and not {kind, other.kind} <= milestones):
        return False
    return all(other.data.get(word) == data.get(word) for word in _SAME[kind])
