"""What is well-formed and makes no duty that anybody could rely on: clocks without a start, references to nothing."""

import re
from collections.abc import Iterator, Mapping

from toolkit.core.duty.condition import DERIVED, people
from toolkit.core.duty.limit import limit
from toolkit.core.duty.question import PLACE, Asks, Question
from toolkit.core.duty.regime import Clock, Condition, Duty, Regime, Simple
from toolkit.core.duty.words import Reach, Shape
from toolkit.core.errors import Problem

Faults = Iterator[tuple[str, str]]
Questions = Mapping[str, Question]

SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
COMPUTATIONS = ("", "eu-1182-71", "dora")
_MONTH_DAY = re.compile(r"^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$")

NEEDS: Mapping[Shape, tuple[str, ...]] = {
    Shape.FIXED: ("limit", "from_"),
    Shape.FIRST_OF_TWO: ("limit", "from_", "against"),
    Shape.CAPPED: ("limit", "from_", "cap"),
    Shape.CHAINED: ("limit", "after"),
    Shape.ORDERING: ("order", "against"),
    Shape.YEAR_END: ("limit", "from_"),
    Shape.ANNUAL: ("on", "from_"),
    Shape.IMMEDIATE: ("from_",),
    Shape.QUALITATIVE: ("wording", "from_"),
}
MAY: Mapping[Shape, tuple[str, ...]] = {
    Shape.FIXED: ("advised", "alternatives", "late_until"),
    Shape.QUALITATIVE: ("advised",),
}
"""Keys that a shape may have besides those that it needs. A qualitative clock never has a limit."""

ALL = ("limit", "from_", "after", "order", "against", "cap", "on", "advised", "alternatives", "late_until")


def senseless(regime: Regime, where: str, questions: Questions) -> Iterator[Problem]:
    """Everything in a law that cannot be right."""
    faults = [*_law(regime), *_conditions("when", regime.when, questions), *_named(regime, questions)]
    seen: set[str] = set()
    for duty in regime.duty:
        faults += [(f"duty[{duty.id}].{key}", expected) for key, expected in _duty(regime, duty, questions, seen)]
        seen.add(duty.id)
    for key, expected in faults:
        yield Problem(where, key, expected)


def _named(regime: Regime, questions: Questions) -> Faults:
    for key in ("elements", "sectors"):
        for name in getattr(regime, key):
            if name not in questions[key].values():
                yield key, f"{name!r} is no option of the question {key}"


def _law(regime: Regime) -> Faults:
    if not SLUG.match(regime.id):
        yield "id", "expected lower-case words with dashes"
    for name in ("title", "trigger", "citation", "jurisdiction"):
        if not getattr(regime, name).strip():
            yield name, "is empty"
    if not regime.source.startswith(("https://", "http://")):
        yield "source", "expected the address of a page"
    if regime.review_by <= regime.reviewed_on:
        yield "review_by", "expected a day after reviewed_on"
    if not regime.duty:
        yield "duty", "expected at least one [[duty]]"
    if not regime.confirmed and not regime.unconfirmed:
        yield "unconfirmed", "expected what was not seen in a source"
    for place in regime.territory:
        if not PLACE.match(place):
            yield "territory", f'expected a country or state as in "DE" or "US-CA", not {place!r}'
    yield from _reach(regime)


def _reach(regime: Regime) -> Faults:
    if regime.reach is Reach.RESIDENTS and not regime.territory:
        yield "territory", 'expected whose residents count, or reach = "organisation"'
    if regime.reach is Reach.ORGANISATION and not regime.sectors:
        yield "sectors", "expected which kinds of organisation it reaches"
    if regime.computation not in COMPUTATIONS:
        yield "computation", f"expected one of {', '.join(filter(None, COMPUTATIONS))}, or nothing"
    if set(regime.weekend) - set(range(7)) or len(set(regime.weekend)) > 6:
        yield "weekend", "expected days from 0 (Monday) to 6, not all of them"


