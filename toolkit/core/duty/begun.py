"""What was recorded of time: when something began or was done, by whom."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from toolkit.core.duty.wall import start_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A start event as recorded. `day`: only the date is known, and it counts from its beginning there."""

    at: datetime
    by: str = ""
    note: str = ""
    day: date | None = None
    source: str = ""
    """Where it stands, when it is not an event of this kind: `milestone aware`."""
    line: int = 0
    """Of the journal."""
    recorded_at: datetime | None = None
    corrected: str = ""
    """Why it counts no more; empty: it counts."""

    def moment(self, zone: tzinfo) -> datetime:
        """When it was, for a duty of that zone."""
        return start_of(self.day, zone) if self.day else self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A duty that was met, and how."""

    at: datetime
    by: str
    how: str
    """Whatever shows it: a number that the authority gave, a name of a letter."""
    why_late: str = ""
