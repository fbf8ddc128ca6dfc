"""Writing one run: promised first, then each target as it is read, then its end."""

import json
import os
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, transaction

from toolkit.core.check import Check
from toolkit.core.exemption import Exemption
from toolkit.core.finding import Finding
from toolkit.core.posture import Posture
from toolkit.core.run import RunStatus
from toolkit.core.target import Target
from toolkit.store import models
from toolkit.store.observed import last_observed
from toolkit.store.words import clean, digest, exceptions_text, exploit_text, posture_text, wording

BATCH = 500
"""Rows named in one statement."""

PAUSE = 1.0
"""Seconds between two notes of which unchanged targets were read: what a crash may forget."""

Recorded = tuple[Target, datetime, Sequence[Finding]]
T = TypeVar("T")
Said = tuple[str, str, str, str, bool, str | None]


def begin(
    *,
    started_at: datetime,
    organisation: str,
    version: str,
    targets: Sequence[Target],
    checks: Sequence[Check],
    model: str,
    inventory_note: str,
    exceptions: Sequence[Exemption],
) -> "Recording":
    """Commit the promise of a run, before anything is read."""
    with transaction.atomic():
        texts = _texts({check.id: wording(check) for check in checks})
        row = models.Run.objects.create(
            status=RunStatus.RUNNING,
            started_at=started_at,
            organisation=clean(organisation),
            version=version,
            model=model,
            inventory_note=clean(inventory_note),
            exceptions=exceptions_text(exceptions),
            pid=os.getpid(),
            catalogue=_catalogue(texts),
            targets=json.dumps(
                [[str(target.family), clean(target.name)] for target in targets], separators=(",", ":")
            ),
        )
    return Recording(id=row.pk, started_at=started_at, texts=texts)


@dataclass(slots=True, kw_only=True)
class Recording:
    """A run being written, and what need not be asked of the database again."""

    id: int
    started_at: datetime
    texts: dict[str, int]
    """Check to the id of its text."""
    observed: dict[str, int] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    _targets: dict[str, int] | None = None
    _before: dict[str, datetime] | None = None
    _noted: float = field(default_factory=time.monotonic)
    _pause: float = PAUSE

    def record(self, collected: Sequence[Recorded]) -> None:
        """Keep what was found on these targets, in one transaction."""
        try:
            with transaction.atomic():
                texts = self._with_new_checks(finding for _, _, findings in collected for finding in findings)
                for target, observed_at, findings in collected:
                    self._target(target, observed_at, findings, texts)
        except BaseException:
            self._targets = None  # what was added to it is not there
            raise
        self.texts = texts
        for target, observed_at, findings in collected:
            name = clean(target.name)
            self.observed[name] = (observed_at - self.started_at) // timedelta(microseconds=1)
            self.counts[name] = Counter(str(finding.outcome) for finding in findings)
        if time.monotonic() - self._noted >= self._pause:
            self.note()

    def note(self) -> None:
        """Keep which targets were read so far; a large run pays for it less often."""
        begun = time.monotonic()
        models.Run.objects.filter(pk=self.id, status=RunStatus.RUNNING).update(**self._tally())
        self._noted = time.monotonic()
        self._pause = max(PAUSE, 20 * (self._noted - begun))

    def finish(
        self, *, finished_at: datetime, posture: Posture | None, worst: Sequence[Finding], evidence: dict[str, str]
    ) -> None:
        """Keep the result; from now on this is the last finished run. `RuntimeError` when it is not running."""
        changed = models.Run.objects.filter(pk=self.id, status=RunStatus.RUNNING).update(
            **self._tally(),
            status=RunStatus.FINISHED,
            finished_at=finished_at,
            score=posture.score if posture else None,
            low=posture.interval[0] if posture else None,
            high=posture.interval[1] if posture else None,
            posture=posture_text(posture),
            worst=json.dumps([finding.key for finding in worst]),
            evidence=json.dumps(evidence),
        )
        if not changed:
            raise RuntimeError(f"run {self.id} is not running")

    def abandon(self) -> None:
        """Keep what was read and leave the run as interrupted."""
        models.Run.objects.filter(pk=self.id, status=RunStatus.RUNNING).update(
            **self._tally(), status=RunStatus.INTERRUPTED
        )

    def _tally(self) -> dict[str, str]:
        counts = sum(self.counts.values(), Counter[str]())
        return {
            "observed": json.dumps(self.observed, separators=(",", ":")),
            "counts": json.dumps(counts, separators=(",", ":")),
        }

    def _with_new_checks(self, findings: Iterable[Finding]) -> dict[str, int]:
        """A finding may come from a check that was not announced; its words are kept all the same."""
        new: dict[str, str] = {}
        for finding in findings:
            if finding.check not in self.texts and finding.check not in new:
                new[finding.check] = wording(finding)
        if not new:
            return self.texts
        texts = self.texts | _texts(new)
        models.Run.objects.filter(pk=self.id).update(catalogue=_catalogue(texts))
        return texts

    def _target(
        self, target: Target, observed_at: datetime, findings: Sequence[Finding], asked: Collection[str]
    ) -> None:
        name = clean(target.name)
        row, new = self._target_id(name, str(target.family))
        said = {(finding.check, clean(finding.resource)): _said(finding) for finding in findings}
        ended: list[int] = []
        repeated: list[int] = []
        for pk, first_run, check, resource, *old in () if new else _open_states(row):
            if said.get((check, resource)) == tuple(old):
                del said[check, resource]
            elif check in asked:
                (repeated if first_run == self.id else ended).append(pk)
        self._end(name, ended, observed_at)
        for some in _batches(repeated):
            models.State.objects.filter(pk__in=some).delete()
        _insert((row, *key, *state, self.id, observed_at) for key, state in said.items())

    def _target_id(self, name: str, family: str) -> tuple[int, bool]:
        """Its row, and whether it is new and so has no states."""
        if self._targets is None:
            self._targets = dict(models.Target.objects.values_list("name", "pk"))
        known = self._targets.get(name)
        if known is not None:
            return known, False
        self._targets[name] = new = models.Target.objects.create(name=name, family=family).pk
        return new, True

    def _end(self, target: str, states: Sequence[int], at: datetime) -> None:
        if not states:
            return
        if self._before is None:
            self._before = last_observed(None, before=self.id)
        last = self._before.get(target, self.started_at)
        for some in _batches(states):
            models.State.objects.filter(pk__in=some).update(ended_run_id=self.id, ended_at=at, last_at=last)


