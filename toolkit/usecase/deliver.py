"""Telling people: promised in the store, then sent, then settled. What a killed process left is taken up again."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from toolkit.config.settings import AlertSettings, MailSettings, WebhookSettings
from toolkit.core.errors import UserError
from toolkit.core.inventory import SecretRef
from toolkit.core.run import Run
from toolkit.store import KeptAlert, Store
from toolkit.tell import mail, webhook
from toolkit.tell.trouble import NotSent
from toolkit.usecase.alert import alerts
from toolkit.usecase.relay import relay

MAIL = "mail"
WEBHOOK = "webhook"

REPEATED = "This may be a repeat: an earlier attempt to send it was cut off.\n\n"

log = logging.getLogger(__name__)

Secret = Callable[[SecretRef], str]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How telling one channel went. `doubtful`: an earlier attempt may have arrived already."""

    run: int
    channel: str
    sent: bool
    doubtful: bool
    reason: str


def deliver(
    store: Store,
    run: Run | None,
    settings: AlertSettings,
    secret: Secret,
    *,
    now: Clock = lambda: datetime.now(UTC),
    sleep: Callable[[float], object] = time.sleep,
) -> tuple[Delivery, ...]:
    """Tell what is worth telling about `run` (None: nothing new), and whatever an earlier process left untold.

    An alert is in the store before it is sent, so a killed process loses none. One that was cut off is sent
    again and says so: mail in its first line and with the same Message-ID, a webhook by the same delivery id.
    Never raises for a channel that fails; the alert stays and is tried again, ten times at most. Raises
    `UserError` when the store cannot be written or another process is sending.
    """
    if run is not None:
        _promise(store, run, settings, now())
    teller = _Teller(settings, secret, now, sleep)
    with store.telling():
        return tuple(_settle(store, alert, teller) for alert in store.unsettled())


def _promise(store: Store, run: Run, settings: AlertSettings, at: datetime) -> None:
    alert = alerts(run, settings.threshold)
    if alert is None:
        return
    if settings.mail:
        store.promise(run.id, MAIL, subject=alert.subject, body=alert.text, at=at)
    if settings.webhook:
        store.promise(run.id, WEBHOOK, subject=alert.subject, body=alert.body, at=at)


def _settle(store: Store, alert: KeptAlert, teller: "_Teller") -> Delivery:
    if alert.doubtful:
        log.warning(
            "the alert of run %s by %s was cut off before; it is sent again and may repeat", alert.run, alert.channel
        )
    store.sending(alert.id)
    sent, maybe = True, False
    try:
        reason = teller.tell(alert)
    except NotSent as no:
        sent, maybe, reason = False, no.maybe, no.reason
    except UserError as no:
        sent, reason = False, str(no)
    store.settled(alert.id, sent=sent, reason=reason, doubtful=maybe, at=teller.now())
    return Delivery(run=alert.run, channel=alert.channel, sent=sent, doubtful=alert.doubtful or maybe, reason=reason)


@dataclass(frozen=True, slots=True)
class _Teller:
    """The channels as configured."""

    settings: AlertSettings
    secret: Secret
    now: Clock
    sleep: Callable[[float], object]

    def tell(self, alert: KeptAlert) -> str:
        """Send; a word on what went less than well, or "". Raises `NotSent` or `UserError`."""
        if alert.channel == MAIL and self.settings.mail:
            return self._mail(alert, self.settings.mail)
        if alert.channel == WEBHOOK and self.settings.webhook:
            return self._webhook(alert, self.settings.webhook)
        raise NotSent(f"{alert.channel} is not configured any more", again=False)

    def _mail(self, alert: KeptAlert, to: MailSettings) -> str:
        letter = mail.Mail(
            sender=to.sender,
            recipients=to.recipients,
            subject=alert.subject,
            text=(REPEATED if alert.doubtful else "") + alert.body,
            id=alert.delivery,
            date=alert.promised_at,
        )
        return mail.send(letter, relay(to, self.secret))

    def _webhook(self, alert: KeptAlert, to: WebhookSettings) -> str:
        hook = webhook.Hook(url=to.url, secret=self.secret(to.secret), ca_file=to.ca_file)
        webhook.post(
            alert.body.encode(),
            hook,
            delivery=alert.delivery,
            now=lambda: self.now().timestamp(),
            sleep=self.sleep,
        )
        return ""
