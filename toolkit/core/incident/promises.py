"""Changes to the outside that were promised: a stack for each verb with its parameters, as `toolkit.act` asks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.core.incident.event import Event
from toolkit.core.incident.state import Promise
from toolkit.core.incident.words import Kind

OF_ACTS = (
    Kind.ACT_PROMISED,
    Kind.ACT_ACTED,
    Kind.ACT_VERIFIED,
    Kind.ACT_FAILED,
    Kind.ACT_UNDOING,
    Kind.ACT_UNDONE,
)
"""Lines that `promises` understands."""


def standing(promises: Sequence[Promise], verb: str, parameters: Mapping[str, str]) -> Promise | None:
    """The last promise of this verb with these parameters that was not put back."""
    at = _last(promises, verb, parameters)
    return None if at is None else promises[at]


def promises(before: Sequence[Promise], one: Event) -> list[Promise]:
    """The promises that stand after an event of an act."""
    now, verb, parameters = list(before), one.data["verb"], one.data["parameters"]
    if one.kind is Kind.ACT_PROMISED:
        made = Promise(
            step=one.step, verb=verb, parameters=parameters, captured=one.data["captured"], at=one.occurred_at
        )
        return [*now, made]
    at = _last(now, verb, parameters)
    if at is None:
        raise ValueError(f"nothing was promised of {verb}")
    so = one.data.get("so") is True
    match one.kind:
        case Kind.ACT_VERIFIED:
            now[at] = replace(now[at], kept=so)
        case Kind.ACT_UNDOING:
            now[at] = replace(now[at], undoing=True)
        case Kind.ACT_UNDONE if so:
            del now[at]
    return now


def _last(promises: Sequence[Promise], verb: str, parameters: Mapping[str, str]) -> int | None:
    fitting = (at for at, one in enumerate(promises) if one.verb == verb and dict(one.parameters) == dict(parameters))
    return max(fitting, default=None)
