"""A playbook as a whole: what it is for, who is needed, what must be known, its steps and its exercise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from toolkit.core.playbook.steps import Step
from toolkit.core.playbook.words import Giver, Level, VariableType


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
