"""An incident: events in a chained journal, folded into where everything stands. Pure; time is an argument."""

from toolkit.core.incident.clock import Due, deadlines, due_at, latest, not_before, reminders, set_back
from toolkit.core.incident.closing import obligations, unfinished
from toolkit.core.incident.event import Event, NotOurs, event, moment, stamp
from toolkit.core.incident.fold import fold
from toolkit.core.incident.metrics import Metric, Summary, metrics, summary
from toolkit.core.incident.state import (
    MAIN,
    Frame,
    Incident,
    Item,
    Promise,
    StepState,
    Told,
    Transfer,
    Value,
    Yes,
    key_of,
)
from toolkit.core.incident.words import SETTLED, Kind, Status

__all__ = [
    "MAIN",
    "SETTLED",
    "Due",
    "Event",
    "Frame",
    "Incident",
    "Item",
    "Kind",
    "Metric",
    "NotOurs",
    "Promise",
    "Status",
    "StepState",
    "Summary",
    "Told",
    "Transfer",
    "Value",
    "Yes",
    "deadlines",
    "due_at",
    "event",
    "fold",
    "key_of",
    "latest",
    "metrics",
    "moment",
    "not_before",
    "obligations",
    "reminders",
    "set_back",
    "stamp",
    "summary",
    "unfinished",
]
