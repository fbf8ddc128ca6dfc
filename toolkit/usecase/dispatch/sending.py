"""Mail to everybody who is to get it by mail. Stopped anywhere, it goes on where it was."""

import hashlib
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from toolkit.core.dispatch import Channel, State, Telling, next_channel
from toolkit.core.errors import Problem, UserError
from toolkit.store.lock import Lock
from toolkit.store.notified import Ledger
from toolkit.tell.post import Answer, Fate
from toolkit.tell.trouble import NotSent
from toolkit.usecase.dispatch.people import Rules

PAUSED = "paused"
ROUNDS = 5
"""How often somebody whose server says "not now" is tried in one go."""
PATIENCE = 20
"""Mails in a row that a server does not take, after which it is left alone."""
NAP = 0.5
"""Seconds after which somebody who waits for a mail's turn looks up."""

Compose = Callable[[Telling, str], bytes]
"""The mail of a telling with this Message-ID, as bytes."""
Told = Callable[["Sent"], None]


class Handing(Protocol):
    """Takes one mail at a time, and says what became of it. Raises `NotSent` when nobody can be reached."""

    def send(self, message: bytes, sender: str, recipient: str) -> Answer:
        """Hand one in."""


@dataclass(slots=True)
class Sent:
    """How far it is."""

    accepted: int = 0
    refused: int = 0
    later: int = 0
    doubtful: int = 0
    left: int = 0
    stopped: str = ""
    """Why it stopped before its end; "" when it came there."""
    unreachable: int = 0


@dataclass(slots=True)
class Sending:
    """One run. `per_minute`: mails at most; 0: as fast as the server takes them."""

    ledger: Ledger
    compose: Compose
    sender: str
    domain: str
    rules: Rules
    per_minute: int = 0
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    told: Told = lambda _: None
    """Hears after every mail how far it is."""
    stop: Callable[[], str] = lambda: ""
    """Asked between two mails why it is to stop; "": it is not."""
    begin: Callable[[], None] = lambda: None
    """Done first, when nobody else is sending."""
    version: Callable[[Telling], str] = lambda _: ""
    """Digest of the approved notice that a telling is made from."""
    sent: Sent = field(default_factory=Sent)
    _in_a_row: int = 0
    _next_at: float = 0.0

    def run(self, post: Handing) -> Sent:
        """Send to all who wait. Raises `UserError` when another process is sending."""
        lock = Lock(self.ledger.path.with_suffix(".lock"))
        if not lock.take(patience=0):
            raise UserError(Problem(str(self.ledger.path), "", "another command is sending; wait for its end"))
        try:
            self.begin()
            self._rounds(post)
        except NotSent as no:
            self.sent.stopped = str(no)
        finally:
            lock.release()
        self.sent.left = self._waiting()
        return self.sent

    def _rounds(self, post: Handing) -> None:
        for _ in range(ROUNDS):
            before = self.sent.later
            if not self._round(post) or self.sent.later == before:
                return

    def _round(self, post: Handing) -> bool:
        """Once through all who wait. False when it is to stop."""
        after = 0
        while batch := self.ledger.waiting(Channel.MAIL, after):
            for one in batch:
                if self._in_a_row >= PATIENCE:
                    self.sent.stopped = f"the server took none of {PATIENCE} mails in a row"
                    return False
                if not self._paced():
                    return False
                self._one(post, one)
                after = one.n
                self.told(self.sent)
        return True

    def _one(self, post: Handing, one: Telling) -> None:
        """The promise is on the disk before the first word to the server, the answer before the next mail."""
        message = f"notice-{self.ledger.meta('campaign')}-{one.n}@{self.domain}"
        raw = self.compose(one, message)
        self.ledger.promise(one.n, message, hashlib.sha256(raw).hexdigest(), self.now(), self.version(one))
        try:
            answer = post.send(raw, self.sender, one.person.mail)
        except NotSent:
            self.ledger.settle(one.n, State.PLANNED, "the server could not be reached", self.now())
            raise
        self._settle(one, answer)

    def _settle(self, one: Telling, answer: Answer) -> None:
        self._in_a_row = 0 if answer.fate is Fate.TAKEN else self._in_a_row + 1
        match answer.fate:
            case Fate.TAKEN:
                self.ledger.settle(one.n, State.ACCEPTED, answer.words, self.now())
                self.sent.accepted += 1
            case Fate.REFUSED:
                self._in_a_row = 0  # the server works; this address does not
                self.sent.refused += 1
                moved = failed(self.ledger, one, State.REFUSED, answer.words, self.now(), self.rules)
                self.sent.unreachable += moved is None
            case Fate.LATER:
                self.ledger.settle(one.n, State.PLANNED, answer.words, self.now())
                self.sent.later += 1
            case Fate.DOUBT:
                self.sent.doubtful += 1  # stays promised: it may have been taken

    def _paced(self) -> bool:
        """Wait for this mail's turn. False when somebody wants it to stop meanwhile."""
        if self.per_minute:
            now = time.monotonic()
            left = max(0.0, self._next_at - now)
            self._next_at = max(now, self._next_at) + 60 / self.per_minute
            while left > 0 and not self._stopped():
                self.sleep(min(left, NAP))
                left -= NAP
        return not self._stopped()

    def _stopped(self) -> bool:
        """Whether it is to stop, and why. Once it is, it is: whoever asks again gets the same answer."""
        if not self.sent.stopped:
            self.sent.stopped = "paused" if self.ledger.meta(PAUSED) else self.stop()
        return bool(self.sent.stopped)

    def _waiting(self) -> int:
        return self.ledger.counts().get((State.PLANNED, Channel.MAIL), 0)


def failed(  # noqa: PLR0917  each is another thing
    ledger: Ledger, one: Telling, state: State, words: str, at: datetime, rules: Rules
) -> Channel | None:
    """Note that it did not reach them, and plan the next channel. None when none is left."""
    letter = next((two for two in rules.letters if two.id == one.letter), rules.letters[0])
    tried = [two.channel for two in ledger.of_person(one.person.key) if two.letter == one.letter and two.channel]
    choice = next_channel(one.choice(), one.person, letter, rules.laws, tried)
    ledger.fail(one, state, words, at, choice)
    return choice.channel


def resolve(ledger: Ledger, numbers: Collection[int], *, resend: bool, who: str, at: datetime) -> int:
    """What a person decides about these of those in doubt, or all: they were told, or are to be. How many."""
    doubtful = [one for one in ledger.doubtful() if not numbers or one.n in numbers]
    for one in doubtful:
        words = f"in doubt; {who} decided: " + ("send it again" if resend else "it went out")
        ledger.settle(one.n, State.PLANNED if resend else State.ACCEPTED, words, at)
    return len(doubtful)
