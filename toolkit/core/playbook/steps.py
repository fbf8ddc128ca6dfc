"""The seven kinds of step."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.core.playbook.words import Audience, Level, Milestone, Mode, Phase

CLOSE = "close"
"""`next = "close"`: the playbook ends here."""

BACK = "back"
"""`next = "back"`: the branch or loop body ends here; its parallel or loop goes on."""

OPENED = "opened"
"""The moment an incident was opened, as a deadline may count from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A piece of evidence to collect: what, how, and why it matters."""

    id: str
    what: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A call of a provider's interface, checked against the provider's own model of it."""

    service: str
    """As boto3 names it: `s3`, `s3control`, `ec2`."""
    operation: str
    """As the provider names it: `PutPublicAccessBlock`."""
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What all steps have. `does` is the instruction, for somebody who is tired and in a hurry."""

    id: str
    title: str
    phase: Phase
    role: str
    does: str = ""
    next: str = ""
    within: str = ""
    """Deadline: a span of time ..."""
    of: str = OPENED
    """... from this step's or milestone's completion, or from the opening."""
    only_at: tuple[Level, ...] = ()
    """Not applicable at other levels; none: at every level."""
    needs: tuple[str, ...] = ()
    """Preconditions, in words, to be confirmed before starting."""
    evidence: tuple[Wanted, ...] = ()
    produces: tuple[str, ...] = ()
    """Variables that this step finds out."""
    reaches: Milestone | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Step):
    """Something to do. `changes` is true when something outside this tool is different afterwards."""

    mode: Mode = Mode.MANUAL
    verb: str = ""
    """Of `toolkit.act`; brings its own capture, verification and rollback."""
    given: Mapping[str, str] = field(default_factory=dict)
    """The verb's parameters, `{variable}` allowed."""
    operations: tuple[Operation, ...] = ()
    commands: tuple[str, ...] = ()
    """For a person to type; never run by the tool."""
    changes: bool = False
    irreversible: bool = False
    evidence_first: tuple[str, ...] = ()
    """Steps that must be done before this one, because it destroys what they collect."""
    standing_authority: tuple[Level, ...] = ()
    """Levels at which the role may do this without asking, even before the evidence."""
    verify: str = ""
    """How to see that it worked, by reading the state back."""
    inverse: str = ""
    """How to undo it."""
    ends: tuple[str, ...] = ()
    """Ids of checks whose PASS proves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to a decision and where it leads."""

    answer: str
    next: str
    means: str = ""
    reaches: Milestone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Step):
    """A question with answers. With `on`, the variable's value suggests the answer; a person confirms it."""

    ask: str
    options: tuple[Option, ...]
    on: str = ""
    approver: str = ""
    """Role that must agree, for decisions that bind the organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel(Step):
    """Branches to be worked on at the same time, each from its first step to `back`. Goes on when all are back."""

    branches: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop(Step):
    """Steps to be repeated, from `body` to `back`, until `until` is so, and `at_most` so many times."""

    body: str
    until: str
    at_most: int
    every: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Step):
    """Nothing to do for a span of time, or until something has happened; `at_most` then ends the wait."""

    for_: str = ""
    until: str = ""
    at_most: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sub(Step):
    """Another playbook from its beginning to its end. `given`: its variables from ours."""

    playbook: str
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify(Step):
    """Tell somebody. `template` is the notice to use; what must be in it and by when is the duty's business."""

    audience: Audience
    template: str = ""
    approver: str = ""


KINDS: Mapping[str, type[Step]] = {
    "action": Action,
    "decision": Decision,
    "parallel": Parallel,
    "loop": Loop,
    "wait": Wait,
    "sub-playbook": Sub,
    "notify": Notify,
}
"""The word of `kind` in the file to the step it makes."""


def kind_of(step: Step) -> str:
    """The word of `kind` for a step."""
    return next(word for word, kind in KINDS.items() if type(step) is kind)
