"""The closed vocabularies of an incident: what can happen, and how a step can stand."""

from enum import StrEnum


class Kind(StrEnum):
    """What one line of the journal records. Corrections are further lines; none is ever changed."""

    OPENED = "opened"
    PINNED = "pinned"
    """A playbook's version was fixed for this incident, to be run by a step of another."""
    MERGED = "merged"
    UPGRADED = "upgraded"
    LEVEL = "level"
    VALUE = "value"
    BEGAN = "began"
    """When the harm began, as far as is known: what the time to detect is measured from."""
    REACHED = "reached"
    """A milestone that a person states, with the reason in the note."""
    WITHDRAWN = "withdrawn"
    """A milestone was stated wrongly."""
    ASSIGNED = "assigned"
    NOTED = "noted"
    STARTED = "started"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not-applicable"
    DECIDED = "decided"
    APPROVED = "approved"
    REOPENED = "reopened"
    """Of a step: what was recorded of it was wrong. Without a step: a closed incident goes on."""
    ALSO_SAID = "also-said"
    """Somebody said something of a step that had ended already. The line before it counts; nothing is lost."""
    COLLECTING = "collecting"
    COLLECTED = "collected"
    TRANSFERRED = "transferred"
    ACT_PROMISED = "act-promised"
    ACT_ACTED = "act-acted"
    ACT_VERIFIED = "act-verified"
    ACT_FAILED = "act-failed"
    ACT_UNDOING = "act-undoing"
    ACT_UNDONE = "act-undone"
    HANDED_OVER = "handed-over"
    REMINDED = "reminded"
    INJECTED = "injected"
    ADVANCED = "advanced"
    EXPORTED = "exported"
    REPAIRED = "repaired"
    """A line that was cut while it was being written was put aside; it had told nobody that it was done."""
    CLOSED = "closed"


class Status(StrEnum):
    """How a step stands. Only `DONE` was seen to be so."""

    TODO = "todo"
    STARTED = "started"
    DONE = "done"
    UNVERIFIED = "done-unverified"
    """Somebody says it is done; that it worked was not seen."""
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not-applicable"


SETTLED = frozenset({Status.DONE, Status.UNVERIFIED, Status.SKIPPED, Status.NOT_APPLICABLE})
"""The incident goes on from a step that stands like this. A failed one holds it up until somebody decides."""
