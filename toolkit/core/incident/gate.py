"""What must be in order before a step is started, done or carried out."""

from collections.abc import Iterator

from toolkit.core.incident.state import Incident, key_of
from toolkit.core.incident.words import Status
from toolkit.core.playbook import Action, Mode, Notify, Step


def missing_evidence(incident: Incident, key: str) -> Iterator[str]:
    """Steps whose evidence this one would destroy and that nobody has done, skipped or ruled out."""
    step = incident.step(key)
    for name in step.evidence_first if isinstance(step, Action) else ():
        other = key_of(key.rpartition("/")[0], name)
        if not incident.state_of(other).settled:
            yield other


def authority(incident: Incident, key: str) -> str:
    """The level whose standing authority lets the role do this without asking; "" where it does not hold."""
    step = incident.step(key)
    standing = step.standing_authority if isinstance(step, Action) else ()
    return incident.level.value if incident.level in standing and incident.level else ""


def wants_approval(step: Step | None) -> str:
    """Who must agree before it is done: a role, or "a second person"; "" when nobody must."""
    match step:
        case Notify() if step.approver:
            return step.approver
        case Action() if step.mode is Mode.APPROVAL:
            return "a second person"
    return ""


def unapproved(incident: Incident, key: str) -> bool:
    """Whether an approval is asked for and is neither given nor replaced by standing authority."""
    if not wants_approval(incident.step(key)) or authority(incident, key):
        return False
    return key not in incident.approvals


def lacking_items(incident: Incident, key: str) -> Iterator[str]:
    """Pieces of evidence that a step names and of which none is recorded."""
    step = incident.step(key)
    have = {item.wanted for item in incident.evidence if item.step == key}
    yield from (one.id for one in (step.evidence if step else ()) if one.id not in have)


def unknown(incident: Incident, key: str) -> Iterator[str]:
    """Variables that a step finds out and that nobody has set."""
    step, known = incident.step(key), incident.known(key.rpartition("/")[0])
    yield from (name for name in (step.produces if step else ()) if name not in known)


def same_person(one: str, other: str) -> bool:
    """Whether two names are one, whatever their spacing and letters' case."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def in_progress(incident: Incident, key: str) -> bool:
    """Whether somebody has begun it and nobody has said how it ended."""
    return incident.state_of(key).status is Status.STARTED and bool(incident.state_of(key).started_by)
