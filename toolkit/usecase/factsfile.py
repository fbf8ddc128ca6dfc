"""The facts of each run, kept as `runs/<id>/facts.jsonl.gz` in the state directory.

They make a run judgeable again, and stand in for the targets that a partial scan leaves out.
"""

import gzip
import hashlib
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType, TracebackType
from typing import IO, Self

import toolkit
from toolkit.collect.runner import Collected
from toolkit.core.errors import Problem, UserError
from toolkit.core.inventory import Inventory
from toolkit.facts.line import TargetFacts, end, header, lines, read

NAME = "facts.jsonl.gz"


class FactsFile:
    """Written as targets are read; complete only when its end line is there. Packed when its name ends in `.gz`.

    Only its owner may read it: it says where every weakness is. Raises `UserError` when the disk refuses.
    """

    def __init__(self, path: Path, inventory: Inventory) -> None:
        self.path = path
        self.inventory = inventory
        self.targets = 0

    def __enter__(self) -> Self:
        with self._told():
            self.path.parent.parent.mkdir(exist_ok=True, mode=0o700)
            self.path.parent.mkdir(exist_ok=True, mode=0o700)
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._raw = os.fdopen(handle, "wb")
            packed = self.path.suffix == ".gz"
            self._file: gzip.GzipFile | IO[bytes] = (
                gzip.open(self._raw, "wb", compresslevel=5) if packed else self._raw
            )
            self._put(header(self.inventory, toolkit.__version__))
        return self

    def write(self, collected: Collected | TargetFacts) -> None:
        """Add one target."""
        facts = TargetFacts(target=collected.target, observed_at=collected.observed_at, seen=collected.seen)
        with self._told():
            for line in lines(facts):
                self._put(line)
        self.targets += 1

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        with self._told() if kind is None else suppress(OSError):
            if kind is None:
                self._put(end(self.targets))
            self._file.close()
            self._raw.close()

    def _put(self, line: str) -> None:
        self._file.write(line.encode("ascii") + b"\n")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UserError(Problem(str(self.path), "", error.strerror or str(error))) from error


def kept_at(state: Path, run: int) -> Path:
    """Where the facts of a run are kept."""
    return state / "runs" / str(run) / NAME


def digest(path: Path) -> str:
    """SHA-256 of a kept file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def carried(state: Path, leaving_out: Iterable[str], before: int) -> list[TargetFacts]:
    """What the newest earlier run with a readable file saw of targets that are not read this time."""
    wanted = set(leaving_out)
    for run in sorted((int(p.name) for p in (state / "runs").glob("[0-9]*") if int(p.name) < before), reverse=True):
        try:
            _, found = load(kept_at(state, run))
        except UserError:
            continue
        if kept := [facts for facts in found if facts.target.name in wanted]:
            return kept
    return []


def load(path: Path) -> tuple[Inventory, list[TargetFacts]]:
    """Inventory and facts of a file, compressed or not. Raises `UserError` when it cannot be read."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as text:
            return read(_until_cut(text), str(path), fact_modules())
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(Problem(str(path), "", getattr(error, "strerror", None) or str(error))) from error


def prune(state: Path, keep: int) -> None:
    """Remove the kept files of all but the newest `keep` runs."""
    runs = sorted((p for p in (state / "runs").glob("[0-9]*") if p.name.isdigit()), key=lambda p: int(p.name))
    for old in runs[:-keep] if keep else []:
        shutil.rmtree(old, ignore_errors=True)


def fact_modules() -> list[ModuleType]:
    """Where the kinds of fact are defined."""
    from toolkit.facts import cloud, network, register, server  # noqa: PLC0415  only when facts are read back

    return [server, cloud, network, register]


def _until_cut(text: Iterator[str]) -> Iterator[str]:
    """A packed file that was cut ends early; what it lost is said by the missing end line."""
    try:
        yield from text
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return
