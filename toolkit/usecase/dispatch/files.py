"""Letters and text messages as files for somebody to print or send, with a manifest that says what is in each."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.dispatch import Channel
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind
from toolkit.store.notified import Ledger, ledger
from toolkit.usecase.dispatch.batches import Batch, Batches
from toolkit.usecase.dispatch.outbox import SENT, keep
from toolkit.usecase.dispatch.outgoing import Outgoing
from toolkit.usecase.dispatch.people import place
from toolkit.usecase.dispatch.planning import Asked, planned, refuse
from toolkit.usecase.incident.inorder import running
from toolkit.usecase.incident.session import Clock, Said, View, look, real_clock, recording

MANIFEST = "manifest.csv"
HEADER = ("file", "for", "pages", "sha256", "notice", "version")
_PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a batch. `pages`: None where it has none."""

    name: str
    count: int
    pages: int | None
    sha256: str
    notice: str
    version: str


def written(
    settings: Settings, folder: Path, channel: Channel, out: Path | None, said: Said, *, clock: Clock = real_clock
) -> tuple[View, Path, tuple[File, ...]]:
    """Write the files of all who wait for this channel and were planned; of an exercise into its own folder.

    Raises `UserError` for what is not approved, and when the disk refuses; what was written until then is counted.
    """
    view = look(folder, clock)
    running(view.incident)
    to = _to(folder, view, out)
    with ledger(place(folder)) as book:
        if book.fresh():
            words = "people wait for a plan; `notice send` shows it, with --execute it is made"
            raise UserError(Problem("recipients", "", words))
        plan = planned(settings, view, book, Asked())
        refuse(plan, "")
        work = _Work(book=book, going=plan.going, channel=channel, to=to, view=view)
        try:
            files = tuple(work.files())
        finally:
            if work.made:
                _record(folder, work, said, clock)
    return look(folder, clock), to, files


def _to(folder: Path, view: View, out: Path | None) -> Path:
    if view.incident.exercise:
        if out is not None:
            words = "is an exercise: its files stay in its own folder, say nothing"
            raise UserError(Problem("--out", "", words))
        return place(folder).parent / SENT
    if out is None:
        raise UserError(Problem("--out", "", "expected the folder to write to"))
    return out


def _record(folder: Path, work: "_Work", said: Said, clock: Clock) -> None:
    data = {
        "channel": work.channel.value,
        "count": sum(one.count for one in work.made),
        "files": {one.name: one.sha256 for one in work.made},
        "versions": {one.notice: one.version for one in work.made},
    }
    with recording(folder, clock) as record:
        record.write(Kind.SENDING_BATCHED, said, data=data)


@dataclass(slots=True, kw_only=True)
class _Work:
    """Files being written."""

    book: Ledger
    going: Outgoing
    channel: Channel
    to: Path
    view: View
    made: list[File] = field(default_factory=list)

    def files(self) -> Iterator[File]:
        """Each, when it is on the disk, in the ledger and in the manifest."""
        batches = Batches(
            ledger=self.book,
            written=lambda name, content: keep(self.to, name, content),
            version=self.going.version,
            at=self.view.now,
        )
        found = (
            batches.letters(self.going.paper) if self.channel is Channel.LETTER else batches.texts(self.going.text)
        )
        for one in found:
            self.made.append(self._file(one))
            keep(self.to, MANIFEST, _manifest(self.to, self.made))
            yield self.made[-1]

    def _file(self, one: Batch) -> File:
        seen = self.going.seen(one.letter, self.channel)
        return File(
            name=one.name,
            count=one.count,
            pages=len(_PAGE.findall(one.content)) if self.channel is Channel.LETTER else None,
            sha256=one.sha256,
            notice=seen.notice.id,
            version=seen.digest,
        )


def _manifest(to: Path, made: list[File]) -> bytes:
    """What was there before, and these after it."""
    names = {one.name for one in made}
    try:
        with (to / MANIFEST).open(encoding="utf-8", newline="") as file:
            before = [row for row in csv.reader(file) if row and row[0] not in names and tuple(row) != HEADER]
    except FileNotFoundError:
        before = []
    sheet = io.StringIO(newline="")
    rows = csv.writer(sheet)
    rows.writerow(HEADER)
    rows.writerows(before)
    rows.writerows(
        (one.name, one.count, "" if one.pages is None else one.pages, one.sha256, one.notice, one.version)
        for one in made
    )
    return sheet.getvalue().encode()
