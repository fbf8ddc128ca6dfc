"""The rooms as the navigation lists them: a page, what it is called, who may enter."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from toolkit.web.roles import May


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One entry."""

    page: str
    title: Any
    may: May


ROOMS = (
    Room(page="posture", title=_("Posture"), may=May.SEE),
    Room(page="incidents", title=_("Incidents"), may=May.SEE_INCIDENTS),
    Room(page="notices", title=_("Notices"), may=May.SEE_INCIDENTS),
    Room(page="readiness", title=_("Readiness"), may=May.SEE),
    Room(page="library", title=_("Library"), may=May.SEE),
    Room(page="people", title=_("People"), may=May.ADMINISTER),
)
