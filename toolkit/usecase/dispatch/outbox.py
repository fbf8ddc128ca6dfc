"""Where an exercise's mails go: into its own folder, one file each. Nothing leaves the machine."""

import re
from dataclasses import dataclass
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.store.journal import write_whole
from toolkit.tell.post import Answer, Fate

SENT = "sent"
_ID = re.compile(rb"^Message-ID: <(notice-[a-z0-9-]+)@", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outbox:
    """Takes every mail, and keeps it."""

    folder: Path

    def send(self, message: bytes, _sender: str, _recipient: str) -> Answer:
        """Keep one. Raises `UserError` when the disk refuses."""
        found = _ID.search(message)
        assert found
        keep(self.folder, f"{found[1].decode()}.eml", message)
        return Answer(Fate.TAKEN, f"an exercise: kept in {SENT}, nothing left this machine")


def keep(folder: Path, name: str, content: bytes) -> None:
    """A file for its owner alone. Raises `UserError` when the disk refuses."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole((folder / name).resolve(), content)
    except OSError as no:
        raise UserError(Problem(str(folder / name), "", no.strerror or str(no))) from no
