"""By when: a conservative deadline and a legal outer limit, from what was recorded. Pure.

Zones and holidays are arguments. The alarm is on the conservative one. Hours are elapsed time, days those of the
duty's zone; a deadline on a holiday is never moved in the conservative one. Words without a number stay words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from toolkit.core.duty.begun import Begun, Met
from toolkit.core.duty.calendar import Calendar, NoHolidays
from toolkit.core.duty.length import Ends, length
from toolkit.core.duty.limit import Limit, Unit, limit
from toolkit.core.duty.regime import Clock, Duty, Regime
from toolkit.core.duty.words import Order, Shape, Start, Truth
from toolkit.core.duty.yearly import annual, year_end


class Run(StrEnum):
    """Whether a clock runs."""

    RUNNING = "running"
    NOT_STARTED = "not-started"
    """A start event is not recorded."""
    WAITS = "waits"
    """For another duty to be met."""
    AT_ONCE = "at-once"
    WORDS = "words"
    """The law gives no number, and none is invented."""
    TROUBLE = "trouble"
    """It cannot be computed on this machine; `words` say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One duty's clock. `words` say how it was found, line by line."""

    run: Run
    since: datetime | None = None
    conservative: datetime | None = None
    outer: datetime | None = None
    """The legal outer limit; None where the law leaves it open."""
    at_latest: datetime | None = None
    """Of a clock that waits: its limit if the other duty is met on its last day."""
    excused_until: datetime | None = None
    by_date: bool = False
    """It is a day rather than an hour."""
    guidance: bool = False
    """The number is of guidance; the law has words alone."""
    missing: tuple[Start, ...] = ()
    words: tuple[str, ...] = ()
    holidays: str = ""
    """Whose holidays were counted, and from where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """All that clocks are computed from. `calendars` by law; `zones` by name, those whose data this machine has."""

    starts: Mapping[Start, tuple[Begun, ...]]
    met: Mapping[str, Met]
    zones: Mapping[str, tzinfo]
    calendars: Mapping[str, Calendar]
    holds: Callable[[str, str], Truth] = lambda _fact, _answer: Truth.UNKNOWN

    def earliest(self, starts: tuple[Start, ...], zone: tzinfo) -> Begun | None:
        """The first of all that were recorded: it stands for alarms, whatever was said later."""
        found = [one for start in starts for one in self.starts.get(start, ())]
        return min(found, key=lambda one: one.moment(zone), default=None)


def deadline(regime: Regime, duty: Duty, timing: Timing) -> Deadline:
    """Where a duty's clock stands."""
    try:
        return _Reckoning(regime, timing).of(duty)
    except NoHolidays as no:
        return Deadline(run=Run.TROUBLE, words=(f"cannot be computed: {no}",))
    except NoZone as no:
        return Deadline(run=Run.TROUBLE, words=(f"cannot be computed: {no}",))


