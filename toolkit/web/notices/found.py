"""What an address means: an incident, a notice of it, the parts of its other version."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

from toolkit.core.errors import UserError
from toolkit.core.incident import Incident, Kind
from toolkit.core.notice import Notice
from toolkit.usecase.incident.places import folder_of
from toolkit.usecase.incident.session import Said, View, look
from toolkit.usecase.notice.companion import drafted, other_kind, would_be
from toolkit.usecase.notice.drawn import gaps
from toolkit.usecase.notice.seen import Seen, see
from toolkit.usecase.notice.shelf import library
from toolkit.web.house import house
from toolkit.web.roles import NAMES, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """The short version of a full notice, or the other way round."""

    seen: Seen
    drafted: bool
    """Whether it has been begun; if not, it is shown as it would be."""


def incident_of(id: str) -> View:
    """The incident of an address."""
    try:
        folder = folder_of(house().settings.state, id)
    except UserError as no:
        raise Http404 from no
    return look(folder)


def notice_of(view: View, id: str) -> Seen:
    """A notice of it."""
    if id not in view.incident.notices:
        raise Http404
    settings = house().settings
    return see(settings, view.folder, view.incident, id, library(settings))


def other_of(view: View, seen: Seen) -> Other | None:
    """Its other version, where the kind has one."""
    settings = house().settings
    shelf = library(settings)
    kind = other_kind(seen.notice.kind, shelf)
    if not kind:
        return None
    there = drafted(view.incident, seen.notice, kind)
    found = notice_of(view, there) if there else would_be(seen, kind, shelf, settings)
    return Other(seen=found, drafted=bool(there)) if found.notice.languages else None


def said(request: HttpRequest, note: str = "") -> Said:
    """Who does it, for the journal."""
    return Said(by=request.user.get_username(), note=note.strip())


def reviews(request: HttpRequest) -> frozenset[str]:
    """The roles in which this person reviews notices."""
    return frozenset(Role(name).reviews for name in request.roles if name in NAMES) - {""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where a notice stands, in a word and in a sentence's parts."""

    word: str
    """`drafting`, `asked`, `approved`, `sending`, `sent`."""
    yes: tuple[str, ...]
    no: tuple[str, ...]
    lacking: tuple[str, ...]
    more_people: bool
    """Every role has said yes, and it was one person."""


def stage(view: View, seen: Seen) -> Stage:
    """Worked out from who said yes to exactly what it says now, and from whether that has gone out."""
    yes = tuple(one.role for one in seen.standing if one.role in seen.reviewers)
    no = tuple(role for role in seen.reviewers if role not in yes)
    asked = seen.notice.asked is not None and seen.notice.asked.digest == seen.digest
    word = _gone(view, seen) or ("approved" if not seen.lacking else "asked" if asked or yes else "drafting")
    alone = not no and not seen.unresolved and bool(seen.lacking)
    return Stage(word=word, yes=yes, no=no, lacking=seen.lacking, more_people=alone)


def _gone(view: View, seen: Seen) -> str:
    """Whether what it says now is being sent, or was; a changed notice is neither."""
    planned = any(
        one.kind is Kind.SENDING_PLANNED and one.data.get("versions", {}).get(seen.notice.id) == seen.digest
        for one in view.events
    )
    runs = (Kind.SENDING_BEGUN, Kind.SENDING_PAUSED, Kind.SENDING_RESUMED, Kind.SENDING_FINISHED)
    last = next((one.kind for one in reversed(view.events) if one.kind in runs), None)
    if not planned or last is None:
        return ""
    return "sent" if last is Kind.SENDING_FINISHED else "sending"


def frame(view: View, seen: Seen | None = None) -> dict[str, Any]:
    """What every page of the room gets."""
    incident: Incident = view.incident
    notice: Notice | None = seen.notice if seen else None
    given: dict[str, Any] = {"view": view, "incident": incident, "exercise": incident.exercise, "notice": notice}
    return {**given, "seen": seen, "stage": stage(view, seen), "gaps": gaps(seen)} if seen else given
