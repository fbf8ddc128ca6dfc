"""Asking for some findings of a run: pages of them and counts, in queries whose number does not grow with the run."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from heapq import nsmallest
from typing import Any

from django.db.models import Case, Count, F, Max, Q, QuerySet, Value, When
from django.db.models import Sum as Total

from toolkit.core.exemption import Exemption
from toolkit.core.finding import Finding
from toolkit.core.run import Gap, RunStatus
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity
from toolkit.store import models
from toolkit.store.fitting import Named, fitting
from toolkit.store.kept import Key
from toolkit.store.observed import observed
from toolkit.store.order import BY_NAME, ORDERS, SEVERITY, in_turn
from toolkit.store.reading import outline
from toolkit.store.sieve import Counted, OfTarget, Order, Sieve, WasSo
from toolkit.store.words import clean, exploit_of, worded

_COLUMNS = (
    *("target__name", "check_id", "resource", "outcome", "severity"),
    *("evidence", "call", "fault", "exploit", "first_at"),
)
NAMED = 400
"""Names in one statement; what is longer is asked for in several."""


class Sifted:
    """The findings of one run that has ended, which never change. Made once, asked often, by any thread."""

    def __init__(self, row: models.Run) -> None:
        self.id = int(row.pk)
        self.run = outline(row)
        """Without its findings."""
        self.totals = {outcome: json.loads(row.counts).get(outcome, 0) for outcome in Outcome}
        self.observed = observed(row)
        texts = models.Text.objects.filter(pk__in=json.loads(row.catalogue.texts))
        self.words = {check: worded(body) for check, body in texts.values_list("check_id", "body")}
        known = models.Text.objects.values_list("check_id", flat=True).distinct()
        self._silent = sorted({*known} - self.words.keys())
        self._others = [
            pk for name, pk in models.Target.objects.values_list("name", "pk") if name not in self.observed
        ]

    def page(
        self, sieve: Sieve, order: Order, counts: Sequence[Counted], start: int = 0, count: int = 50
    ) -> tuple[Finding, ...]:
        """`count` findings from the place `start` on; `counts` are those of the same text, targets and rules.

        They say how many findings stand before: only those that are about as bad, or of one check, are put in order.
        """
        chosen: list[int] = []
        for alike, number in in_turn(sieve, order, counts):
            if start < number and len(chosen) < count:
                rows = self._sifted(alike).order_by(*ORDERS[order]).values_list("pk", flat=True)
                chosen += rows[start : start + count - len(chosen)]
            start = max(0, start - number)
        found = {pk: self._finding(tuple(row)) for pk, *row in self._rows(chosen)}
        return tuple(found[pk] for pk in chosen)

    def _rows(self, ids: Sequence[int]) -> "QuerySet[models.State]":
        """What is sorted is small; the rest of it is read for those that are shown."""
        return models.State.objects.filter(pk__in=ids).values_list("pk", *_COLUMNS)

    def each(self, sieve: Sieve, order: Order = Order.WORST) -> Iterator[Finding]:
        """All of them one after another."""
        rows = self._sifted(sieve).order_by(*ORDERS[order]).values_list(*_COLUMNS)
        yield from map(self._finding, rows.iterator(chunk_size=1000))

    def counts(self, sieve: Sieve) -> tuple[Counted, ...]:
        """What there is by check, outcome, severity and exception: of these the filters of `sieve` are not asked."""
        wide = Sieve(text=sieve.text, targets=sieve.targets, rules=sieve.rules)
        every = self._tally(wide)
        excepted = self._tally(replace(wide, excepted=True)) if sieve.rules else {}  # few, so asked by itself
        numbers = {(*alike, True): number for alike, number in excepted.items()}
        numbers |= {(*alike, False): number - excepted.get(alike, 0) for alike, number in every.items()}
        return tuple(
            Counted(
                check=check,
                family=self.words[check]["family"],
                outcome=Outcome(outcome),
                severity=Severity(severity),
                excepted=excepts,
                number=number,
            )
            for (check, outcome, severity, excepts), number in numbers.items()
            if number
        )

    def _tally(self, sieve: Sieve) -> dict[tuple[str, str, str], int]:
        rows = self._sifted(sieve).values_list("check_id", "outcome", "severity").annotate(number=Count("pk"))
        return {(check, outcome, severity): number for check, outcome, severity, number in rows.order_by()}

    def named(self, keys: Collection[Key]) -> dict[Key, Finding]:
        """These findings; those that the run has not are missing."""
        wanted = Q()
        for target, check, resource in set(keys):
            wanted |= Q(target__name=clean(target), check_id=check, resource=clean(resource))
        found = map(self._finding, self._held.filter(wanted).values_list(*_COLUMNS)) if keys else ()
        return {one.key: one for one in found}

    def worst(self, sieve: Sieve, count: int) -> list[Key]:
        """Keys of the most severe failures, one for each check and target, the first by name of equal ones."""
        first: dict[tuple[str, str], Key] = {}
        for severity in reversed(Severity):
            rows = self._sifted(replace(sieve, outcomes=(Outcome.FAIL,), severities=(severity,)))
            keys = rows.order_by(*BY_NAME).values_list("target__name", "check_id", "resource")
            start = 0
            while len(first) < count and (some := list(keys[start : start + NAMED])):
                for key in some:
                    first.setdefault((key[0], key[1]), key)
                start += len(some)
        return list(first.values())[:count]

    def unseen(self, limit: int, target: str = "") -> tuple[tuple[Gap, ...], int]:
        """The widest gaps, our own faults first, and how many there are."""
        rows = self._sifted(Sieve(outcomes=(Outcome.UNKNOWN,), targets=(target,) if target else ()))
        alike = rows.values_list("target_id", "evidence", "call", "fault").annotate(
            checks=Count("check_id", distinct=True)
        )
        every = list(alike.order_by())
        names = dict(models.Target.objects.values_list("pk", "name"))
        widest = nsmallest(limit, every, key=lambda row: (not row[3], -row[4], names[row[0]], row[1], row[2]))
        wanted = Q()
        for pk, evidence, call, fault, _ in widest:
            wanted |= Q(target_id=pk, evidence=evidence, call=call, fault=fault)
        said = (
            rows.filter(wanted, target_id__in={row[0] for row in widest}).values_list(
                "target_id", "evidence", "call", "fault"
            )
            if widest
            else ()
        )
        said = said and said.annotate(checks=Named("check_id"), things=Count("resource", distinct=True)).order_by()
        about = {tuple(key): (checks, things) for *key, checks, things in said}
        gaps = []
        for pk, evidence, call, fault, _ in widest:
            checks, things = about[pk, evidence, call, fault]
            asked = tuple(sorted(checks.split(",")))
            gaps.append(
                Gap(target=names[pk], reason=evidence, call=call, checks=asked, resources=things, fault=fault)
            )
        return tuple(gaps), len(every)

    def by_target(self) -> tuple[OfTarget, ...]:
        """Every target that was read, the worst first."""
        grouped = self._held.values_list("target__family", "target__name").annotate(
            failing=Total(Case(When(outcome=Outcome.FAIL, then=1), default=0)),
            unknown=Total(Case(When(outcome=Outcome.UNKNOWN, then=1), default=0)),
            every=Count("pk"),
            rank=Max(Case(When(outcome=Outcome.FAIL, then=SEVERITY), default=Value(-1))),
        )
        severities = {one.rank: one for one in Severity}
        rows = [
            OfTarget(
                family=Family(family),
                name=name,
                failing=failing,
                unknown=unknown,
                other=every - failing - unknown,
                worst=severities.get(rank),
                read_at=self.observed[name],
            )
            for family, name, failing, unknown, every, rank in grouped.order_by()
        ]
        rows += self._silent_targets({row.name for row in rows})
        return tuple(sorted(rows, key=_weight))

    def changed_since(self, before: "Sifted") -> tuple[list[Finding], list[Finding]]:
        """What of two runs is not the same in both: the findings then, the findings now.

        Beside them stand answers of now for the same check and target: they show what became of what is gone.
        """
        new = [name for name in self.observed if name not in before.observed]
        asked = [check for check in self.words if check not in before.words]
        fresh = Q(first_run_id__gt=before.id) | Q(check_id__in=asked)
        if new:
            fresh |= Q(target__name__in=new)
        now = [self._finding(row) for row in self._held.filter(fresh).values_list(*_COLUMNS)]
        was = before._held.filter(ended_run__isnull=False, ended_run_id__lte=self.id)  # noqa: SLF001  one of us
        then = [before._finding(row) for row in was.values_list(*_COLUMNS)]  # noqa: SLF001
        return then, [*now, *self._answers(then, {one.key for one in now})]

    def _answers(self, then: Sequence[Finding], known: set[Key]) -> Iterator[Finding]:
        gone = [one for one in then if one.outcome is Outcome.FAIL and one.key not in known]
        targets = sorted({one.target for one in gone})
        checks = {one.check for one in gone}
        for start in range(0, len(targets), NAMED):
            some = self._held.filter(target__name__in=targets[start : start + NAMED], check_id__in=checks)
            about = some.filter(Q(resource="") | Q(resource__startswith="host:"))
            for row in about.values_list(*_COLUMNS):
                if (row[0], row[1], row[2]) not in known:
                    yield self._finding(row)

    @staticmethod
    def history(key: Key) -> tuple[WasSo, ...]:
        """Every state that a finding was in, in whatever run, the newest first."""
        target, check, resource = key
        about = models.State.objects.filter(target__name=clean(target), check_id=check, resource=clean(resource))
        columns = ("first_run_id", "first_at", "ended_run_id", "ended_at", "outcome", "severity", "evidence")
        opened = about.filter(ended_run__isnull=True).values_list(*columns)
        ended = about.filter(ended_run__isnull=False).values_list(*columns)
        rows = sorted([*opened, *ended], key=lambda row: -row[0])
        return tuple(
            WasSo(
                first_run=first,
                first_at=at,
                ended_run=end,
                ended_at=ended_at,
                outcome=Outcome(outcome),
                severity=Severity(severity),
                evidence=evidence,
            )
            for first, at, end, ended_at, outcome, severity, evidence in rows
        )

    @cached_property
    def _held(self) -> "QuerySet[models.State]":
        """The states that held in this run. Lazy: nothing is read here, and each use reads anew."""
        rows = models.State.objects.annotate(
            begun=F("first_run_id") + 0
        )  # so that no index is taken for nearly all rows
        rows = rows.filter(Q(ended_run__isnull=True) | Q(ended_run__isnull=False, ended_run_id__gt=self.id))
        rows = rows.filter(begun__lte=self.id)
        rows = rows.exclude(check_id__in=self._silent) if self._silent else rows
        if len(self._others) > len(self.observed):
            return rows.filter(target__name__in=list(self.observed))
        return rows.exclude(target_id__in=self._others) if self._others else rows

    def _sifted(self, sieve: Sieve) -> "QuerySet[models.State]":
        rows = self._held
        if sieve.outcomes:
            rows = rows.filter(outcome__in=sieve.outcomes)
        if sieve.severities:
            rows = rows.filter(severity__in=sieve.severities)
        if sieve.checks:
            rows = rows.filter(check_id__in=sieve.checks)
        if sieve.families:
            rows = rows.filter(check_id__in=[c for c, said in self.words.items() if said["family"] in sieve.families])
        if sieve.targets:
            named = models.Target.objects.filter(name__in=[clean(name) for name in sieve.targets])
            rows = rows.filter(target_id__in=list(named.values_list("pk", flat=True)))
        if sieve.text:
            rows = rows.filter(self._saying(clean(sieve.text)))
        if sieve.excepted is not None:
            fitting = self._excepted(sieve.rules)
            rows = rows.filter(fitting) if sieve.excepted else rows.exclude(fitting)
        return rows

    def _saying(self, text: str) -> Q:
        titles = [c for c, said in self.words.items() if text.lower() in f"{c} {said['title']}".lower()]
        targets = models.Target.objects.filter(name__icontains=text).values("pk")
        return (
            Q(check_id__in=titles)
            | Q(resource__icontains=text)
            | Q(evidence__icontains=text)
            | Q(target_id__in=targets)
        )

    def _excepted(self, rules: Sequence[Exemption]) -> Q:
        return fitting(rules, self.words, self.observed)

    def _silent_targets(self, known: set[str]) -> Iterator[OfTarget]:
        """Read, and nothing is asked of them."""
        for one in self.run.targets:
            if one.name in self.observed and one.name not in known:
                at = self.observed[one.name]
                yield OfTarget(
                    family=one.family, name=one.name, failing=0, unknown=0, other=0, worst=None, read_at=at
                )

    def _finding(self, row: tuple[Any, ...]) -> Finding:
        target, check, resource, outcome, severity, evidence, call, fault, exploit, first_at = row
        at: datetime = self.observed.get(target, first_at)
        return Finding(
            check=check,
            outcome=Outcome(outcome),
            severity=Severity(severity),
            target=target,
            resource=resource,
            evidence=evidence,
            observed_at=at,
            call=call,
            fault=fault,
            exploit=exploit_of(exploit),
            **self.words[check],
        )


def sifted(id: int) -> Sifted | None:
    """The findings of this run; None when there is no such run."""
    row = models.Run.objects.select_related("catalogue").filter(pk=id).first()
    return Sifted(row) if row else None


def last() -> int | None:
    """The last finished run."""
    rows = models.Run.objects.filter(status=RunStatus.FINISHED).order_by("-pk")
    found: int | None = rows.values_list("pk", flat=True).first()
    return found


def _weight(one: OfTarget) -> tuple[Any, ...]:
    return (-one.worst.rank if one.worst else 1, -one.failing, -one.unknown, one.family, one.name)