class NoZone(LookupError):
    """A zone of which this machine has no data."""


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """One law's clocks."""

    regime: Regime
    timing: Timing

    def of(self, duty: Duty) -> Deadline:
        """Its clock, by shape."""
        clock = duty.clock
        match clock.shape:
            case Shape.FIXED:
                return self.fixed(clock)
            case Shape.FIRST_OF_TWO:
                return self.first_of_two(clock)
            case Shape.CAPPED:
                return self.capped(clock)
            case Shape.CHAINED:
                return self.chained(clock)
            case Shape.ORDERING:
                return self.ordering(clock)
            case Shape.YEAR_END | Shape.ANNUAL:
                return self.yearly(clock)
            case Shape.IMMEDIATE:
                return Deadline(run=Run.AT_ONCE, words=(f"at once: {clock.wording}",), missing=self.lacking(clock))
        return self.qualitative(clock)

    @property
    def zone(self) -> tzinfo:
        """Of the duty. Raises `NoZone`."""
        if not self.regime.zone:
            return UTC
        if self.regime.zone not in self.timing.zones:
            raise NoZone(f"this machine has no time-zone data for {self.regime.zone}")
        return self.timing.zones[self.regime.zone]

    @property
    def calendar(self) -> Calendar:
        """Of the law; weekends alone when it names none."""
        return self.timing.calendars[self.regime.id]

    def begun(self, clock: Clock) -> Begun | None:
        """The event that stands for its start."""
        return self.timing.earliest(clock.from_, self.zone)

    def lacking(self, clock: Clock) -> tuple[Start, ...]:
        """Its start events, where none is recorded."""
        return () if any(self.timing.starts.get(one) for one in clock.from_) else clock.from_

    def limit(self, clock: Clock) -> tuple[Limit, tuple[str, ...]]:
        """The length that holds: of those that may hold, the shortest, and why."""
        usual = limit(clock.limit)
        chosen, words = usual, []
        for one in clock.alternatives:
            truth, other = self.timing.holds(one.fact, one.is_), limit(one.limit)
            if truth is Truth.YES:
                return other, (f"{other} rather than {usual}: {one.words or one.fact}",)
            if truth is Truth.UNKNOWN:
                words.append(
                    f"{other} if this holds: {one.words or one.fact}; nobody has said, so the shorter counts"
                )
                chosen = min(chosen, other, key=lambda length: length.rough_hours)
        return chosen, tuple(words)

    def ends(self, long: Limit, at: datetime) -> Ends:
        """When so much time from a moment is over."""
        return length(long, at, self.zone, self.calendar, self.regime.computation)

    def running(self, long: Limit, at: datetime, words: tuple[str, ...]) -> Deadline:
        """A clock that began at a moment."""
        ends = self.ends(long, at)
        holidays = f"{self.calendar.name}: {self.calendar.edition}" if long.unit is Unit.BUSINESS_DAY else ""
        return Deadline(
            run=Run.RUNNING,
            since=at,
            conservative=ends.conservative,
            outer=ends.outer,
            by_date=long.unit is not Unit.HOUR,
            words=(*words, *ends.words),
            holidays=holidays,
        )

    def fixed(self, clock: Clock) -> Deadline:
        """A length from an event."""
        long, words = self.limit(clock)
        begun = self.begun(clock)
        if begun is None:
            return _not_started(clock, f"{long} from {_listed(clock.from_)}, which is not recorded", words)
        at = begun.moment(self.zone)
        found = self.running(long, at, (f"{long} from {_listed(clock.from_)}", *words))
        if clock.advised:
            advised = self.ends(limit(clock.advised), at).conservative
            found = replace(found, conservative=advised, words=(*found.words, f"{clock.advised} are advised"))
        if clock.late_until:
            found = replace(found, excused_until=self.ends(limit(clock.late_until), at).conservative)
        return found

    def first_of_two(self, clock: Clock) -> Deadline:
        """A length from an event, cut short when the other duty is met."""
        found, other = self.fixed(clock), self.other(clock.against)
        if other is None:
            return replace(found, words=(*found.words, f"or when {clock.against} is met, if that is sooner"))
        sooner = min(filter(None, (found.conservative, other.at)))
        outer = min(filter(None, (found.outer, other.at)))
        words = (*found.words, f"{clock.against} was met, which ends it if that is sooner")
        return replace(found, run=Run.RUNNING, conservative=sooner, outer=outer, missing=(), words=words)

    def capped(self, clock: Clock) -> Deadline:
        """A length from one event, a cap from another. Whoever comes too late for the cap has the length still."""
        assert clock.cap is not None
        found, first = self.fixed(clock), self.timing.earliest((clock.cap.from_,), self.zone)
        words = f"at most {clock.cap.limit} from {clock.cap.from_}"
        if first is None:
            missing = (*found.missing, clock.cap.from_)
            return replace(found, missing=missing, words=(*found.words, f"{words}, which is not recorded"))
        since = first.moment(self.zone)
        cap = self.ends(limit(clock.cap.limit), since)
        if found.run is not Run.RUNNING:
            late = f"{words}; when {_listed(clock.from_)} comes later, {clock.limit} from then"
            return replace(found, run=Run.RUNNING, since=since, conservative=cap.conservative, words=(late,))
        assert found.since
        assert found.conservative
        assert found.outer
        too_late = found.since > cap.conservative
        outer = found.outer if too_late else min(found.outer, cap.outer)
        return replace(
            found, conservative=min(found.conservative, cap.conservative), outer=outer, words=(*found.words, words)
        )

    def chained(self, clock: Clock) -> Deadline:
        """A length from other duties' being met."""
        long, words = self.limit(clock)
        done = [self.other(name) for name in clock.after]
        what = f"{long} from when {' and '.join(clock.after)} {'is' if len(clock.after) == 1 else 'are'} met"
        if all(done):
            return self.running(long, max(one.at for one in done if one), (what, *words))
        parents = [self.of(self.regime.by_id(name)) for name in clock.after]
        last = [one.outer for one in parents if one.outer]
        latest = self.ends(long, max(last)).outer if len(last) == len(parents) else None
        return Deadline(run=Run.WAITS, at_latest=latest, by_date=long.unit is not Unit.HOUR, words=(what, *words))

    def ordering(self, clock: Clock) -> Deadline:
        """Before, with or not after another duty."""
        words = {
            Order.BEFORE: f"before {clock.against} is met",
            Order.WITH: f"together with {clock.against}",
            Order.NOT_AFTER: f"not later than {clock.against}",
        }[clock.order or Order.WITH]
        other = self.other(clock.against)
        if other is not None:
            done = f"{words}, which was met"
            return Deadline(run=Run.RUNNING, conservative=other.at, outer=other.at, words=(done,))
        found = self.of(self.regime.by_id(clock.against))
        run = Run.WAITS if found.run is Run.RUNNING else found.run
        return replace(found, run=run, words=(words, *found.words), excused_until=None)

    def yearly(self, clock: Clock) -> Deadline:
        """From the end of the event's year, or on a day of the next."""
        begun = self.begun(clock)
        if begun is None:
            return _not_started(clock, f"{_listed(clock.from_)} is not recorded", ())
        at = begun.moment(self.zone)
        if clock.shape is Shape.ANNUAL:
            ends = annual(clock.on, at, self.zone)
        else:
            ends = year_end(limit(clock.limit), at, self.zone)
        return Deadline(
            run=Run.RUNNING,
            since=at,
            conservative=ends.conservative,
            outer=ends.outer,
            by_date=True,
            words=ends.words,
        )

    def qualitative(self, clock: Clock) -> Deadline:
        """Words; guidance may have a number, and is called so."""
        begun = self.begun(clock)
        words = (f"{clock.wording}; the law gives no number",)
        if begun is None or not clock.advised:
            since = begun.moment(self.zone) if begun else None
            return Deadline(run=Run.WORDS, since=since, missing=self.lacking(clock), words=words)
        at = begun.moment(self.zone)
        target = self.ends(limit(clock.advised), at).conservative
        return Deadline(run=Run.WORDS, since=at, conservative=target, guidance=True, words=words)

    def other(self, name: str) -> Met | None:
        """Another duty of this law, if it was met."""
        return self.timing.met.get(f"{self.regime.id}/{name}")


def _not_started(clock: Clock, what: str, words: tuple[str, ...]) -> Deadline:
    return Deadline(run=Run.NOT_STARTED, missing=clock.from_, words=(what, *words))


def _listed(starts: tuple[Start, ...]) -> str:
    return " or ".join(starts)
