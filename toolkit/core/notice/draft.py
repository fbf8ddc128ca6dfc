"""A notice being written for an incident: values, who was asked, who approved exactly which bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from toolkit.core.notice.words import ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a field says, by language or under `any`; or that it is not yet known, and by when it will be told."""

    words: Mapping[str, str] = field(default_factory=dict)
    unknown_until: date | None = None
    by: str = ""
    at: datetime | None = None

    @property
    def unknown(self) -> bool:
        """Whether it is said to be not yet known."""
        return self.unknown_until is not None

    def of(self, key: str) -> str:
        """Its words for a language; empty when there are none."""
        return self.words.get(key, "") or self.words.get(ANY, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A reviewer's yes to exactly these bytes."""

    role: str
    by: str
    at: datetime
    digest: str
    despite: str = ""
    """Why, although the lint had something to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """Approvals that stand no more, and why."""

    at: datetime
    by: str
    why: str
    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Review was asked for, of these bytes."""

    by: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice of an incident, as its journal tells it."""

    id: str
    kind: str
    template: str
    """Digest of the template's version that it is pinned to."""
    languages: tuple[str, ...]
    drafted_by: str
    drafted_at: datetime
    rules: tuple[str, ...] = ()
    """Ids of the laws whose rules for such a letter it must keep."""
    values: Mapping[str, Value] = field(default_factory=dict)
    changes: int = 0
    """How often its values were changed; the number of the version that is in force."""
    changed_by: str = ""
    changed_at: datetime | None = None
    asked: Asked | None = None
    approvals: tuple[Approval, ...] = ()
    voided: tuple[Voided, ...] = ()

    def standing(self, digest: str) -> tuple[Approval, ...]:
        """The approvals of exactly these bytes."""
        return tuple(one for one in self.approvals if one.digest == digest)


def missing_approvals(standing: tuple[Approval, ...], reviewers: tuple[str, ...], people: int = 2) -> tuple[str, ...]:
    """What is missing until a notice may go out: roles that have not said yes, and a second person."""
    have = {one.role for one in standing}
    names = {" ".join(one.by.split()).casefold() for one in standing}
    lacking = tuple(f"the yes of {role}" for role in reviewers if role not in have)
    alone = (f"{people} different people; so far {len(names)}",) if not lacking and len(names) < people else ()
    return lacking + alone
