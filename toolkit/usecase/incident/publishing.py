"""Reports of an incident as files, whole or not at all, for their owner alone."""

from collections.abc import Iterable
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.store.journal import write_whole


def write(path: Path, pieces: Iterable[str]) -> None:
    """Write a text. Raises `UserError` when the disk refuses; what was there before stays then."""
    try:
        write_whole(path.resolve(), "".join(pieces).encode("utf-8", "replace"))
    except OSError as no:
        raise UserError(Problem(str(path), "", no.strerror or str(no))) from no
