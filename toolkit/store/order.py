"""In which order findings come, and how a page of them is reached without putting all of them in order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Case, F, Value, When

from toolkit.core.verdict import Outcome, Severity
from toolkit.store.sieve import Counted, Order, Sieve

_RANKS = {Outcome.FAIL: 3, Outcome.UNKNOWN: 2, Outcome.PASS: 1, Outcome.NOT_APPLICABLE: 0}

FEW = 1000
"""Findings that are put in order in one go."""


def _rank(column: str, ranks: dict[Any, int]) -> Case:
    return Case(*(When(**{column: name}, then=Value(rank)) for name, rank in ranks.items()), default=Value(0))


SEVERITY = _rank("severity", {one: one.rank for one in Severity})
_OUTCOME = _rank("outcome", dict(_RANKS))
BY_NAME = (F("target__name"), F("check_id"), F("resource"))
ORDERS = {
    Order.WORST: (_OUTCOME.desc(), SEVERITY.desc(), F("target__name"), F("check_id"), F("resource")),
    Order.TARGET: (F("target__name"), _OUTCOME.desc(), SEVERITY.desc(), F("check_id"), F("resource")),
    Order.CHECK: (F("check_id"), F("target__name"), F("resource")),
    Order.NEWEST: (F("first_run_id").desc(), SEVERITY.desc(), F("target__name"), F("check_id"), F("resource")),
}


def in_turn(sieve: Sieve, order: Order, counts: Sequence[Counted]) -> Iterator[tuple[Sieve, int]]:
    """Parts of what is asked for that come one after another in this order, and how many findings each has."""
    through = [one for one in counts if sieve.lets(one)]
    every = sum(one.number for one in through)
    if every <= FEW:
        yield sieve, every
    elif order is Order.WORST:
        alike: dict[Any, int] = {}
        for one in through:
            alike[one.outcome, one.severity] = alike.get((one.outcome, one.severity), 0) + one.number
        for outcome, severity in sorted(alike, key=lambda both: (-_RANKS[both[0]], -both[1].rank)):
            yield replace(sieve, outcomes=(outcome,), severities=(severity,)), alike[outcome, severity]
    elif order is Order.CHECK:
        checks: dict[str, int] = {}
        for one in through:
            checks[one.check] = checks.get(one.check, 0) + one.number
        for check in sorted(checks):
            yield replace(sieve, checks=(check,)), checks[check]
    else:
        yield sieve, every
