"""The ledger as CSV. Names come from outside: nothing in it is what a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Iterator

from reports.table import cell
from toolkit.core.dispatch import Telling

HEADER = (
    "person", "name", "country", "region", "notice", "laws", "language", "channel", "state", "attempt", "version",
    "message_id", "sha256", "promised_at", "settled_at", "answer", "why",
)  # fmt: skip


def sheet(tellings: Iterable[Telling]) -> Iterator[str]:
    """A line for each attempt to tell somebody."""
    yield "\ufeff" + _line(HEADER)
    for one in tellings:
        who = one.person
        yield _line(
            (
                who.key, who.name, who.country, who.region, one.letter, " ".join(one.laws), one.language,
                one.channel or "", one.state, str(one.attempt), one.version, one.message, one.digest,
                one.promised_at, one.settled_at, one.answer, "; ".join(one.why),
            )
        )  # fmt: skip


def _line(cells: Iterable[str]) -> str:
    row = io.StringIO(newline="")
    csv.writer(row).writerow(map(cell, cells))
    return row.getvalue()
