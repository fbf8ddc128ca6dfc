"""Asking the store. Findings come out as they were in their run, in the words their checks had then."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from toolkit.core.finding import Finding
from toolkit.core.run import Run, RunStatus
from toolkit.core.target import Family, Target
from toolkit.core.verdict import Outcome, Severity
from toolkit.store import models
from toolkit.store.kept import Key, Past, RunSummary
from toolkit.store.observed import last_observed, observed
from toolkit.store.words import clean, exceptions_of, exploit_of, posture_of, worded

CHUNK = 200
"""Targets whose findings are held in memory at once."""

EVER = 2**62

_ENDED = Q(ended_run__isnull=False)
"""Said beside any condition on `ended_run`, for the index of ended states."""

Words = Mapping[str, dict[str, Any]]


def run(id: int | None) -> Run | None:
    """One run with its findings; None is the last finished one."""
    rows = models.Run.objects.select_related("catalogue")
    row = (rows.filter(status=RunStatus.FINISHED) if id is None else rows.filter(pk=id)).order_by("-pk").first()
    if row is None:
        return None
    findings = tuple(_findings(row))
    by_key = {finding.key: finding for finding in findings} if row.worst != "[]" else {}
    worst = tuple(by_key[key] for key in map(tuple, json.loads(row.worst)) if key in by_key)
    return replace(outline(row), findings=findings, worst=worst)


def outline(row: models.Run) -> Run:
    """A run without its findings."""
    return Run(
        id=row.pk,
        status=RunStatus(row.status),
        started_at=row.started_at,
        finished_at=row.finished_at,
        organisation=row.organisation,
        version=row.version,
        targets=tuple(Target(Family(family), name) for family, name in json.loads(row.targets)),
        findings=(),
        posture=posture_of(row.posture),
        exceptions=exceptions_of(row.exceptions),
        inventory_note=row.inventory_note,
        evidence=json.loads(row.evidence),
    )


def findings(id: int) -> Iterator[Finding]:
    """The findings of a run one after another: a million of them need no more memory than a few targets'."""
    row = models.Run.objects.select_related("catalogue").filter(pk=id).first()
    if row is not None:
        yield from _findings(row)


def runs(limit: int, before: int | None = None) -> list[RunSummary]:
    """The newest runs first; of those before a run, if one is given."""
    rows = models.Run.objects.order_by("-pk").defer("posture", "inputs", "evidence", "exceptions")
    return [_summary(row) for row in (rows if before is None else rows.filter(pk__lt=before))[:limit]]


def summaries(ids: Collection[int]) -> list[RunSummary]:
    """These runs, the oldest first."""
    return [_summary(row) for row in models.Run.objects.filter(pk__in=ids).order_by("pk").defer("posture")]


def previous(id: int) -> int | None:
    """The last finished run before this one."""
    before = models.Run.objects.filter(status=RunStatus.FINISHED, pk__lt=id).order_by("-pk")
    found: int | None = before.values_list("pk", flat=True).first()
    return found


def latest(targets: Iterable[Target], *, run: int | None, checks: Collection[str] | None) -> list[Finding]:
    """What was last known of these targets, as of a run (None: now); `observed_at` says since when it ages."""
    until = EVER if run is None else run
    names = [clean(target.name) for target in targets]
    when = last_observed(names, before=until + 1)
    words = _words(models.Text.objects.order_by("pk"))
    wanted = {check: shared for check, shared in words.items() if checks is None or check in checks}
    return list(_states(names, until, wanted, when))


