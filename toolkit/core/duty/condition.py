"""Conditions in three values. What nobody has answered is unknown, never no."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from toolkit.core.duty.heads import Count
from toolkit.core.duty.regime import Condition, Simple
from toolkit.core.duty.words import Counted, Risk, Truth

DERIVED: Mapping[str, tuple[str, ...]] = {"unreadable": ("encrypted", "key-safe")}
"""Facts that hold when all of these questions are answered yes."""

RESIDENTS, ELEMENTS, ASSESSMENT = "residents", "elements", "assessment"
"""What is missing when it is no single question: where people live, which data it was, how bad it is."""

_PEOPLE = re.compile(r"^(>=|>|<|<=) (\d{1,9})$")
_OPERATORS: Mapping[str, Callable[[int, int], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def people(words: str) -> tuple[Callable[[int, int], bool], int]:
    """The comparison of a threshold such as `> 500`. Raises `ValueError`."""
    found = _PEOPLE.match(words)
    if not found:
        raise ValueError('expected a threshold as in "> 500" or ">= 500"')
    return _OPERATORS[found[1]], int(found[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an incident, as one law needs it."""

    answers: Mapping[str, str] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()
    """Kinds of data that the inventory says were there, whatever was answered."""
    counts: Mapping[Counted, Count] = field(default_factory=dict)
    risk: tuple[Risk, Risk] = (Risk.UNLIKELY, Risk.HIGH)
    """The least and the worst that the assessment can still come to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One line of the reasoning. `missing`: questions that would settle it."""

    truth: Truth
    words: str
    missing: tuple[str, ...] = ()


def judged(one: Condition, known: Known) -> Reason:
    """Whether a condition holds, and why."""
    if not one.any_of:
        return _simple(one, known)
    found = [_simple(simple, known) for simple in one.any_of]
    words = " or ".join(reason.words for reason in found)
    for reason in found:
        if reason.truth is Truth.YES:
            return reason
    if any(reason.truth is Truth.UNKNOWN for reason in found):
        missing = tuple(dict.fromkeys(name for reason in found for name in reason.missing))
        return Reason(truth=Truth.UNKNOWN, words=words, missing=missing)
    return Reason(truth=Truth.NO, words=words)


def _simple(one: Simple, known: Known) -> Reason:
    if one.people:
        return _count(one, known)
    if one.risk:
        return _risk(one.risk, one.words, known)
    if one.elements:
        return _elements(one.elements, one.words, known)
    truth, missing = holds(one.fact, one.is_, known)
    return Reason(truth=truth, words=one.words or f"{one.fact} is {one.is_}", missing=missing)


def holds(fact: str, answer: str, known: Known) -> tuple[Truth, tuple[str, ...]]:
    """Whether a question was answered so; and the questions that are open."""
    parts = DERIVED.get(fact, (fact,))
    said = [known.answers.get(part) for part in parts]
    want = "yes" if len(parts) > 1 else answer
    if any(one is not None and want not in one.split(",") for one in said):
        return Truth.NO, ()
    missing = tuple(part for part, one in zip(parts, said, strict=True) if one is None)
    return (Truth.UNKNOWN, missing) if missing else (Truth.YES, ())


def _count(one: Simple, known: Known) -> Reason:
    compare, number = people(one.people)
    count = known.counts.get(one.of, Count())
    words = f"{count} people; {one.people} counts"
    least, most = compare(count.least, number), count.most is not None and compare(count.most, number)
    if least and (most or one.people[0] == ">"):
        return Reason(truth=Truth.YES, words=words)
    if not least and not most and (count.most is not None or one.people[0] == "<"):
        return Reason(truth=Truth.NO, words=words)
    return Reason(truth=Truth.UNKNOWN, words=words, missing=(RESIDENTS,))


def _risk(least: Risk, words: str, known: Known) -> Reason:
    low, high = known.risk
    said = words or f"the assessment comes to {least} or worse"
    if low.rank >= least.rank:
        return Reason(truth=Truth.YES, words=said)
    if high.rank < least.rank:
        return Reason(truth=Truth.NO, words=said)
    return Reason(truth=Truth.UNKNOWN, words=said, missing=(ASSESSMENT,))


def _elements(wanted: tuple[str, ...], words: str, known: Known) -> Reason:
    said = known.answers.get(ELEMENTS)
    there = known.elements | set((said or "").split(","))
    words = words or f"one of {', '.join(wanted)}"
    if there & set(wanted):
        return Reason(truth=Truth.YES, words=words)
    if said is None:
        return Reason(truth=Truth.UNKNOWN, words=words, missing=(ELEMENTS,))
    return Reason(truth=Truth.NO, words=words)
