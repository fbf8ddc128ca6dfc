"""The weakest link: from inventory, findings and facts to one number that is the easiest path to the data.

Pure: no clock, no input or output but its own tables. numpy and scipy are loaded when `posture` is called.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from toolkit.core.check import Check
from toolkit.core.fact import Seen
from toolkit.core.finding import Finding
from toolkit.core.inventory import Inventory
from toolkit.core.posture import Posture
from toolkit.score.evidence import Past
from toolkit.score.priority import worst
from toolkit.score.tables import Tables, shipped

__all__ = ["FORMULAS", "Past", "Tables", "posture", "worst"]

FORMULAS = 1
"""Version of everything in the score that is not in the tables. Raised when the same inputs and tables may give
another score than before: kept scores of older formulas are restated, never compared as they are."""

NO_PAST: Mapping[tuple[str, str, str], Past] = {}


def posture(
    inventory: Inventory,
    findings: Sequence[Finding],
    checks: Sequence[Check],
    seen: Iterable[Seen],
    *,
    at: datetime,
    past: Mapping[tuple[str, str, str], Past] = NO_PAST,
    tables: Tables | None = None,
) -> Posture:
    """The organisation's resistance along its weakest path, explained (scoring §1.1 to §1.7).

    `checks` is the whole catalogue, deselected ones too: a check that opens a step and answered nothing
    on a target counts as UNKNOWN there. `seen` is everything that was collected, `Absent` and `Unread`
    included where there are any. `past` gives the last real answer of findings in earlier runs: a failure
    that cannot be seen now is a failure still. `at` is the moment to score for; answers age up to it.
    The order of no argument matters, to the bit.
    """
    from toolkit.score import assess  # noqa: PLC0415  scipy loads here and not before

    return assess.posture(inventory, findings, checks, seen, at=at, past=past, tables=tables or shipped())
