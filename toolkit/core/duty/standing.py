"""Who must be told: each duty with the reasoning, line by line. Pure, in three values.

A duty is owed when everything that the law asks for holds, undecided while that depends on what nobody has said, and
only then not owed when something is known not to hold. The clock of an undecided one runs as if it were owed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from toolkit.core.duty.begun import Met
from toolkit.core.duty.clock import Deadline, Run, Timing, deadline
from toolkit.core.duty.condition import ELEMENTS, RESIDENTS, Known, Reason, holds, judged
from toolkit.core.duty.edition import Edition
from toolkit.core.duty.heads import Heads
from toolkit.core.duty.record import Override
from toolkit.core.duty.regime import Condition, Duty, Regime, unsure
from toolkit.core.duty.risk import Assessment
from toolkit.core.duty.words import Counted, Owes, Reach, Standing, Truth

ROLE, SECTORS = "role", "sectors"
OWED, NOT_OWED = "owed", "not-owed"
_NOT = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of an incident, as duties need it."""

    day: date
    """Of the breach: the law of that day counts."""
    assessment: Assessment
    answers: Mapping[str, str] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()
    heads: Heads = field(default_factory=Heads)
    datasets: tuple[str, ...] = ()
    overrides: Mapping[str, Override] = field(default_factory=dict)

    def known(self, territory: tuple[str, ...]) -> Known:
        """The same as one law's conditions need it."""
        counts = {one: self.heads.of(one, territory) for one in Counted}
        return Known(
            answers=self.answers,
            elements=self.elements,
            counts=counts,
            risk=(self.assessment.least, self.assessment.worst),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One duty as it stands. `missing`: questions whose answers would decide it."""

    key: str
    regime: Regime
    duty: Duty
    standing: Standing
    reasons: tuple[Reason, ...]
    deadline: Deadline
    missing: tuple[str, ...] = ()
    met: Met | None = None
    override: Override | None = None

    @property
    def unsure(self) -> bool:
        """Whether it carries the mark of what was not seen in a source."""
        return unsure(self.regime, self.duty)

    @property
    def runs(self) -> bool:
        """Whether somebody must keep an eye on its clock."""
        return self.standing in (Standing.OWED, Standing.UNDECIDED)

    @property
    def applies_nowhere(self) -> bool:
        """Not owed because of place, kind of organisation or date alone: nobody needs to read it."""
        return self.standing is Standing.NOT_OWED and any(one.truth is Truth.NO for one in self.reach)

    @property
    def reaches(self) -> bool:
        """Whether it is known that the law reaches the incident."""
        return all(one.truth is Truth.YES for one in self.reach)

    @property
    def reach(self) -> tuple[Reason, ...]:
        """The lines on whether the law reaches the incident at all."""
        return self.reasons[: 3 if _both(self.regime) else 2]

    def left(self, now: datetime) -> float | None:
        """Seconds to the conservative deadline; negative when it is over; None without one, or when it is met."""
        due = self.deadline.conservative
        return (due - now).total_seconds() if due and self.runs else None

    def why(self) -> str:
        """The one line that decides it."""
        wanted = {Standing.NOT_OWED: Truth.NO, Standing.UNDECIDED: Truth.UNKNOWN}.get(self.standing)
        return "; ".join(one.words for one in self.reasons if one.truth is wanted)


def rows(edition: Edition, about: About, timing: Timing) -> Iterator[Row]:
    """Every duty of every law."""
    for regime in edition.regimes.values():
        known = about.known(regime.territory)
        clocks = replace(timing, holds=partial(_holds, known))
        first = [*_law(regime, about, known)]
        for key, duty in regime.duties():
            row = _plain(key, regime, duty, [*first, *_own(regime, duty, about, known)])
            yield _stands(row, about.overrides.get(key), clocks)


def _holds(known: Known, fact: str, answer: str) -> Truth:
    return holds(fact, answer, known)[0]


def _plain(key: str, regime: Regime, duty: Duty, reasons: list[Reason]) -> Row:
    """By the law alone."""
    return Row(
        key=key,
        regime=regime,
        duty=duty,
        standing=_standing(reasons),
        reasons=tuple(reasons),
        deadline=Deadline(run=Run.NOT_STARTED),
    )


def _stands(row: Row, override: Override | None, timing: Timing) -> Row:
    """With what was decided otherwise, its clock, and whether it was met."""
    standing, reasons, met = row.standing, row.reasons, timing.met.get(row.key)
    if override is not None:
        if override.counts:
            standing = Standing.OWED if override.value == OWED else Standing.NOT_OWED
        reasons = (*reasons, Reason(truth=_said(override), words=override.words()))
    open_ = standing is Standing.UNDECIDED and not met
    missing = dict.fromkeys(name for one in reasons if open_ and one.truth is Truth.UNKNOWN for name in one.missing)
    return replace(
        row,
        standing=Standing.MET if met else standing,
        reasons=reasons,
        deadline=deadline(row.regime, row.duty, timing),
        missing=tuple(missing),
        met=met,
        override=override,
    )


def _said(override: Override) -> Truth:
    if not override.counts:
        return Truth.UNKNOWN
    return Truth.YES if override.value == OWED else Truth.NO


def _standing(reasons: list[Reason]) -> Standing:
    truths = {one.truth for one in reasons}
    if Truth.NO in truths:
        return Standing.NOT_OWED
    return Standing.UNDECIDED if Truth.UNKNOWN in truths else Standing.OWED


def _law(regime: Regime, about: About, known: Known) -> Iterator[Reason]:
    """Whether the law reaches the incident. Its first line is the one that rules out most laws at a glance."""
    yield _reaches(regime, about, known)
    if _both(regime):
        yield _sector(regime, about)
    yield _in_force(regime, about.day)
    if regime.elements:
        yield _data(regime, known)
    yield from (_when(one, known) for one in regime.when)


def _both(regime: Regime) -> bool:
    """Whether place and kind of organisation both count."""
    return regime.reach is Reach.RESIDENTS and bool(regime.sectors)


def _own(regime: Regime, duty: Duty, about: About, known: Known) -> Iterator[Reason]:
    if duty.owed_by is not Owes.ANYONE:
        yield _role(duty.owed_by, about)
    yield from (_when(one, known) for one in duty.when)
    yield from (_unless(one, known) for one in duty.unless)
    if not regime.confirmed or not duty.confirmed:
        yield Reason(truth=Truth.YES, words="not confirmed: nobody has seen this row in a source")


def _when(one: Condition, known: Known) -> Reason:
    """The words are the law's condition; where it does not hold they say so, also read alone."""
    found = judged(one, known)
    return found if found.truth is not Truth.NO or one.people else replace(found, words=f"not so: {found.words}")


def _unless(one: Condition, known: Known) -> Reason:
    found = judged(one, known)
    before = {Truth.YES: "exempt", Truth.NO: "not exempt", Truth.UNKNOWN: "not owed if this holds"}[found.truth]
    asked = f" ({one.fact} is {one.is_})" if one.fact and one.words else ""
    return replace(found, truth=_NOT[found.truth], words=f"{before}: {found.words}{asked}")


def _reaches(regime: Regime, about: About, known: Known) -> Reason:
    if regime.reach is Reach.ORGANISATION:
        return _sector(regime, about)
    count = known.counts[Counted.RESIDENTS]
    where = _places(regime.territory)
    if count.least:
        return Reason(truth=Truth.YES, words=f"{count} people affected live in {where}")
    if count.most == 0:
        return Reason(truth=Truth.NO, words=f"nobody affected lives in {where}")
    words = f"whether people affected live in {where} was not said"
    return Reason(truth=Truth.UNKNOWN, words=words, missing=(RESIDENTS,))


def _places(territory: tuple[str, ...]) -> str:
    return ", ".join(territory) if len(territory) < 4 else f"one of {len(territory)} countries ({territory[0]} …)"


def _sector(regime: Regime, about: About) -> Reason:
    words, said = f"your organisation is {' or '.join(regime.sectors)}", about.answers.get(SECTORS)
    if said is None:
        return Reason(truth=Truth.UNKNOWN, words=f"whether {words} was not said", missing=(SECTORS,))
    if set(said.split(",")) & set(regime.sectors):
        return Reason(truth=Truth.YES, words=words)
    return Reason(truth=Truth.NO, words=f"your organisation is not {' or '.join(regime.sectors)}")


def _in_force(regime: Regime, day: date) -> Reason:
    if regime.on(day):
        return Reason(truth=Truth.YES, words=f"it is law on {day}")
    if not regime.in_force:
        return Reason(truth=Truth.NO, words=f"it was not law when last looked at, on {regime.reviewed_on}")
    span = f"from {regime.in_force_from or 'the beginning'} to {regime.in_force_until or 'now'}"
    return Reason(truth=Truth.NO, words=f"it is not law on {day}, only {span}")


def _data(regime: Regime, known: Known) -> Reason:
    one = Condition(elements=regime.elements, words="")
    found = judged(one, known)
    kinds = ", ".join(regime.elements)
    words = {
        Truth.YES: f"data that the law is about was affected (of {kinds})",
        Truth.NO: f"no data that the law is about was affected ({kinds})",
        Truth.UNKNOWN: f"whether data that the law is about was affected was not said ({kinds})",
    }[found.truth]
    return Reason(truth=found.truth, words=words, missing=(ELEMENTS,) if found.truth is Truth.UNKNOWN else ())


def _role(owes: Owes, about: About) -> Reason:
    """For several datasets in several roles, any one suffices."""
    usual = about.answers.get(ROLE)
    said = [about.answers.get(f"{ROLE}:{name}", usual) for name in about.datasets] or [usual]
    if any(one is not None and owes.value in one.split(",") for one in said):
        return Reason(truth=Truth.YES, words=f"you hold the data as its {owes}")
    if None in said:
        words = f"whether you hold the data as its {owes} was not said"
        return Reason(truth=Truth.UNKNOWN, words=words, missing=(ROLE,))
    return Reason(truth=Truth.NO, words=f"you do not hold the data as its {owes}")
