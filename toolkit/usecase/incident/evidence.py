"""Evidence: hashed when it is collected and at every transfer, with a log of who had it.

The journal says that a collection begins before the file is copied; copying does not hold up other responders.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident, Item, Kind
from toolkit.store.keeping import PARTIAL, Kept, hashed, keep
from toolkit.usecase.incident.inorder import resolved
from toolkit.usecase.incident.opening import EVIDENCE
from toolkit.usecase.incident.session import Clock, Record, Said, View, look, real_clock, recording

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of files when they are collected."""

    what: str = ""
    source: str = ""
    """Where it was found; empty: the path it was added from."""
    step: str = ""
    wanted: str = ""
    """Id of the piece of evidence that the step asks for."""
    name: str = ""
    """What it was called where it was found; empty: the name of the file it was added from."""
    sha256: str = ""
    """What whoever sent it says that it hashes to; another hash is refused. Empty: nobody said."""


class Verdict(StrEnum):
    """What hashing a kept file again shows."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    UNRECORDED = "unrecorded"
    """A file that no line of the journal names."""
    IN_DOUBT = "in doubt"
    """Its collection was begun and not recorded as finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One file of the evidence folder, and what became of it."""

    file: str
    verdict: Verdict
    item: str = ""
    words: str = ""


def add(folder: Path, files: Sequence[Path], about: About, said: Said, *, clock: Clock = real_clock) -> View:
    """Collect files, each with an id of its own. Raises `UserError`; what was collected before it stays."""
    if not files:
        raise UserError(Problem("FILE", "", "expected at least one file"))
    for path in files:
        _add(folder, path, about, said, clock)
    return look(folder, clock)


def adopt(folder: Path, files: Sequence[Path], about: About, said: Said, *, clock: Clock = real_clock) -> None:
    """Record files that are in the incident's folder already, written by a verb of ours."""
    for path in files:
        with _told(path):
            kept = hashed(path)
        with recording(folder, clock) as record:
            file = path.relative_to(folder).as_posix()
            _collected(record, file, kept, replace(about, name=path.name), said)


def transfer(
    folder: Path, item: str, to: str, said: Said, *, copy: Path | None = None, clock: Clock = real_clock
) -> View:
    """Somebody gets a piece of evidence; it and the copy are hashed. Raises `UserError` when one is not the same."""
    if not to.strip():
        raise UserError(Problem("--to", "", "expected who gets it"))
    one = _item(look(folder, clock).incident, item)
    path = folder / one.file
    with _told(path):
        kept = hashed(path)
    if kept.sha256 != one.sha256:
        with recording(folder, clock) as record:
            words = f"{one.id} is not what was collected: its SHA-256 is {kept.sha256}, it was {one.sha256}"
            record.write(Kind.NOTED, Said(by=said.by, at=said.at, note=words))
        raise UserError(Problem(one.id, "", f"{words}. It was not handed over; the journal says so"))
    if copy is not None:
        copied = _copy(path, copy / path.name if copy.is_dir() else copy)
        if copied.sha256 != one.sha256:
            raise UserError(Problem(str(copy), "", "the copy is not what was collected; it was not handed over"))
    with recording(folder, clock) as record:
        data = {"item": one.id, "to": " ".join(to.split()), "sha256": kept.sha256}
        record.write(Kind.TRANSFERRED, said, data=data | ({"copy": str(copy)} if copy else {}))
        return record.view()


def resume(folder: Path, said: Said, *, clock: Clock = real_clock) -> View:
    """Settle collections that a crash left in doubt: what is there whole is recorded, what is not is given up."""
    with recording(folder, clock) as record:
        for file in record.incident.collecting:
            path = folder / file
            if path.is_file():
                with _told(path):
                    kept = hashed(path)
                about = About(what="found whole after its collection was interrupted")
                _collected(record, file, kept, about, said)
            else:
                left = path.with_name(path.name + PARTIAL).exists()
                words = "a part of it is left in the evidence folder" if left else "nothing of it is there"
                record.write(Kind.NOT_COLLECTED, Said(by=said.by, note=words), data={"file": file})
        return record.view()


def verify(folder: Path, incident: Incident) -> tuple[Checked, ...]:
    """Hash everything again. Changes nothing."""
    known = [_verified(folder, item) for item in incident.evidence]
    named = {item.file for item in incident.evidence}
    doubtful = {name for file in incident.collecting for name in (file, file + PARTIAL)}
    doubt = [Checked(file=one, verdict=Verdict.IN_DOUBT, words="begun, not finished") for one in incident.collecting]
    return (*known, *doubt, *_strays(folder, named | doubtful))


