"""An incident as its journal tells it: where each playbook stands, what is known, what was collected and done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from toolkit.core.duty.record import DutyRecord
from toolkit.core.incident.words import SETTLED, Status
from toolkit.core.notice import Notice
from toolkit.core.playbook import Level, Milestone, Playbook, Step, filled

MAIN = ""
"""Key of the frame of the playbook that the incident was opened with."""


def key_of(frame: str, step: str) -> str:
    """How a step is called in this incident."""
    return f"{frame}/{step}" if frame else step


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """How one step stands in its present round."""

    status: Status = Status.TODO
    round: int = 1
    arrived_at: datetime | None = None
    """When the incident first came to it in this round; None: it has not, whoever worked ahead."""
    started_at: datetime | None = None
    started_by: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    recorded_at: datetime | None = None
    note: str = ""
    verified: str = ""
    """What was seen, by whoever read the state back."""
    answer: str = ""
    proposed: str = ""
    """An answer that waits for its approver."""
    proposed_by: str = ""
    asking: bool = False
    """Of a loop: the body is back, and somebody must say whether it is so."""
    by_level: bool = False
    """Not applicable because of the level alone."""
    despite: str = ""
    """Why somebody went on although something was not in order."""
    authority: str = ""
    """The level whose standing authority was used."""
    assignee: str = ""
    due: datetime | None = None
    passed: bool = False
    """The incident has gone on from it."""
    turn: int = 0
    """Of a loop: which time through its body this is."""

    @property
    def settled(self) -> bool:
        """Whether the incident goes on from it."""
        return self.status in SETTLED


@dataclass(frozen=True, slots=True)
class Token:
    """A place in a playbook that is being worked at. `inside`: the parallels and loops around it, outermost first."""

    step: str
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One playbook in progress: the first one, one run by a step, or one merged in."""

    key: str
    playbook: Playbook
    digest: str
    tokens: tuple[Token, ...] = ()
    caller: str = ""
    """Key of the step that runs it."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Its variables from the caller's, as the calling step wrote them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A variable's value, who gave it, and when it was known."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A milestone. The first that stands counts."""

    at: datetime
    by: str
    step: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """An approver's yes to exactly this."""

    by: str
    at: datetime
    digest: str = ""
    verb: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A change that was promised before it was made, and not put back since."""

    step: str
    verb: str
    parameters: Mapping[str, str]
    captured: Mapping[str, Any]
    at: datetime
    kept: bool = False
    undoing: bool = False

    @property
    def in_doubt(self) -> bool:
        """Perhaps nothing of it was done, perhaps all."""
        return self.undoing or not self.kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A piece of evidence went to somebody, and was the same when it did."""

    to: str
    by: str
    at: datetime
    recorded_at: datetime
    sha256: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of evidence."""

    id: str
    file: str
    """In the incident's folder."""
    name: str
    sha256: str
    size: int
    what: str
    source: str
    by: str
    collected_at: datetime
    recorded_at: datetime
    step: str = ""
    wanted: str = ""
    custody: tuple[Transfer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An inject: what the players of an exercise were told."""

    number: int
    """In the playbook, from 1; 0: the leader's own."""
    says: str
    expects: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Everything that the journal tells. `affected` is what the inventory knew at the opening."""

    id: str
    title: str
    exercise: bool
    opened_at: datetime
    opened_by: str
    level: Level | None = None
    finding: Mapping[str, Any] = field(default_factory=dict)
    affected: Mapping[str, Any] = field(default_factory=dict)
    pinned: Mapping[str, str] = field(default_factory=dict)
    """Digest by id of each playbook that a step may run."""
    frames: Mapping[str, Frame] = field(default_factory=dict)
    steps: Mapping[str, StepState] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """By frame, then by name."""
    milestones: Mapping[Milestone, Reached] = field(default_factory=dict)
    began_at: datetime | None = None
    approvals: Mapping[str, Yes] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()
    evidence: tuple[Item, ...] = ()
    collecting: tuple[str, ...] = ()
    """Files whose collection was begun and not recorded as finished."""
    told: tuple[Told, ...] = ()
    reminded: frozenset[tuple[str, str]] = frozenset()
    """Step and due time of every reminder that was sent."""
    notices: Mapping[str, Notice] = field(default_factory=dict)
    """Those that were drafted, by id."""
    duties: DutyRecord = field(default_factory=DutyRecord)
    """What was said of who must be told."""
    ahead: timedelta = timedelta()
    """How far an exercise's clock is before the real one."""
    closed_at: datetime | None = None
    closed_note: str = ""
    lines: int = 0

    def step(self, key: str) -> Step | None:
        """The playbook's step of this key; None when the version in force has none."""
        frame, _, name = key.rpartition("/")
        found = self.frames.get(frame)
        return found.playbook.steps().get(name) if found else None

    def state_of(self, key: str) -> StepState:
        """How it stands; a step nobody has touched stands at its beginning."""
        return self.steps.get(key, StepState())

    def open_keys(self) -> Iterator[str]:
        """Steps that can be worked at now, in the order of their playbooks."""
        for frame in self.frames.values():
            order = {step.id: at for at, step in enumerate(frame.playbook.step)}
            for token in sorted(frame.tokens, key=lambda one: order.get(one.step, 0)):
                yield key_of(frame.key, token.step)

    def in_doubt(self) -> Iterator[str]:
        """Steps that were begun and of which nobody has said how they ended."""
        for key, state in self.steps.items():
            if state.status is Status.STARTED and state.started_by:
                yield key

    def known(self, frame: str) -> Mapping[str, str]:
        """The variables that a frame knows, by name: its own, its caller's, or those of the first playbook."""
        found = self.frames[frame]
        own = {name: value.text for name, value in self.values.get(frame, {}).items()}
        if frame == MAIN:
            return own
        if not found.caller:
            return {**_shared(self.known(MAIN), found.playbook), **own}
        outer = self.known(found.caller.rpartition("/")[0])
        given = {name: filled(words, outer) for name, words in found.given.items()}
        return {**{name: text for name, text in given.items() if "{" not in text}, **own}


def _shared(values: Mapping[str, str], playbook: Playbook) -> Mapping[str, str]:
    return {name: text for name, text in values.items() if name in playbook.variables}
