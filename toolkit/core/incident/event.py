"""One line of the journal as a value. `occurred_at` is when it happened, `recorded_at` when it was written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from toolkit.core.incident.words import Kind


class NotOurs(ValueError):
    """A line whose chain holds but that this version cannot read. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. All moments are in UTC; `by` is a name as the responder gave it."""

    kind: Kind
    by: str
    occurred_at: datetime
    recorded_at: datetime
    step: str = ""
    """Key of a step: its id, with `frame/` before it when it is not of the first playbook."""
    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    n: int = 0
    """Its line; 0 before it was written."""

    def entry(self) -> dict[str, Any]:
        """What the chain writes."""
        said = {
            "kind": self.kind.value,
            "by": self.by,
            "occurred_at": stamp(self.occurred_at),
            "recorded_at": stamp(self.recorded_at),
            "step": self.step,
            "note": self.note,
            "data": dict(self.data),
        }
        return {key: value for key, value in said.items() if value not in ("", {})}


def event(entry: Mapping[str, Any]) -> Event:
    """The event of a line. Raises `NotOurs`."""
    try:
        return Event(
            kind=Kind(entry["kind"]),
            by=_text(entry, "by"),
            occurred_at=moment(_text(entry, "occurred_at")),
            recorded_at=moment(_text(entry, "recorded_at")),
            step=_text(entry, "step"),
            note=_text(entry, "note"),
            data=_table(entry),
            n=int(entry["n"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotOurs(f"is no event of an incident: {error}") from error


def stamp(at: datetime) -> str:
    """A moment as it is written: UTC, to the microsecond, so that all have one length."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(words: str) -> datetime:
    """A moment that was written. Raises `ValueError`, also for one without a zone."""
    at = datetime.fromisoformat(words)
    if at.tzinfo is None:
        raise ValueError(f"{words!r} names no time zone")
    return at.astimezone(UTC)


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is no text")
    return value


def _table(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    value = entry.get("data", {})
    if not isinstance(value, dict):
        raise TypeError("data is no table")
    return value
