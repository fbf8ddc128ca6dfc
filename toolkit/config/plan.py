"""When a scan is due: the words of `[schedule]`, and what was missed while nobody was running. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from toolkit.config.settings import ScheduleSettings
from toolkit.core.errors import Problem, UserError

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = ("minutes", "hours", "days", "weeks")

_EVERY = re.compile(r"(?:(\d{1,5})\s+)?(minute|hour|day|week)s?")
_AT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Either `count` `unit`s after the last scan, or at `times` (local) on `days` (none: every day)."""

    count: int = 0
    unit: str = ""
    times: tuple[time, ...] = ()
    days: tuple[str, ...] = ()

    @property
    def interval(self) -> timedelta | None:
        """Time between two scans, where that is how it was said."""
        return timedelta(**{self.unit: self.count}) if self.unit else None


def planned(words: ScheduleSettings, where: str) -> Plan:
    """The plan that the words mean; `where` names their file. `UserError` with all that cannot be understood."""
    problems: list[Problem] = []
    if bool(words.every) == bool(words.at):
        problems.append(Problem(where, "schedule", 'one of `every = "6 hours"` or `at = ["02:00"]`'))
    if words.every and words.days:
        problems.append(Problem(where, "schedule.days", "only together with `at`"))
    every = _EVERY.fullmatch(words.every.strip().lower())
    count = int(every[1] or 1) if every else 0
    if words.every and not 0 < count <= 10_000:
        problems.append(
            Problem(where, "schedule.every", f'a number and {", ".join(UNITS[:-1])} or {UNITS[-1]}, as in "6 hours"')
        )
    for place, clock in enumerate(words.at):
        if not _AT.fullmatch(clock.strip()):
            problems.append(Problem(where, f"schedule.at[{place}]", f'a time of day as "02:00", not {clock!r}'))
    for place, day in enumerate(words.days):
        if day.strip().lower() not in DAYS:
            problems.append(Problem(where, f"schedule.days[{place}]", f"monday to sunday, not {day!r}"))
    if problems:
        raise UserError(problems)
    return Plan(
        count=count,
        unit=f"{every[2]}s" if every else "",
        times=tuple(sorted({time.fromisoformat(clock.strip()) for clock in words.at})),
        days=tuple(day for day in DAYS if day in {word.strip().lower() for word in words.days}),
    )


def due(plan: Plan, last: datetime | None, now: datetime) -> bool:
    """Whether a scan should have begun since the last one ended (None: there was none). Local times without zone."""
    if last is None:
        return True
    if plan.interval is not None:
        return now - last >= plan.interval
    slot = latest_slot(plan, now)
    return slot is not None and slot > last


def latest_slot(plan: Plan, now: datetime) -> datetime | None:
    """The last planned moment that is not in the future."""
    for back in range(8):
        day = now.date() - timedelta(days=back)
        if plan.days and DAYS[day.weekday()] not in plan.days:
            continue
        for clock in reversed(plan.times):
            slot = datetime.combine(day, clock)
            if slot <= now:
                return slot
    return None
