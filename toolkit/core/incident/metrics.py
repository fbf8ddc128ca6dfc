"""How long it took to detect, contain, notify and recover. What was not reached has no time, and is not zero."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from toolkit.core.incident.state import Incident
from toolkit.core.playbook import Milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One span: from when to when. None: that moment is not recorded."""

    name: str
    title: str
    start: datetime | None
    end: datetime | None

    @property
    def took(self) -> timedelta | None:
        """How long; None when either moment is missing, or they are recorded the wrong way round."""
        if self.start is None or self.end is None or self.end < self.start:
            return None
        return self.end - self.start

    @property
    def crossed(self) -> bool:
        """The end is recorded as before the start: one of the two is wrong."""
        return self.start is not None and self.end is not None and self.end < self.start


def metrics(incident: Incident) -> tuple[Metric, ...]:
    """The spans of one incident. Detection counts from when the harm began, where somebody has recorded that."""
    at = {name: one.at for name, one in incident.milestones.items()}
    detected = at.get(Milestone.DETECTED)
    aware = at.get(Milestone.AWARE) or at.get(Milestone.PERSONAL_DATA_CONFIRMED)
    rows = (
        ("detect", "Began to detected", incident.began_at, detected),
        ("contain", "Detected to contained", detected or incident.opened_at, at.get(Milestone.CONTAINED)),
        ("aware", "Detected to aware of personal data", detected or incident.opened_at, aware),
        ("notify", "Aware to notified", aware, at.get(Milestone.NOTIFIED)),
        ("recover", "Detected to recovered", detected or incident.opened_at, at.get(Milestone.RECOVERED)),
        ("close", "Opened to closed", incident.opened_at, incident.closed_at),
    )
    return tuple(Metric(name=name, title=title, start=start, end=end) for name, title, start, end in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One span over several incidents."""

    name: str
    title: str
    count: int
    """Incidents in which it was reached."""
    of: int
    median: timedelta | None
    longest: timedelta | None


def summary(incidents: Iterable[Incident]) -> tuple[Summary, ...]:
    """Each span over real incidents; exercises do not count, whoever passes them in."""
    real = [metrics(one) for one in incidents if not one.exercise]
    if not real:
        return ()
    return tuple(_summed(column) for column in zip(*real, strict=True))


def _summed(column: Sequence[Metric]) -> Summary:
    took = [one.took for one in column if one.took is not None]
    middle = timedelta(seconds=median(one.total_seconds() for one in took)) if took else None
    return Summary(
        name=column[0].name,
        title=column[0].title,
        count=len(took),
        of=len(column),
        median=middle,
        longest=max(took, default=None),
    )
