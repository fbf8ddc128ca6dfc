"""What stands in the way of closing an incident."""

from collections.abc import Iterator

from toolkit.core.incident.state import Incident
from toolkit.core.playbook import Milestone

ASKED = (Milestone.PERSONAL_DATA_CONFIRMED, Milestone.PERSONAL_DATA_EXCLUDED)
ANSWERED = (Milestone.NOTIFIED, Milestone.NOT_NOTIFYING)


def obligations(incident: Incident) -> Iterator[str]:
    """What is still owed to people whose data it was; nothing but fulfilling it helps."""
    reached = incident.milestones
    if not any(one in reached for one in ASKED):
        yield "nobody has recorded whether personal data was affected: personal-data-confirmed or -excluded"
    if Milestone.PERSONAL_DATA_CONFIRMED in reached and not any(one in reached for one in ANSWERED):
        yield "personal data was affected, and neither notified nor decided-not-to-notify is reached"


def unfinished(incident: Incident) -> Iterator[str]:
    """What is not finished; somebody may say why it is left."""
    for key in incident.open_keys():
        step, state = incident.step(key), incident.state_of(key)
        yield f"step {key} is {state.status}" + (f": {step.title}" if step else "")
    for promise in incident.promises:
        if promise.in_doubt:
            yield f"{promise.verb} of step {promise.step} is in doubt: perhaps it was done, perhaps not"
    for file in incident.collecting:
        yield f"collecting {file} was begun and not recorded as finished"
