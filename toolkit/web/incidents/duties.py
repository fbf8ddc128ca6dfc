"""Who must be told of this incident, as far as that was worked out; kept for a minute: it takes a quarter second."""

import threading
from collections import OrderedDict

from toolkit.config.settings import Settings
from toolkit.core.errors import UserError
from toolkit.usecase.duties.listing import Standings, worked_out
from toolkit.usecase.incident.session import View

KEPT = 16

_guard = threading.Lock()
_known: OrderedDict[tuple[str, str, int, int], Standings | str] = OrderedDict()


def duties_of(view: View, settings: Settings) -> Standings | None:
    """The duties as they stand; None where no edition of the laws is fixed yet, or its files cannot be read."""
    found = _found(view, settings)
    return found if isinstance(found, Standings) else None


def wrong_with_duties(view: View, settings: Settings) -> tuple[str, ...]:
    """What is wrong with the laws' files. It must not hide the incident itself."""
    found = _found(view, settings)
    return (f"who must be told cannot be worked out: {found}",) if isinstance(found, str) and found else ()


def _found(view: View, settings: Settings) -> Standings | str:
    if not view.incident.duties.edition:
        return ""
    key = (str(view.folder), view.head, int(view.now.timestamp()) // 60, id(settings))
    with _guard:
        if key in _known:
            return _known[key]
    found: Standings | str
    try:
        found = worked_out(settings, view)
    except UserError as no:
        found = str(no)
    with _guard:
        _known[key] = found
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return found
