"""What an incident's journal tells of duties: answers, start events, what was met, what was decided otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from toolkit.core.duty.begun import Begun, Met
from toolkit.core.duty.words import Risk, Start

RISK = "risk"
"""What an override of the assessment is called; every other is the id of a duty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody answered. The one before it stays in the journal."""

    text: str
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Something decided otherwise than it was worked out. It counts once somebody else has approved it."""

    value: str
    because: str
    by: str
    at: datetime
    approved_by: str = ""
    approved_at: datetime | None = None

    @property
    def counts(self) -> bool:
        """Whether it was approved."""
        return bool(self.approved_by)

    def words(self) -> str:
        """In one line."""
        approved = f"approved by {self.approved_by}" if self.counts else "not approved, so it does not count"
        return f"decided to be {self.value} by {self.by}, because {self.because}; {approved}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRecord:
    """All of it. `edition`: digest of the laws that the incident is pinned to; empty: none yet."""

    edition: str = ""
    starts: Mapping[Start, tuple[Begun, ...]] = field(default_factory=dict)
    """Also those that were corrected, which count no more."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    met: Mapping[str, Met] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)

    @property
    def risk(self) -> Risk | None:
        """What the assessment was decided to be, where that was approved."""
        found = self.overrides.get(RISK)
        return Risk(found.value) if found and found.counts else None
