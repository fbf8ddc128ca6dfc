"""A law's duties as its file says them. Facts with a source and a date of review, not legal advice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from toolkit.core.duty.words import Audience, Counted, Order, Owes, Reach, Risk, Shape, Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Simple:
    """One thing that is so or not. Exactly one of `fact`, `people`, `risk`, `elements` is given."""

    fact: str = ""
    """Id of a question; holds when its answer is `is`."""
    is_: str = "yes"
    people: str = ""
    """A number of people: `> 500`, `>= 500`, `< 500`."""
    of: Counted = Counted.RESIDENTS
    risk: Risk | None = None
    """The assessment comes to this or worse."""
    elements: tuple[str, ...] = ()
    """One of these kinds of data was affected."""
    words: str = ""
    """How the law says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Simple):
    """A simple one, or any of several."""

    any_of: tuple[Simple, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """Never later than this long after this event."""

    limit: str
    from_: Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another length when a fact holds. Until somebody says, the shorter one is the deadline."""

    limit: str
    fact: str
    is_: str = "yes"
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """By when. Lengths are text (`72 hours`), so that a file reads as the law does."""

    shape: Shape
    limit: str = ""
    from_: tuple[Start, ...] = ()
    """The events that start it; of several the earliest."""
    after: tuple[str, ...] = ()
    """Of a chained clock: ids of duties of this law whose being met starts it; of several the latest."""
    order: Order | None = None
    against: str = ""
    """Of an ordering or first-of-two clock: id of the other duty of this law."""
    cap: Cap | None = None
    on: str = ""
    """Of an annual clock: `MM-DD`."""
    advised: str = ""
    """A shorter length that guidance asks for; the conservative deadline."""
    alternatives: tuple[Alternative, ...] = ()
    wording: str = ""
    """How the law says it, in our words."""
    phased: bool = False
    """What is not known yet may follow."""
    late: str = ""
    """What must come with a late one."""
    late_until: str = ""
    """How late can be excused at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a letter must look like."""

    title: str = ""
    headings: tuple[str, ...] = ()
    """In this order."""
    type_points: int | None = None
    plain_language: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A field that the organisation says otherwise than the file that came with the product, and why."""

    field: str
    reason: str
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Somebody to tell, by when, of what. `id` is within its law."""

    id: str
    audience: Audience
    recipient: str
    clock: Clock
    owed_by: Owes = Owes.CONTROLLER
    when: tuple[Condition, ...] = ()
    """All must hold."""
    unless: tuple[Condition, ...] = ()
    """None may hold."""
    exemptions: tuple[str, ...] = ()
    """Those that no question decides; whoever relies on one overrides the duty, with a reason and an approver."""
    contents: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    layout: Layout | None = None
    channels: tuple[str, ...] = ()
    substitute: str = ""
    """What may be done where people cannot be reached, or only at great cost."""
    services: str = ""
    """What must be offered to people."""
    language: str = ""
    keep: str = ""
    """How long the record of it is kept."""
    confirmed: bool = True
    """False: this row was not seen in a source, whatever holds for the rest of the law."""
    note: str = ""
    changed: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """One law, with its duties."""

    id: str
    title: str
    jurisdiction: str
    territory: tuple[str, ...]
    """ISO 3166-1 countries or 3166-2 states whose residents it protects; empty when only the organisation counts."""
    trigger: str
    citation: str
    source: str
    reviewed_on: date
    review_by: date
    confirmed: bool
    """Whether clocks and recipients were seen in a source."""
    duty: tuple[Duty, ...] = ()
    reach: Reach = Reach.RESIDENTS
    sectors: tuple[str, ...] = ()
    """Kinds of organisation; it applies to these alone. Empty: to any."""
    unconfirmed: tuple[str, ...] = ()
    """What was not seen in a source, in a law that was."""
    conflicts: tuple[str, ...] = ()
    """Where sources contradict each other."""
    when: tuple[Condition, ...] = ()
    """All must hold, for each duty."""
    elements: tuple[str, ...] = ()
    """Kinds of data that the law is about; empty: personal data of any kind."""
    zone: str = ""
    """IANA name; empty: UTC."""
    calendar: str = ""
    """Whose holidays: a country, or `US-VT`; empty: weekends alone."""
    weekend: tuple[int, ...] = (5, 6)
    """Monday is 0."""
    computation: str = ""
    """`eu-1182-71`, `dora` or nothing: how the legal outer limit is found."""
    in_force_from: date | None = None
    in_force_until: date | None = None
    in_force: bool = True
    """False: not law when last looked at; its duties are shown and never owed."""
    language: str = ""
    pending: str = ""
    """Changes under way."""
    notes: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()

    def duties(self) -> Iterator[tuple[str, Duty]]:
        """Each with its id over all laws: `us-ca/people`."""
        for one in self.duty:
            yield f"{self.id}/{one.id}", one

    def by_id(self, name: str) -> Duty:
        """The duty of this id. Raises `KeyError`."""
        return next((one for one in self.duty if one.id == name), None) or _none(name)

    def on(self, day: date) -> bool:
        """Whether it is law on that day."""
        begun = self.in_force_from is None or self.in_force_from <= day
        return self.in_force and begun and (self.in_force_until is None or day <= self.in_force_until)

    def overdue(self, today: date) -> bool:
        """Whether it should have been looked at again."""
        return self.review_by < today


def _none(name: str) -> Duty:
    raise KeyError(name)


def unsure(regime: Regime, duty: Duty) -> bool:
    """Whether the mark of an unconfirmed row belongs on it."""
    return not (regime.confirmed and duty.confirmed)
