"""Letters to print and texts to send: batches that somebody takes, and that are counted as taken when they are.

What a file holds is noted before it is written. A process that dies in between writes the same file again, and no
letter is in two files.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.table import calculates
from toolkit.core.dispatch import Channel, Telling
from toolkit.core.errors import Problem, UserError
from toolkit.store.lock import Lock
from toolkit.store.notified import Ledger

Written = Callable[[str, bytes], None]
"""Keeps one file of a batch by name. When it returns, the file is on the disk."""
Version = Callable[[Telling], str]
"""Digest of the approved notice that a telling is made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One file."""

    name: str
    letter: str
    count: int
    content: bytes

    @property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """Files of one ledger. `most`: tellings in a file."""

    ledger: Ledger
    written: Written
    version: Version
    at: datetime
    most: int = 500

    def letters(self, make: Callable[[Sequence[Telling]], bytes]) -> Iterator[Batch]:
        """Print-ready files, one letter and one language a file; counted as handed over once it is written."""
        yield from self._alone(Channel.LETTER, "letters", "pdf", make)

    def texts(self, make: Callable[[Telling], str]) -> Iterator[Batch]:
        """CSV files for whoever sends text messages: number, text, and which telling it is."""
        yield from self._alone(Channel.SMS, "texts", "csv", lambda batch: sheet(batch, make))

    def _alone(
        self, channel: Channel, word: str, ending: str, make: Callable[[Sequence[Telling]], bytes]
    ) -> Iterator[Batch]:
        """Raises `UserError` while another process writes files."""
        lock = Lock(self.ledger.path.with_suffix(".batches.lock"))
        if not lock.take(patience=0):
            raise UserError(Problem(str(self.ledger.path), "", "another command is writing files; wait for its end"))
        try:
            if before := self.ledger.batch(channel):
                yield self._one(*before, make)
            for letter, language in self.ledger.awaited(channel):
                while batch := self.ledger.waiting(channel, most=self.most, letter=letter, language=language):
                    name = f"{word}-{letter}-{language}-{batch[0].n:07}-{batch[-1].n:07}.{ending}"
                    self.ledger.begin_batch(name, batch)
                    yield self._one(name, batch, make)
        finally:
            lock.release()

    def _one(self, name: str, batch: Sequence[Telling], make: Callable[[Sequence[Telling]], bytes]) -> Batch:
        made = Batch(name=name, letter=batch[0].letter, count=len(batch), content=make(batch))
        self.written(name, made.content)
        self.ledger.end_batch(batch, name, made.sha256, self.version(batch[0]), self.at)
        return made


def sheet(batch: Sequence[Telling], make: Callable[[Telling], str]) -> bytes:
    """Rows for whoever sends text messages."""
    made = io.StringIO(newline="")
    rows = csv.writer(made)
    rows.writerow(("number", "text", "telling"))
    texts = ((one, make(one)) for one in batch)
    rows.writerows((one.person.phone, f"'{text}" if calculates(text) else text, one.n) for one, text in texts)
    return made.getvalue().encode("utf-8-sig")
