"""What exercises and incidents show of letters: which version was approved by everybody, and written out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from toolkit.config.settings import Settings
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind
from toolkit.core.notice import Notice, missing_approvals
from toolkit.usecase.incident.places import folders
from toolkit.usecase.incident.session import View, look


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One notice of one incident or exercise."""

    kind: str
    digest: str
    """Of the template's version."""
    languages: tuple[str, ...]
    rules: tuple[str, ...]
    approved_on: date
    exercised_on: date | None = None
    """When it was written out in an exercise, not as a draft."""
    where: str


def shown(settings: Settings) -> tuple[Shown, ...]:
    """Every notice that was approved by all reviewers. A journal that does not hold proves nothing."""
    found: list[Shown] = []
    for exercise in (True, False):
        for folder in folders(settings.state, exercise=exercise):
            try:
                found += _in(look(folder), settings.notices.reviewers)
            except UserError:
                continue
    return tuple(found)


def _in(view: View, reviewers: tuple[str, ...]) -> Iterator[Shown]:
    exported = {
        one.data["notice"]: one.recorded_at.date()
        for one in view.events
        if one.kind is Kind.NOTICE_EXPORTED and not one.data["draft"]
    }
    for name, notice in view.incident.notices.items():
        approved = _approved(notice, reviewers)
        # What was exported had every approval then, also when a later change took them back.
        day = approved or exported.get(name)
        if day:
            yield Shown(
                kind=notice.kind,
                digest=notice.template,
                languages=notice.languages,
                rules=notice.rules,
                approved_on=day,
                exercised_on=exported.get(name) if view.incident.exercise else None,
                where=view.incident.id,
            )


def _approved(notice: Notice, reviewers: tuple[str, ...]) -> date | None:
    """The day of the last yes that was needed, all of the same bytes."""
    if not notice.approvals:
        return None
    standing = notice.standing(notice.approvals[-1].digest)
    return None if missing_approvals(standing, reviewers) else max(one.at for one in standing).date()