def past(targets: Iterable[Target] | None, *, run: int | None = None) -> dict[Key, Past]:
    """The last real answer (not UNKNOWN) of every finding of these targets (None: all), and when it last held.

    As of the end of a run, its own answers included; None: now.
    """
    until = EVER if run is None else run
    wanted = None if targets is None else {clean(target.name) for target in targets}
    real = models.State.objects.exclude(outcome=Outcome.UNKNOWN).filter(first_run_id__lte=until)
    columns = ("target__name", "check_id", "resource", "outcome", "severity", "exploit", "first_at", "last_at")
    now: dict[Key, Past] = {}
    before: dict[Key, Past] = {}
    # What holds is read first: what ends meanwhile is then among the ended.
    when = last_observed(_names(until), before=until if run is None else until + 1)
    held = real.filter(ended_run__isnull=True).values_list(*columns)
    held = held.union(real.filter(_ENDED, ended_run_id__gt=until).values_list(*columns), all=True)
    for target, check, resource, outcome, severity, exploit, first, _ in held.iterator():
        if wanted is None or target in wanted:
            at = when.get(target, first)
            now[target, check, resource] = (Outcome(outcome), at, Severity(severity), exploit_of(exploit))
    for target, check, resource, outcome, severity, exploit, first, last in (
        real.filter(_ENDED, ended_run_id__lte=until).order_by("pk").values_list(*columns).iterator()
    ):
        if wanted is None or target in wanted:
            at = last or first
            before[target, check, resource] = (Outcome(outcome), at, Severity(severity), exploit_of(exploit))
    return before | now


def _names(until: int) -> list[str]:
    opened = models.State.objects.filter(Q(ended_run__isnull=True) | Q(ended_run_id__gt=until))
    return list(models.Target.objects.filter(pk__in=opened.values("target_id")).values_list("name", flat=True))


def _findings(row: models.Run) -> Iterator[Finding]:
    when = observed(row)
    declared = [name for _, name in json.loads(row.targets)]
    names = [name for name in dict.fromkeys(declared) if name in when]
    names += sorted(when.keys() - set(names))
    texts = models.Text.objects.filter(pk__in=json.loads(row.catalogue.texts))
    yield from _states(names, row.pk, _words(texts), when)


def _states(names: list[str], run: int, words: Words, when: Mapping[str, datetime]) -> Iterator[Finding]:
    """The states that held in a run, by target in the order given, then check and resource."""
    for start in range(0, len(names), CHUNK):
        some = names[start : start + CHUNK]
        place = {name: number for number, name in enumerate(some)}
        ids = list(models.Target.objects.filter(name__in=some).values_list("pk", flat=True))
        held = models.State.objects.filter(target_id__in=ids, first_run_id__lte=run)
        columns = (
            "target__name",
            "check_id",
            "resource",
            "outcome",
            "severity",
            "evidence",
            "call",
            "fault",
            "exploit",
            "first_at",
        )
        # One statement, so that a state which ends meanwhile is read once.
        opened, ended = held.filter(ended_run__isnull=True), held.filter(_ENDED, ended_run_id__gt=run)
        rows = list(opened.values_list(*columns).union(ended.values_list(*columns), all=True))
        rows.sort(key=lambda row: (place[row[0]], row[1], row[2]))
        for target, check, resource, outcome, severity, evidence, call, fault, exploit, first_at in rows:
            shared = words.get(check)
            if shared is not None:
                yield Finding(
                    check=check,
                    outcome=Outcome(outcome),
                    severity=Severity(severity),
                    target=target,
                    resource=resource,
                    evidence=evidence,
                    observed_at=when.get(target, first_at),
                    call=call,
                    fault=fault,
                    exploit=exploit_of(exploit),
                    **shared,
                )


def _words(texts: "QuerySet[Any]") -> Words:
    return {check: worded(body) for check, body in texts.values_list("check_id", "body")}


def _summary(row: models.Run) -> RunSummary:
    return RunSummary(
        id=row.pk,
        status=RunStatus(row.status),
        started_at=row.started_at,
        finished_at=row.finished_at,
        score=row.score,
        interval=None if row.low is None or row.high is None else (row.low, row.high),
        counts={Outcome(outcome): number for outcome, number in json.loads(row.counts).items()},
        targets=len(json.loads(row.targets)),
        observed=len(json.loads(row.observed)),
    )
