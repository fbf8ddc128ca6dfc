"""The parameters of a step's verb, from what the incident knows."""

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident
from toolkit.core.playbook import Action, filled, mentioned


def parameters(incident: Incident, key: str) -> dict[str, str]:
    """Each parameter with its variables put in. Raises `UserError` naming every variable that nobody has set."""
    step = incident.step(key)
    assert isinstance(step, Action)
    frame = key.rpartition("/")[0]
    known = incident.known(frame)
    lacking = sorted({name for text in step.given.values() for name in mentioned(text)} - known.keys())
    if lacking:
        raise UserError([Problem(key, name, "is not known yet: `incident set NAME=VALUE`") for name in lacking])
    return {name: filled(text, known) for name, text in step.given.items()}
