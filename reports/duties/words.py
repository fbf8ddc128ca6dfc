"""Words for how a duty and its clock stand."""

from datetime import UTC, datetime, timedelta

from reports.incident.times import Times, span
from toolkit.core.duty.clock import Deadline, Run
from toolkit.core.duty.standing import Row
from toolkit.core.duty.words import Standing

NOT_ADVICE = "Not legal advice: facts with a source and a date. Let counsel read them before you rely on them."

STANDING = {
    Standing.OWED: "owed",
    Standing.UNDECIDED: "undecided",
    Standing.MET: "met",
    Standing.NOT_OWED: "not owed",
}


FAR = datetime.max.replace(tzinfo=UTC)


def urgency(one: Row) -> tuple[datetime, str]:
    """What is due first stands first; what has no number stands last."""
    found = one.deadline.conservative or one.deadline.at_latest
    return (found or FAR, one.key)


def told_of(one: Row) -> bool:
    """Whether it is owed, undecided or met, and it is known that the law reaches the incident."""
    return one.standing is not Standing.NOT_OWED and not reach_unknown(one)


def reach_unknown(one: Row) -> tuple[str, ...]:
    """What would tell whether the law reaches the incident at all, where that is not known."""
    if one.standing is not Standing.UNDECIDED:
        return ()
    return tuple(name for reason in one.reach for name in reason.missing)[:1]


def due(one: Row, times: Times) -> str:
    """By when, in a few words."""
    found = one.deadline
    if one.met:
        return f"met {times.both(one.met.at)}"
    match found.run:
        case Run.RUNNING if found.conservative:
            return f"by {times.both(found.conservative)}"
        case Run.NOT_STARTED:
            return f"not started: {' or '.join(found.missing)} is not recorded"
        case Run.WAITS:
            return f"waits: {found.words[0]}{_latest(found, times)}"
        case Run.AT_ONCE:
            return "at once"
        case Run.WORDS if found.conservative:
            return f"{one.duty.clock.wording}; guidance: by {times.both(found.conservative)}"
        case Run.WORDS:
            return f"{one.duty.clock.wording} (no number in the law)"
    return found.words[0] if found.words else ""


def left(one: Row, now: datetime) -> str:
    """How much time is left to the conservative deadline, or how long it is over."""
    seconds = one.left(now)
    if seconds is None:
        return ""
    words = span(timedelta(seconds=abs(seconds)))
    return f"{words} left" if seconds >= 0 else f"OVER for {words}"


def ends(found: Deadline, times: Times) -> list[str]:
    """Both ends, each on a line."""
    said = []
    if found.conservative:
        said.append(f"conservative: {times.both(found.conservative)}")
    if found.outer:
        said.append(f"legal outer limit: {times.both(found.outer)}")
    elif found.run is Run.RUNNING:
        said.append("legal outer limit: the law leaves it open until all its start events are recorded")
    if found.excused_until:
        said.append(f"can be excused until at most: {times.both(found.excused_until)}")
    if found.since:
        said.append(f"counted from: {times.both(found.since)}")
    if found.at_latest:
        said.append(f"at the latest, if what it waits for comes on its last day: {times.both(found.at_latest)}")
    if found.holidays:
        said.append(f"holidays of {found.holidays}")
    return said


def marks(one: Row) -> list[str]:
    """What must be said wherever the row is shown."""
    said = ["unconfirmed"] if one.unsure else []
    said += ["own words"] if one.duty.changed else []
    said += ["decided otherwise"] if one.override and one.override.counts else []
    said += ["proposed otherwise, not approved"] if one.override and not one.override.counts else []
    return said


def _latest(found: Deadline, times: Times) -> str:
    if found.conservative:
        return f"; by {times.both(found.conservative)}"
    return f"; at the latest {times.both(found.at_latest)}" if found.at_latest else ""