def _insert(states: Iterable[tuple[Any, ...]]) -> None:
    """New states, past Django's building of statements: that took ten times what SQLite takes."""
    columns = (
        "target",
        "check_id",
        "resource",
        "outcome",
        "severity",
        "evidence",
        "call",
        "fault",
        "exploit",
        "first_run",
        "first_at",
    )
    about = models.State._meta  # noqa: SLF001  public by Django's documentation
    fields = [about.get_field(name) for name in columns]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(about.db_table)
    moment = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})",  # noqa: S608  our own names
            [(*state, moment(first_at)) for *state, first_at in states],
        )


def _said(finding: Finding) -> Said:
    """What makes it the same state: everything but when it was seen."""
    exploit = exploit_text(finding.exploit)
    return (
        *(str(finding.outcome), str(finding.severity), clean(finding.evidence), clean(finding.call)),
        *(finding.fault, exploit),
    )


def _open_states(target: int) -> Iterable[tuple[int, int, str, str, str, str, str, str, bool, str | None]]:
    columns = ("check_id", "resource", "outcome", "severity", "evidence", "call", "fault", "exploit")
    rows: Iterable[tuple[int, int, str, str, str, str, str, str, bool, str | None]] = models.State.objects.filter(
        target_id=target, ended_run__isnull=True
    ).values_list("pk", "first_run_id", *columns)
    return rows


def _texts(wordings: dict[str, str]) -> dict[str, int]:
    """Ids of the texts of these checks, kept now where they are new."""
    digests = {digest(check, body): (check, body) for check, body in wordings.items()}
    known = _known(digests)
    models.Text.objects.bulk_create(
        models.Text(digest=key, check_id=check, body=body)
        for key, (check, body) in digests.items()
        if key not in known
    )
    known = _known(digests)
    return {check: known[key] for key, (check, _) in digests.items()}


def _known(digests: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _batches(list(digests)):
        found |= dict(models.Text.objects.filter(digest__in=some).values_list("digest", "pk"))
    return found


def _catalogue(texts: dict[str, int]) -> models.Catalogue:
    listed = json.dumps(sorted(texts.values()), separators=(",", ":"))
    row: models.Catalogue
    row, _ = models.Catalogue.objects.get_or_create(digest=digest(listed), defaults={"texts": listed})
    return row


def _batches(things: Sequence[T]) -> Iterable[Sequence[T]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))
