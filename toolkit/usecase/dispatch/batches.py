"""Letters to print and texts to send: batches that somebody takes, and that are counted as taken when they are."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from toolkit.core.dispatch import Channel, State
from toolkit.store.notified import Ledger, Telling

Written = Callable[[str, bytes], None]
"""Keeps one file of a batch by name. When it returns, the file is on the disk."""


def letters(
    ledger: Ledger, make: Callable[[str, Sequence[Telling]], bytes], written: Written, at: datetime
) -> Iterator[tuple[str, int]]:
    """Print-ready files, one language a file; each with how many letters. Counted as handed over once it is written.

    The name of a file says which tellings it holds, so that a second time after a crash writes the same file again.
    """
    for language in ledger.languages(Channel.LETTER):
        while batch := ledger.waiting(Channel.LETTER, language=language):
            name = f"letters-{language}-{batch[0].n:07}-{batch[-1].n:07}.pdf"
            written(name, make(language, batch))
            _taken(ledger, batch, name, at)
            yield name, len(batch)


def texts(
    ledger: Ledger, make: Callable[[Telling], str], written: Written, at: datetime
) -> Iterator[tuple[str, int]]:
    """CSV files for whoever sends text messages: number, text, and which telling it is."""
    while batch := ledger.waiting(Channel.SMS):
        name = f"texts-{batch[0].n:07}-{batch[-1].n:07}.csv"
        sheet = io.StringIO(newline="")
        rows = csv.writer(sheet)
        rows.writerow(("number", "text", "telling"))
        rows.writerows((one.person.phone, _cell(make(one)), one.n) for one in batch)
        written(name, sheet.getvalue().encode("utf-8-sig"))
        _taken(ledger, batch, name, at)
        yield name, len(batch)


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _taken(ledger: Ledger, batch: Sequence[Telling], name: str, at: datetime) -> None:
    ledger.settle_all([one.n for one in batch], State.HANDED_OVER, f"in {name}", at)
