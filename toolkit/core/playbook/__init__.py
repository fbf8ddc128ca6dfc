"""A playbook: what to do about one kind of incident, as steps that can be proved, rehearsed and carried out.

The words are those of the TOML files in `playbooks/incidents/`. A step says with `next` where it goes; without it,
to the step below it in the file. `close` ends the playbook, `back` ends a branch of a parallel or the body of a loop.
Times are words ("15 minutes"); `toolkit.core.span` turns them into durations.
"""

from toolkit.core.playbook.book import Exercise, Inject, Playbook, Prerequisite, Role, Route, Severity, Variable
from toolkit.core.playbook.steps import (
    BACK,
    CLOSE,
    KINDS,
    OPENED,
    Action,
    Decision,
    Loop,
    Notify,
    Operation,
    Option,
    Parallel,
    Step,
    Sub,
    Wait,
    Wanted,
    kind_of,
)
from toolkit.core.playbook.walk import body_of, filled, following, leads_to, mentioned
from toolkit.core.playbook.words import Audience, Giver, Level, Milestone, Mode, Phase, VariableType

__all__ = [
    "BACK",
    "CLOSE",
    "KINDS",
    "OPENED",
    "Action",
    "Audience",
    "Decision",
    "Exercise",
    "Giver",
    "Inject",
    "Level",
    "Loop",
    "Milestone",
    "Mode",
    "Notify",
    "Operation",
    "Option",
    "Parallel",
    "Phase",
    "Playbook",
    "Prerequisite",
    "Role",
    "Route",
    "Severity",
    "Step",
    "Sub",
    "Variable",
    "VariableType",
    "Wait",
    "Wanted",
    "body_of",
    "filled",
    "following",
    "kind_of",
    "leads_to",
    "mentioned",
]
