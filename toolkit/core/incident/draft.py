"""An incident while its journal is being read: the same words as `Incident`, still open for the next line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from toolkit.core.duty.record import DutyRecord
from toolkit.core.incident.state import Frame, Incident, Item, Promise, Reached, StepState, Told, Value, Yes, key_of
from toolkit.core.notice import Notice
from toolkit.core.playbook import Level, Milestone, Playbook, Step

LASTING = frozenset({Milestone.AWARE, Milestone.PERSONAL_DATA_CONFIRMED})
"""Where legal clocks start. Asking again does not set them back; only another answer takes them away."""


@dataclass(slots=True)
class Draft:
    """What has been read so far. `library`: every pinned playbook by its digest."""

    library: Mapping[str, Playbook]
    head: dict[str, Any] = field(default_factory=dict)
    """What the first line said, and the few single values, as `Incident` calls them."""
    level: Level | None = None
    pinned: dict[str, str] = field(default_factory=dict)
    frames: dict[str, Frame] = field(default_factory=dict)
    steps: dict[str, StepState] = field(default_factory=dict)
    values: dict[str, dict[str, Value]] = field(default_factory=dict)
    milestones: dict[Milestone, Reached] = field(default_factory=dict)
    approvals: dict[str, Yes] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    evidence: dict[str, Item] = field(default_factory=dict)
    collecting: dict[str, None] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    reminded: set[tuple[str, str]] = field(default_factory=set)
    notices: dict[str, Notice] = field(default_factory=dict)
    duties: DutyRecord = field(default_factory=DutyRecord)
    lines: int = 0

    def finished(self) -> Incident:
        """The incident after the last line."""
        return Incident(
            **self.head,
            level=self.level,
            pinned=dict(self.pinned),
            frames=dict(self.frames),
            steps=dict(self.steps),
            values={frame: dict(known) for frame, known in self.values.items()},
            milestones=dict(self.milestones),
            approvals=dict(self.approvals),
            promises=tuple(self.promises),
            evidence=tuple(self.evidence.values()),
            collecting=tuple(self.collecting),
            told=tuple(self.told),
            reminded=frozenset(self.reminded),
            notices=dict(self.notices),
            duties=self.duties,
            lines=self.lines,
        )

    def of(self, key: str) -> StepState:
        """How a step stands."""
        return self.steps.get(key, StepState())

    def change(self, key: str, **what: Any) -> None:
        """Set some of how a step stands."""
        self.steps[key] = replace(self.of(key), **what)

    def step(self, key: str) -> Step | None:
        """The playbook's step of this key."""
        frame, _, name = key.rpartition("/")
        return self.frames[frame].playbook.steps().get(name) if frame in self.frames else None

    def reach(self, milestone: Milestone | None, at: datetime, by: str, step: str = "", note: str = "") -> None:
        """Note a milestone, unless it stands already."""
        if milestone is not None:
            self.milestones.setdefault(milestone, Reached(at=at, by=by, step=step, note=note))

    def unreach(self, key: str, *, keep: Collection[Milestone]) -> None:
        """Take back what a step had reached, but for `keep`."""
        for milestone in [name for name, one in self.milestones.items() if one.step == key and name not in keep]:
            del self.milestones[milestone]

    def afresh(self, key: str) -> None:
        """Back to the beginning, for another round; what it had reached is reached no more."""
        old = self.of(key)
        self.steps[key] = StepState(round=old.round + 1, assignee=old.assignee)
        self.approvals.pop(key, None)
        self.unreach(key, keep=LASTING)

    def keys(self, frame: str) -> list[str]:
        """Keys of every step of a frame."""
        return [key_of(frame, step.id) for step in self.frames[frame].playbook.step]