def _duty(regime: Regime, duty: Duty, questions: Questions, seen: set[str]) -> Faults:
    if not SLUG.match(duty.id):
        yield "id", "expected lower-case words with dashes"
    if duty.id in seen:
        yield "id", "is the id of another duty of this law already"
    if not duty.recipient.strip():
        yield "recipient", "is empty"
    yield from _conditions("when", duty.when, questions)
    yield from _conditions("unless", duty.unless, questions)
    yield from _keys(duty.clock)
    yield from _lengths(duty.clock)
    yield from _references(regime, duty)
    for at, one in enumerate(duty.clock.alternatives):
        yield from _fact(f"clock.alternatives[{at}]", one.fact, one.is_, questions)


def _lengths(clock: Clock) -> Faults:
    lengths = {"limit": clock.limit, "advised": clock.advised, "late_until": clock.late_until}
    lengths |= {"cap.limit": clock.cap.limit if clock.cap else ""}
    lengths |= {f"alternatives[{at}].limit": one.limit for at, one in enumerate(clock.alternatives)}
    for key, words in lengths.items():
        if words:
            try:
                limit(words)
            except ValueError as no:
                yield f"clock.{key}", str(no)
    if clock.on and not _MONTH_DAY.match(clock.on):
        yield "clock.on", 'expected a month and a day that every year has, as in "02-01"'


def _references(regime: Regime, duty: Duty) -> Faults:
    names = {one.id for one in regime.duty} - {duty.id}
    for key, referred in (("after", duty.clock.after), ("against", (duty.clock.against,))):
        for name in filter(None, referred):
            if name not in names:
                yield f"clock.{key}", f"no other duty of this law is called {name!r}"
            elif _leads_to(regime, name, duty.id):
                yield f"clock.{key}", f"{name!r} waits for this duty itself"


def _keys(clock: Clock) -> Faults:
    needs = NEEDS[clock.shape]
    for name in needs:
        if not getattr(clock, name):
            yield f"clock.{name.rstrip('_')}", f"a clock of the shape {clock.shape} needs it"
    for name in ALL:
        if getattr(clock, name) and name not in (*needs, *MAY.get(clock.shape, ())):
            yield f"clock.{name.rstrip('_')}", f"a clock of the shape {clock.shape} has none"


def _leads_to(regime: Regime, name: str, goal: str, seen: frozenset[str] = frozenset()) -> bool:
    if name == goal:
        return True
    if name in seen or name not in {one.id for one in regime.duty}:
        return False
    clock = regime.by_id(name).clock
    return any(_leads_to(regime, one, goal, seen | {name}) for one in (*clock.after, clock.against) if one)


def _conditions(key: str, conditions: tuple[Condition, ...], questions: Questions) -> Faults:
    for at, one in enumerate(conditions):
        where = f"{key}[{at}]"
        if _given(one) + bool(one.any_of) != 1:
            yield where, "expected exactly one of fact, people, risk, elements, any_of"
        for simple in one.any_of:
            if _given(simple) != 1:
                yield f"{where}.any_of", "expected exactly one of fact, people, risk, elements"
        for simple in (one, *one.any_of):
            yield from _simple(where, simple, questions)


def _given(one: Simple) -> int:
    return sum(map(bool, (one.fact, one.people, one.risk, one.elements)))


def _simple(where: str, one: Simple, questions: Questions) -> Faults:
    if one.fact:
        yield from _fact(where, one.fact, one.is_, questions)
    if one.people:
        try:
            people(one.people)
        except ValueError as no:
            yield f"{where}.people", str(no)
    for name in one.elements:
        if name not in questions["elements"].values():
            yield f"{where}.elements", f"{name!r} is no option of the question elements"


def _fact(where: str, fact: str, answer: str, questions: Questions) -> Faults:
    if fact in DERIVED:
        return
    question = questions.get(fact)
    if question is None:
        yield f"{where}.fact", f"no question is called {fact!r}"
    elif question.kind is Asks.NUMBER or answer not in question.values():
        yield f"{where}.is", f"{answer!r} is no answer to {fact}"
