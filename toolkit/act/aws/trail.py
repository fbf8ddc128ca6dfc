"""CloudTrail's event history of one region and time, into a file of the evidence folder. Nothing outside is changed.

The file has its name only once it is whole; a crash leaves a part that the next call writes anew.
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from toolkit.act.aws.reach import REGION, Hands
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified
from toolkit.act.when import moment, spelt

LOOKUP = "cloudtrail:LookupEvents"
KEPT = timedelta(days=90)
"""How long the event history goes back."""
LATE = timedelta(minutes=15)
"""How late an event may appear in it."""
REGION_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def _span(parameters: Parameters) -> tuple[datetime, datetime]:
    since, until = moment("since", parameters["since"]), moment("until", parameters["until"])
    if since >= until:
        raise CannotAct("until", "is not after since")
    return since, until


def _file(hands: Hands, parameters: Parameters) -> Path:
    region = parameters["region"]
    if not set(region) <= REGION_NAME:
        raise CannotAct("region", f"{region!r} is no region")
    since, until = (spelt(one).replace(":", "") for one in _span(parameters))
    return hands.evidence / f"cloudtrail-{region}-{since}-{until}.jsonl"


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    (since, until), file = _span(parameters), _file(hands, parameters)
    now = datetime.now(UTC)
    if file.exists():
        return Plan(changes=(), because=f"{file.name} is there")
    hands.read(LOOKUP, region=parameters["region"], StartTime=since, EndTime=until, MaxResults=1)
    warnings = [
        "Management events only: who read an object or a row is in data events, which are not there.",
        "The service gives about 100 events a second: a busy account and a long time take hours.",
    ]
    if since < now - KEPT:
        warnings.append(
            f"The event history goes back 90 days: nothing before {spelt(now - KEPT)} is in it. Take it from a trail."
        )
    if until > now - LATE:
        warnings.append("Events appear up to 15 minutes late: what happened just now may be missing.")
    return Plan(
        changes=(Change(call=LOOKUP, resource=file.name, words="written to the evidence folder"),),
        warnings=tuple(warnings),
    )


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    _file(hands, parameters)
    return {"was": {}}


def _act(hands: Hands, parameters: Parameters, _captured: Captured) -> None:
    file = _file(hands, parameters)
    if file.exists():
        return
    since, until = _span(parameters)
    events = hands.pages(LOOKUP, "Events", region=parameters["region"], StartTime=since, EndTime=until)
    part = file.with_suffix(".part")
    try:
        hands.evidence.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="ascii") as out:
            out.writelines(_lines(events))
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as error:
        raise CannotAct(f"write {file.name}", error.strerror or str(error)) from error


def _lines(events: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One event a line, in the service's order, each once; page by page, for there may be a million of them."""
    once: set[str] = set()
    for one in events:
        if (name := str(one.get("EventId"))) not in once:
            once.add(name)
            yield json.dumps(one, sort_keys=True, default=_plain) + "\n"


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _verify(hands: Hands, parameters: Parameters, _captured: Captured) -> Verified:
    """The file read again, line by line."""
    file = _file(hands, parameters)
    try:
        with file.open(encoding="ascii") as lines:
            times = sorted(str(json.loads(line)["EventTime"]) for line in lines)
    except FileNotFoundError:
        return Verified(so=False, words=f"{file.name} is not there")
    except (OSError, ValueError, LookupError, TypeError) as error:
        return Verified(so=False, words=f"{file.name} cannot be read: {type(error).__name__}")
    covers = (
        f"from {times[0]} to {times[-1]}"
        if times
        else "the service told none: that is no proof that nothing happened"
    )
    return Verified(so=True, words=f"{file.name}: {len(times)} events, {covers}")


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    """Nothing outside was changed; evidence is never removed."""


VERB = Verb(
    id="export-trail",
    title="Keep the account's event history",
    does="Copies management events of one region and time from CloudTrail's event history, 90 days at most, into "
    "the evidence folder. Does not have data events (who read an object), other regions or events that a "
    "trail alone keeps. Changes nothing outside; undoing it leaves the file.",
    parameters=(
        REGION,
        Parameter(name="since", help="First moment, UTC", example="2026-11-20"),
        Parameter(name="until", help="Last moment, UTC", example="2026-11-25T14:30:00Z"),
    ),
    permissions=("cloudtrail:LookupEvents",),
    rehearsal=Rehearsal.PERMISSION,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("AWS CloudTrail API Reference, LookupEvents",),
)

VERBS = (VERB,)
