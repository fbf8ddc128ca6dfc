"""Notices of an incident: what its journal tells of their values, and of who approved which bytes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from toolkit.core.incident.event import Event
from toolkit.core.incident.words import Kind
from toolkit.core.notice import Approval, Asked, Notice, Value, Voided

CHANGED = "its values were changed"


def notice(before: Notice | None, one: Event) -> Notice:
    """The notice after an event. Raises `ValueError` for what cannot follow."""
    if one.kind is Kind.NOTICE_DRAFTED:
        if before is not None:
            raise ValueError(f"notice {before.id} was drafted already")
        return _drafted(one)
    if before is None:
        raise ValueError("no such notice was drafted")
    match one.kind:
        case Kind.NOTICE_SET:
            return _set(before, one)
        case Kind.NOTICE_ASKED:
            return replace(before, asked=Asked(by=one.by, at=one.occurred_at, digest=one.data["digest"]))
        case Kind.NOTICE_APPROVED:
            return replace(before, approvals=(*_others(before, one.data["role"]), _approval(one)))
        case Kind.NOTICE_VOIDED:
            return _voided(before, one, one.note)
    return before


def _drafted(one: Event) -> Notice:
    said = one.data
    return Notice(
        id=said["notice"],
        kind=said["kind"],
        template=said["template"],
        languages=tuple(said["languages"]),
        rules=tuple(said.get("rules", ())),
        drafted_by=one.by,
        drafted_at=one.occurred_at,
    )


def _set(before: Notice, one: Event) -> Notice:
    values = {name: value for name, value in before.values.items() if name not in one.data.get("cleared", ())}
    for name, words in one.data.get("values", {}).items():
        old = values.get(name)
        kept: Mapping[str, Any] = old.words if old and not old.unknown else {}
        values[name] = Value(words={**kept, **words}, by=one.by, at=one.occurred_at)
    for name, until in one.data.get("unknown", {}).items():
        values[name] = Value(unknown_until=date.fromisoformat(until), by=one.by, at=one.occurred_at)
    changed = replace(
        before, values=values, changes=before.changes + 1, changed_by=one.by, changed_at=one.occurred_at
    )
    return _voided(changed, one, CHANGED)


def _voided(before: Notice, one: Event, why: str) -> Notice:
    """Approvals are kept to be shown, and count no more."""
    gone = Voided(at=one.occurred_at, by=one.by, why=why, approvals=before.approvals)
    return replace(
        before, asked=None, approvals=(), voided=(*before.voided, gone) if gone.approvals else before.voided
    )


def _others(before: Notice, role: str) -> tuple[Approval, ...]:
    return tuple(one for one in before.approvals if one.role != role)


def _approval(one: Event) -> Approval:
    said = one.data
    return Approval(
        role=said["role"], by=one.by, at=one.occurred_at, digest=said["digest"], despite=said.get("despite", "")
    )
