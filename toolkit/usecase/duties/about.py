"""From what an incident's journal tells to what duties are worked out from. Pure but for the zones and holidays."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from toolkit.core.duty.begun import Begun
from toolkit.core.duty.clock import Timing
from toolkit.core.duty.condition import RESIDENTS
from toolkit.core.duty.edition import Edition
from toolkit.core.duty.heads import Count, Heads, exactly
from toolkit.core.duty.question import split
from toolkit.core.duty.record import DutyRecord
from toolkit.core.duty.risk import Assessment, assess
from toolkit.core.duty.standing import About
from toolkit.core.duty.words import Start
from toolkit.core.incident import Incident
from toolkit.core.inventory import DataClass
from toolkit.core.playbook import Milestone
from toolkit.library.duties.calendars import calendars, zones

ELSEWHERE, NOBODY, SOME = "elsewhere", "none", "some"
"""`residents:elsewhere`: whether anybody lives where nobody has named."""

OF_CLASS: Mapping[str, str] = {
    DataClass.SPECIAL: "sensitive",
    DataClass.CREDENTIALS: "credentials",
    DataClass.FINANCIAL: "financial-data",
}
"""Kinds of data that a class of the inventory says were there."""

PARTS_OF_THE_US = ("AS", "GU", "MP", "PR", "VI")
"""Countries in ISO 3166-1 that laws count as states."""

FROM_MILESTONE: Mapping[Milestone, Start] = {
    Milestone.DETECTED: Start.DISCOVERY,
    Milestone.AWARE: Start.AWARENESS,
    Milestone.PERSONAL_DATA_CONFIRMED: Start.AWARENESS,
}
"""Start events that an incident's own milestones are. No other follows from anything."""


def about(incident: Incident) -> About:
    """What is known of it."""
    record = incident.duties
    answers = {key: one.text for key, one in record.answers.items()}
    found, there = heads(incident), elements(incident)
    return About(
        day=min(one.at for one in (*starts(incident)[Start.DISCOVERY], _opened(incident))).date(),
        assessment=_decided(record, assess(answers, there, found.everywhere())),
        answers=answers,
        elements=there,
        heads=found,
        datasets=tuple(incident.affected.get("datasets", ())),
        overrides=record.overrides,
    )


def elements(incident: Incident) -> frozenset[str]:
    """Kinds of data that the inventory says were there."""
    classes = incident.affected.get("data_classes", ())
    return frozenset(OF_CLASS[one] for one in classes if one in OF_CLASS)


def heads(incident: Incident) -> Heads:
    """Where people live: what somebody stands for, before what the inventory knew at the opening."""
    affected, answers = incident.affected, incident.duties.answers
    most = affected.get("people_at_most", {})
    said = {
        _place(place): Count(least=least, most=most.get(place)) for place, least in affected.get("people", {}).items()
    }
    complete = bool(affected.get("datasets")) and affected.get("uncounted") == []
    for key, answer in answers.items():
        name, place = split(key)
        if name == RESIDENTS and place == ELSEWHERE:
            complete = answer.text == NOBODY
        elif name == RESIDENTS and place:
            said[_place(place)] = exactly(int(float(answer.text)))
    return Heads(said=said, complete=complete)


def starts(incident: Incident) -> Mapping[Start, tuple[Begun, ...]]:
    """Every start event that counts: what was recorded as one, and what the incident knows anyhow."""
    found: dict[Start, list[Begun]] = {start: [] for start in Start}
    for start, begun in _known(incident):
        found[start].append(begun)
    for start, recorded in incident.duties.starts.items():
        found[start] += [one for one in recorded if not one.corrected]
    return {start: tuple(listed) for start, listed in found.items()}


def disorder(incident: Incident) -> tuple[str, ...]:
    """Start events that cannot have come in this order: nobody is aware of what nobody has discovered."""
    found = starts(incident)
    first = min(one.at for one in found[Start.DISCOVERY])
    early = [start for start in Start if any(one.at < first for one in found[start])]
    return tuple(
        f"{start} is recorded before discovery, {first:%Y-%m-%d %H:%M} UTC: say when it was discovered, "
        "`breachready duties start discovery --at WHEN`"
        for start in early
    )


def all_starts(incident: Incident) -> Mapping[Start, tuple[Begun, ...]]:
    """The same, with those that were corrected; only events of which there is one."""
    counting, recorded = starts(incident), incident.duties.starts
    gone = {start: tuple(one for one in listed if one.corrected) for start, listed in recorded.items()}
    return {start: found for start in Start if (found := (*counting[start], *gone.get(start, ())))}


def timing(incident: Incident, edition: Edition, now: datetime) -> Timing:
    """All that clocks are computed from."""
    return Timing(
        starts=starts(incident),
        met=incident.duties.met,
        zones=zones(edition),
        calendars=calendars(edition, now),
    )


def _known(incident: Incident) -> Iterator[tuple[Start, Begun]]:
    yield Start.DISCOVERY, _opened(incident)
    for milestone, start in FROM_MILESTONE.items():
        reached = incident.milestones.get(milestone)
        if reached:
            where = f"the milestone {milestone}" + (f" of {reached.step}" if reached.step else "")
            yield start, Begun(at=reached.at, by=reached.by, note=reached.note, source=where)


def _opened(incident: Incident) -> Begun:
    return Begun(at=incident.opened_at, by=incident.opened_by, source="the opening of the incident")


def _place(place: str) -> str:
    return f"US-{place}" if place in PARTS_OF_THE_US else place


def _decided(record: DutyRecord, worked_out: Assessment) -> Assessment:
    """What was decided otherwise and approved counts."""
    risk = record.risk
    return replace(worked_out, least=risk, worst=risk, missing=()) if risk else worked_out
