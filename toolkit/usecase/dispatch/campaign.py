"""Sending, from the plan to the last answer: refused while anything stands in its way, recorded in numbers alone."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.config.settings import Settings
from toolkit.core.dispatch import Channel
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident, Kind
from toolkit.store.journal import NAME as JOURNAL
from toolkit.store.notified import Ledger, ledger
from toolkit.tell.post import Post
from toolkit.tell.trouble import NotSent
from toolkit.usecase.dispatch.outbox import SENT, Outbox
from toolkit.usecase.dispatch.people import CAMPAIGN, place, plan, record_loading
from toolkit.usecase.dispatch.planning import Asked, Plan, planned, refuse, remember
from toolkit.usecase.dispatch.sending import PAUSED, Handing, Sending, Sent, resolve
from toolkit.usecase.incident.inorder import running
from toolkit.usecase.incident.session import Clock, Said, View, look, real_clock, recording
from toolkit.usecase.notice.seen import see
from toolkit.usecase.notice.shelf import keep_bytes, library
from toolkit.usecase.relay import relay

Told = Callable[[Sent, int], None]
"""Hears how far it is, and how many mails there were to send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How it is sent. `stop`: whether somebody wants it to stop; asked between two mails."""

    despite: str = ""
    per_minute: int | None = None
    stop: Callable[[], bool] = lambda: False
    told: Told = lambda _sent, _all: None


def look_ahead(settings: Settings, folder: Path, asked: Asked, per_minute: int | None = None) -> tuple[View, Plan]:
    """What sending would do. Nothing is recorded by looking."""
    view = look(folder)
    with ledger(place(folder)) as book:
        return view, planned(settings, view, book, asked, per_minute)


def execute(
    settings: Settings, folder: Path, said: Said, asked: Asked, how: How, *, clock: Clock = real_clock
) -> tuple[View, Plan, Sent]:
    """Send. Raises `UserError` with everything that stands in the way, and while another process sends."""
    with ledger(place(folder)) as book:
        record_loading(folder, book, said, clock)
        size = journal_size(folder)
        view = look(folder, clock)
        running(view.incident)
        now = planned(settings, view, book, asked, how.per_minute)
        refuse(now, how.despite)
        run = _Run(settings=settings, folder=folder, said=said, how=how, clock=clock, book=book, plan=now, size=size)
        with _post(settings, folder, view.incident) as post:
            sent = run.send(post)
        return look(folder, clock), now, sent


def pause(folder: Path, said: Said, *, clock: Clock = real_clock) -> View:
    """Stop whoever is sending after the mail in hand, and let nobody begin."""
    with ledger(place(folder)) as book, recording(folder, clock) as record:
        if book.meta(PAUSED):
            raise UserError(Problem("--pause", "", f"was paused by {book.meta(PAUSED)} already"))
        record.write(Kind.SENDING_PAUSED, said, data={"stopped": said.note} if said.note else {})
        book.set_meta(PAUSED, said.by)
        return record.view()


def resume(folder: Path, said: Said, *, clock: Clock = real_clock) -> View:
    """Let it go on."""
    with ledger(place(folder)) as book, recording(folder, clock) as record:
        if not book.meta(PAUSED):
            raise UserError(Problem("--resume", "", "nobody has paused it"))
        record.write(Kind.SENDING_RESUMED, said)
        book.set_meta(PAUSED, "")
        return record.view()


def decide(
    folder: Path, said: Said, keys: Sequence[str], *, resend: bool, clock: Clock = real_clock
) -> tuple[View, int]:
    """What somebody found out of mails in doubt, of these people or of all: they are sent again, or they went out."""
    with ledger(place(folder)) as book:
        doubtful = [one for one in book.doubtful() if not keys or one.person.key in keys]
        unknown = sorted(set(keys) - {one.person.key for one in doubtful})
        if unknown or not doubtful:
            words = f"nothing is in doubt of {', '.join(unknown)}" if unknown else "nothing is in doubt"
            raise UserError(Problem("--doubtful", "", words))
        with recording(folder, clock) as record:
            data = {"count": len(doubtful), "resend": resend}
            record.write(Kind.SENDING_DECIDED, said, data=data)
            count = resolve(book, [one.n for one in doubtful], resend=resend, who=said.by, at=record.now)
            return record.view(), count


def _post(settings: Settings, folder: Path, incident: Incident) -> AbstractContextManager[Handing]:
    """The server; for an exercise a folder of its own."""
    if incident.exercise or settings.notices.mail is None:
        return nullcontext(Outbox(place(folder).parent / SENT))
    try:
        return Post(relay(settings.notices.mail, beside=settings.source))
    except NotSent as no:
        raise UserError(Problem("breachready.toml", "notices.mail", no.reason)) from no


@dataclass(slots=True, kw_only=True)
class _Run:
    """One run of one sending."""

    settings: Settings
    folder: Path
    said: Said
    how: How
    clock: Clock
    book: Ledger
    plan: Plan
    size: int
    """Bytes of the journal when the approvals were looked at."""
    _begun: bool = False

    def send(self, post: Handing) -> Sent:
        """Send to all who wait; how it ended is in the journal, whatever ended it."""
        going, mails = self.plan.going, self.plan.waiting(Channel.MAIL)
        sender = self.settings.organisation.mail
        how = self.settings.notices.mail
        ahead = look(self.folder, self.clock).incident.ahead
        sending = Sending(
            ledger=self.book,
            compose=lambda one, message: going.mail(one, message, self.clock() + ahead),
            sender=(how.bounces if how else "") or sender,
            domain=sender.rpartition("@")[2],
            rules=self.plan.rules,
            per_minute=self.plan.per_minute,
            now=lambda: self.clock() + ahead,
            told=lambda sent: self.how.told(sent, mails),
            stop=self._why,
            begin=self._begin,
            version=going.version,
        )
        ended = "an error stopped it"
        try:
            sent = sending.run(post)
            ended = sent.stopped
        finally:
            if self._begun:
                self._end(sending.sent, ended)
        return sent

    def _begin(self) -> None:
        """The plan is fixed and recorded, then the beginning. Whoever is killed in between finds it so."""
        if self.book.fresh() != self.plan.fresh:
            raise UserError(
                Problem("recipients", "", "the list has changed since the plan was made: look at it again")
            )
        plan(self.book, self.plan.rules)
        remember(self.book, self.plan.asked)
        with recording(self.folder, self.clock) as record:
            running(record.incident)
            for one in self.plan.going.each():
                keep_bytes(self.folder, one.digest, one.bytes)
            if self.plan.fresh:
                record.write(Kind.SENDING_PLANNED, self.said, data=self._planned())
            data = {
                "mails": self.plan.waiting(Channel.MAIL),
                "per_minute": self.plan.per_minute,
                "campaign": self.book.meta(CAMPAIGN),
                "exercise": record.incident.exercise,
            }
            record.write(Kind.SENDING_BEGUN, self.said, data=data)
        self._begun = True

    def _planned(self) -> dict[str, Any]:
        channels: Counter[str] = Counter()
        for one in self.plan.lines:
            channels[one.channel or "none"] += one.count
        despite = {"despite": self.how.despite, "lacking": list(self.plan.doubts)} if self.plan.doubts else {}
        return {
            "people": self.plan.people,
            "channels": dict(channels),
            "versions": {one.notice.id: one.digest for one in self.plan.going.each()},
            "laws": {place: list(names) for place, names in self.plan.asked.laws.items()},
            **despite,
        }

    def _end(self, sent: Sent, ended: str) -> None:
        kind = Kind.SENDING_PAUSED if ended else Kind.SENDING_FINISHED
        numbers = {name: getattr(sent, name) for name in ("accepted", "refused", "later", "doubtful", "left")}
        with recording(self.folder, self.clock) as record:
            record.write(kind, self.said, data={**numbers, "stopped": ended})

    def _why(self) -> str:
        """Why to stop: somebody wants it, or what is being sent is approved no more."""
        if self.how.stop():
            return "stopped"
        size = journal_size(self.folder)
        if size == self.size:
            return ""
        incident, shelf = look(self.folder, self.clock).incident, library(self.settings)
        for one in self.plan.going.each():
            now = see(self.settings, self.folder, incident, one.notice.id, shelf)
            if now.digest != one.digest or now.lacking:
                return f"{one.notice.id} is not what was approved any more"
        self.size = size
        return ""


def journal_size(folder: Path) -> int:
    """Bytes of an incident's journal: it grows whenever anything is said."""
    return (folder / JOURNAL).stat().st_size
