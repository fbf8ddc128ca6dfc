"""A playbook: what to do about one kind of incident, as steps that can be proved, rehearsed and carried out.

The words are those of the TOML files in `playbooks/incidents/`. A step says with `next` where it goes; without it,
to the step below it in the file. `close` ends the playbook, `back` ends a branch of a parallel or the body of a loop.
Times are words ("15 minutes"); `toolkit.core.span` turns them into durations.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

CLOSE = "close"
"""`next = "close"`: the playbook ends here."""

BACK = "back"
"""`next = "back"`: the branch or loop body ends here; its parallel or loop goes on."""

OPENED = "opened"
"""The moment an incident was opened, as a deadline may count from it."""


_MENTION = re.compile(r"(?<![%$])\{([a-z][a-z0-9_]*)\}")


class Phase(StrEnum):
    """Which part of the response a step belongs to (NIST CSF 2.0: RS.MA, RS.AN, RS.MI, RC.RP, RS.CO, ID.IM)."""

    DETECT = "detect"
    TRIAGE = "triage"
    EVIDENCE = "evidence"
    CONTAIN = "contain"
    ERADICATE = "eradicate"
    RECOVER = "recover"
    NOTIFY = "notify"
    LEARN = "learn"


class Mode(StrEnum):
    """Who carries an action out."""

    MANUAL = "manual"
    """A person does it and says so."""
    AUTOMATED = "automated"
    """The step's verb does it, with `--execute`."""
    APPROVAL = "approval"
    """As automated, after a second person has approved these very parameters of this very version."""


class Level(StrEnum):
    """How bad an incident is: P1 is all hands at once, P4 is a ticket."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Milestone(StrEnum):
    """What a step reaches when it is done. Metrics and clocks are measured from these."""

    DETECTED = "detected"
    AWARE = "aware"
    """The organisation knows with reasonable certainty that personal data was affected: where legal clocks start."""
    PERSONAL_DATA_CONFIRMED = "personal-data-confirmed"
    PERSONAL_DATA_EXCLUDED = "personal-data-excluded"
    CONTAINED = "contained"
    ERADICATED = "eradicated"
    RECOVERED = "recovered"
    NOTIFIED = "notified"
    NOT_NOTIFYING = "decided-not-to-notify"
    REVIEWED = "reviewed"


class Audience(StrEnum):
    """To whom a notify step speaks."""

    AUTHORITY = "authority"
    PEOPLE = "people"
    CUSTOMERS = "customers"
    """Businesses whose data this organisation processes for them."""
    MANAGEMENT = "management"
    STAFF = "staff"
    PARTNERS = "partners"
    """Bank, insurer, police, provider, processor."""
    PUBLIC = "public"


class VariableType(StrEnum):
    """What a variable holds."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    YES_NO = "yes-no"
    STORE = "store"
    DATASET = "dataset"
    SERVER = "server"
    ACCOUNT = "account"
    BUCKET = "bucket"
    REGION = "region"
    ADDRESS = "address"
    IDENTITY = "identity"
    """An account name of a system: an IAM user or role, a login. Of a system, never a person's story."""
    RESOURCE = "resource"
    """An id of a provider: an instance, a key id, a snapshot, a volume."""
    LIST = "list"


class Giver(StrEnum):
    """Who supplies a variable that no step produces."""

    FINDING = "finding"
    INVENTORY = "inventory"
    PERSON = "person"
    CALLER = "caller"
    """The playbook that runs this one as a sub-playbook; asked of a person when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """Something to be known. Exactly one producer: `given_by`, or a step that names it in `produces`."""

    type: VariableType
    help: str
    given_by: Giver | None = None
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Somebody needed, by what they do. Who that is today stands in the inventory's contacts."""

    does: str
    deputy: bool = True
    """A second person must be named, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Out of scope: what it rather is, and where to go."""

    when: str
    playbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """When an incident of this kind is of this level."""

    level: Level
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite:
    """What must be in place before the day. `checks` are ids whose PASS shows it."""

    what: str
    checks: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Inject:
    """Something that the exercise's leader tells the players, at a time on the simulated clock."""

    at: str
    says: str
    expects: tuple[str, ...] = ()
    """Steps that ought to be done in answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """How to rehearse it."""

    scenario: str
    every: str
    injects: tuple[Inject, ...]
    questions: tuple[str, ...]
    """For the talk afterwards."""
    target: str = ""
    """Time within which containment should be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """One version of one playbook. A published version never changes."""

    id: str
    version: str
    title: str
    summary: str
    scope: str
    owner: str
    """The role that keeps it true."""
    reviewed_on: date
    review_by: date
    roles: Mapping[str, Role]
    severity: tuple[Severity, ...]
    step: tuple[Step, ...]
    exercise: Exercise
    variables: Mapping[str, Variable] = field(default_factory=dict)
    out_of_scope: tuple[Route, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    data_classes: tuple[str, ...] = ()
    """Only for stores that hold these; none: for any."""
    sources: tuple[str, ...] = ()
    derived_from: str = ""
    """`id@version sha256:...` of the version it was made from."""

    @property
    def start(self) -> Step:
        """The first step."""
        return self.step[0]

    def steps(self) -> Mapping[str, Step]:
        """The steps by id; of equal ids the last."""
        return {step.id: step for step in self.step}


def kind_of(step: Step) -> str:
    """The word of `kind` for a step."""
    return next(word for word, kind in KINDS.items() if type(step) is kind)


def following(playbook: Playbook) -> Mapping[str, str]:
    """Where each step goes when it is done: its `next`, or the step below it, or `close` after the last."""
    below = [*(step.id for step in playbook.step[1:]), CLOSE]
    return {step.id: step.next or after for step, after in zip(playbook.step, below, strict=True)}


def leads_to(step: Step, after: str) -> Iterator[str]:
    """Every place a step can go. `after` is where it goes when it is done (`following`)."""
    match step:
        case Decision():
            yield from (option.next for option in step.options)
        case Parallel():
            yield from step.branches
            yield after
        case Loop():
            yield step.body
            yield after
        case _:
            yield after


def mentioned(text: str) -> Iterator[str]:
    """Names of the variables that a text mentions, as in `{bucket}`. `%{...}` and `${...}` are a shell's own."""
    yield from (found[1] for found in _MENTION.finditer(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known put in; what is not known stays as it stands, in braces."""
    return _MENTION.sub(lambda found: values.get(found[1], found[0]), text)
