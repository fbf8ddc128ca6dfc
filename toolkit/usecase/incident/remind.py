"""Reminders of what is due: shown, or sent by mail to the role's contacts. Of an exercise nothing is ever sent."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.config.settings import MailSettings, Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Due, Kind, reminders, stamp
from toolkit.tell import mail
from toolkit.tell.trouble import NotSent
from toolkit.usecase.incident.session import TOOL, Clock, Said, View, look, real_clock, recording
from toolkit.usecase.relay import relay

Send = Callable[[mail.Mail, mail.Relay], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """One step that is due, and what became of its reminder. `sent_to` empty: none was sent, `words` says why."""

    due: Due
    sent_to: tuple[str, ...] = ()
    words: str = ""


def shown(view: View) -> tuple[Reminded, ...]:
    """What is due soon or over, the most urgent first."""
    return tuple(Reminded(due=one) for one in reminders(view.incident, view.now))


def remind(
    settings: Settings, folder: Path, *, clock: Clock = real_clock, send: Send = mail.send
) -> tuple[Reminded, ...]:
    """Mail each reminder that was not sent before. Raises `UserError` for an exercise, and without `[alert.mail]`.

    One that was cut off may come twice, with the same Message-ID; none is lost.
    """
    view = look(folder, clock)
    if view.incident.exercise:
        raise UserError(Problem(view.incident.id, "--send", "is an exercise: nothing leaves this machine"))
    if settings.alert.mail is None:
        raise UserError(Problem("breachready.toml", "alert.mail", "is missing: it says how mail is sent"))
    post = _Post(settings=settings, how=settings.alert.mail, view=view, clock=clock, send=send)
    return tuple(post.remind(due) for due in _fresh(view))


def _fresh(view: View) -> Iterator[Due]:
    for due in reminders(view.incident, view.now):
        if (due.key, stamp(due.due)) not in view.incident.reminded:
            yield due


@dataclass(frozen=True, slots=True, kw_only=True)
class _Post:
    """How mail of one incident goes out."""

    settings: Settings
    how: MailSettings
    view: View
    clock: Clock
    send: Send

    def remind(self, due: Due) -> Reminded:
        """Send, then say in the journal that it was sent."""
        to = self._recipients(due)
        try:
            refused = self.send(self._letter(due, to), relay(self.how, beside=self.settings.source))
        except NotSent as no:
            return Reminded(due=due, words=f"not sent: {no.reason}")
        with recording(self.view.folder, self.clock) as record:
            data = {"due": stamp(due.due), "to": list(to)}
            record.write(Kind.REMINDED, Said(by=TOOL, note=refused), step=due.key, data=data)
        return Reminded(due=due, sent_to=to, words=refused)

    def _recipients(self, due: Due) -> tuple[str, ...]:
        """The role's contacts; where the role has no address, those who hear of alerts."""
        people = [one for one in self.settings.inventory.contacts if one.role == due.role and one.mail]
        return tuple(dict.fromkeys(one.mail for one in people)) or tuple(self.how.recipients)

    def _letter(self, due: Due, to: tuple[str, ...]) -> mail.Mail:
        name = self.view.incident.id
        words = "was due" if due.due <= self.view.now else "is due"
        when = f"{due.due:%Y-%m-%d %H:%M} UTC"
        return mail.Mail(
            sender=self.how.sender,
            recipients=to,
            subject=f"{name}: step {due.key} {words} {when}",
            text=(
                f"{due.title}\n\nIncident {name}, step {due.key}, for {due.assignee or due.role}.\n"
                f"It {words} at {when}.\n\nbreachready incident next -i {name}\n"
            ),
            id=hashlib.sha256(f"{name} {due.key} {stamp(due.due)}".encode()).hexdigest()[:32],
            date=self.view.now,
        )