def _add(folder: Path, path: Path, about: About, said: Said, clock: Clock) -> None:
    if not path.exists():
        raise UserError(Problem(str(path), "", "there is no such file"))
    with recording(folder, clock) as record:
        key = resolved(record.incident, about.step)[0] if about.step else ""
        _wanted(record.incident, key, about)
        name = about.name or path.name
        file = _file(record.incident, name)
        source = about.source or str(path.absolute())
        record.write(Kind.COLLECTING, said, step=key, data={"file": file, "source": source})
    try:
        kept = _kept(path, folder / file, about.sha256)
    except OSError as no:
        reason = no.strerror or str(no)
        with recording(folder, clock) as record:
            record.write(Kind.NOT_COLLECTED, Said(by=said.by, note=reason), step=key, data={"file": file})
        raise UserError(Problem(about.name or str(path), "", f"was not collected: {reason}")) from no
    with recording(folder, clock) as record:
        _collected(record, file, kept, replace(about, source=source, step=key, name=name), said)


def _kept(path: Path, to: Path, sha256: str) -> Kept:
    """Raises `OSError`, also where it is not what was said to be sent; nothing of it is there then."""
    kept = keep(path, to)
    if sha256 and kept.sha256 != sha256.lower():
        to.unlink()
        raise OSError(0, f"its SHA-256 is {kept.sha256}, and {sha256[:64]} was sent: it came in damaged")
    return kept


def _collected(record: Record, file: str, kept: Kept, about: About, said: Said) -> None:
    name = about.name or file.rpartition("/")[2].partition("-")[2]
    data = {
        "item": f"E{len(record.incident.evidence) + 1}",
        "file": file,
        "name": name,
        "sha256": kept.sha256,
        "size": kept.size,
        "what": about.what,
        "source": about.source,
        "wanted": about.wanted,
    }
    if kept.moved:
        data["moved"] = True
        record.warnings.append(f"{name} changed while it was being read: what is kept is what was read")
    record.write(Kind.COLLECTED, said, step=about.step, data=data)


def _wanted(incident: Incident, key: str, about: About) -> None:
    """Raise `UserError` when the step asks for no such piece."""
    if not about.wanted:
        return
    step = incident.step(key) if key else None
    known = [one.id for one in step.evidence] if step else []
    if about.wanted not in known:
        words = f"expected one of {', '.join(known)}" if known else "the step asks for no evidence; leave it out"
        raise UserError(Problem("--wanted", "", words))


def _file(incident: Incident, name: str) -> str:
    """A name that no other has, without anything that a shell or a file system would stumble over."""
    number = len(incident.evidence) + len(incident.collecting) + 1
    taken = {item.file for item in incident.evidence} | set(incident.collecting)
    safe = (_UNSAFE.sub("_", name).lstrip(".") or "file")[:100]
    names = (f"{EVIDENCE}/{n:03d}-{safe}" for n in range(number, number + len(taken) + 1))
    return next(one for one in names if one not in taken)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as no:
        raise UserError(Problem(str(path), "", no.strerror or str(no))) from no


def _copy(path: Path, to: Path) -> Kept:
    if to.exists():
        raise UserError(Problem(str(to), "", "is there already"))
    with _told(to):
        return keep(path, to)


def _item(incident: Incident, id: str) -> Item:
    found = next((item for item in incident.evidence if item.id == id), None)
    if found is None:
        known = ", ".join(item.id for item in incident.evidence) or "none"
        raise UserError(Problem("ITEM", "", f"there is no evidence {id!r}; there is: {known}"))
    return found


def _verified(folder: Path, item: Item) -> Checked:
    try:
        now = hashed(folder / item.file)
    except OSError as no:
        return Checked(file=item.file, item=item.id, verdict=Verdict.MISSING, words=no.strerror or str(no))
    if now.sha256 == item.sha256:
        return Checked(file=item.file, item=item.id, verdict=Verdict.SAME)
    words = f"SHA-256 is {now.sha256}, it was {item.sha256}"
    return Checked(file=item.file, item=item.id, verdict=Verdict.CHANGED, words=words)


def _strays(folder: Path, named: set[str]) -> Iterator[Checked]:
    for path in sorted((folder / EVIDENCE).rglob("*")):
        file = path.relative_to(folder).as_posix()
        if not path.is_dir() and file not in named:
            yield Checked(file=file, verdict=Verdict.UNRECORDED, words="no line of the journal names it")
