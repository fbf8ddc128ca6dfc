"""Alerts as kept: promised, claimed, settled. Whoever sends holds the lock of alerts, so there is one sender."""

import uuid
from datetime import datetime

from toolkit.store import models
from toolkit.store.kept import AlertState, KeptAlert
from toolkit.store.words import clean, digest

ATTEMPTS = 10
"""After so many a failed alert is left alone."""


def promise(run: int, channel: str, *, subject: str, body: str, at: datetime) -> KeptAlert:
    """Keep an alert before it is sent. Promising the same run and channel again gives the first one."""
    row, _ = models.Alert.objects.get_or_create(
        run_id=run,
        channel=channel,
        defaults={
            "delivery": str(uuid.uuid4()),
            "digest": digest(subject, body),
            "subject": clean(subject),
            "body": clean(body),
            "state": AlertState.PENDING,
            "promised_at": at,
        },
    )
    return _kept(row)


def unsettled() -> list[KeptAlert]:
    """What is still to be sent, the oldest first: new, failed but not given up, or cut off (`doubtful`)."""
    models.Alert.objects.filter(state=AlertState.SENDING).update(doubtful=True)
    rows = models.Alert.objects.filter(attempts__lt=ATTEMPTS).exclude(state=AlertState.SENT).order_by("pk")
    return [_kept(row) for row in rows]


def sending(id: int) -> None:
    """Commit that the next thing done is to send it."""
    row = models.Alert.objects.get(pk=id)
    row.state = AlertState.SENDING
    row.attempts += 1
    row.save(update_fields=("state", "attempts"))


def settled(id: int, *, sent: bool, reason: str, doubtful: bool, at: datetime) -> None:
    """Keep how it went. `doubtful`: it may have arrived although it failed."""
    row = models.Alert.objects.get(pk=id)
    row.state = AlertState.SENT if sent else AlertState.FAILED
    row.reason = clean(reason)
    row.doubtful = row.doubtful or doubtful
    row.settled_at = at
    row.save(update_fields=("state", "reason", "doubtful", "settled_at"))


def told(run: int) -> list[KeptAlert]:
    """The alerts of one run, whatever became of them."""
    return [_kept(row) for row in models.Alert.objects.filter(run_id=run).order_by("pk")]


def _kept(row: models.Alert) -> KeptAlert:
    return KeptAlert(
        id=row.pk,
        run=row.run_id,
        channel=row.channel,
        delivery=row.delivery,
        digest=row.digest,
        subject=row.subject,
        body=row.body,
        state=AlertState(row.state),
        attempts=row.attempts,
        doubtful=row.doubtful,
        reason=row.reason,
        promised_at=row.promised_at,
    )
