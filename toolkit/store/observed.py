"""When a target was last read. It follows from the runs, so that an unchanged scan writes no row a target."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from toolkit.core.run import RunStatus
from toolkit.store import models

DEEP = 200
"""Runs looked back for a target nobody names."""


def observed(row: models.Run) -> dict[str, datetime]:
    """The targets that a run read, and when."""
    return {name: row.started_at + timedelta(microseconds=after) for name, after in json.loads(row.observed).items()}


def last_observed(names: Collection[str] | None, *, before: int) -> dict[str, datetime]:
    """When each target was last read in a run with an id below `before`; what never was is missing.

    None: every target of the last 200 runs.
    """
    found: dict[str, datetime] = {}
    wanted = None if names is None else set(names)
    rows = models.Run.objects.filter(pk__lt=before).order_by("-pk").only("started_at", "observed")
    for row in (rows[:DEEP] if wanted is None else rows).iterator(chunk_size=8):
        for name, at in observed(row).items():
            if wanted is None or name in wanted:
                found.setdefault(name, at)
        if wanted is not None:
            wanted -= found.keys()
            if not wanted:
                break
    return found


def mark_interrupted() -> list[int]:
    """Mark every RUNNING run as INTERRUPTED and give their ids. The caller holds the lock of scans, so they are dead.

    What changed in the moments before the end is known by its states only; it counts as read.
    """
    if not models.Run.objects.filter(status=RunStatus.RUNNING).exists():
        return []
    with transaction.atomic():
        dead = list(models.Run.objects.filter(status=RunStatus.RUNNING))
        for row in dead:
            read = json.loads(row.observed)
            for name, at in _changed(row.pk):
                read.setdefault(name, (at - row.started_at) // timedelta(microseconds=1))
            row.observed = json.dumps(read, separators=(",", ":"))
            row.status = RunStatus.INTERRUPTED
            row.save(update_fields=("observed", "status"))
    return [row.pk for row in dead]


def _changed(run: int) -> list[tuple[str, datetime]]:
    begun = models.State.objects.filter(first_run_id=run).values_list("target__name").annotate(at=Min("first_at"))
    ended = models.State.objects.filter(ended_run_id=run).values_list("target__name").annotate(at=Min("ended_at"))
    return [*begun, *ended]
