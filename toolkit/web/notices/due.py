"""What is due first in an incident, with the kind of notice that meets it. The duties' own room has the reasoning."""

from typing import Any

from reports.duties.words import due, left, told_of, urgency
from reports.incident.times import Times
from toolkit.core.duty.words import Audience
from toolkit.usecase.duties.laws import demands
from toolkit.usecase.duties.listing import worked_out
from toolkit.usecase.incident.session import View
from toolkit.web.house import house
from toolkit.web.notices.typed import zone

KINDS = {Audience.PEOPLE: "people-full", Audience.AUTHORITY: "authority-initial"}
"""With what kind of notice a duty is usually met."""


def due_first(view: View, at_most: int) -> list[dict[str, Any]]:
    """The first duties whose clocks run; nothing while nobody has said anything of them. Records nothing."""
    if not view.incident.duties.edition or view.incident.closed_at is not None:
        return []
    settings = house().settings
    found, times = worked_out(settings, view), Times(zone())
    running = sorted((one for one in found.rows if one.runs and told_of(one)), key=urgency)[:at_most]
    rules = {one.key: one.rules for one in demands(settings, view.folder)} if running else {}
    return [
        {
            "row": row,
            "due": due(row, times),
            "until": row.deadline.conservative,
            "left": left(row, found.now),
            "late": (row.left(found.now) or 0) < 0,
            "kind": KINDS.get(row.duty.audience, ""),
            "rules": rules.get(row.key, ()),
        }
        for row in running
    ]
