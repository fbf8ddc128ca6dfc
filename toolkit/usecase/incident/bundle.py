"""An incident as a bundle for others: journal, evidence, playbooks, reports, a signed head, and its verifier."""

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import toolkit
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind, stamp
from toolkit.store.journal import NAME as JOURNAL
from toolkit.store.keeping import hashed
from toolkit.usecase.incident.evidence import Verdict, verify
from toolkit.usecase.incident.session import Clock, Said, View, look, real_clock, recording
from toolkit.usecase.playbook.shelf import FOLDER as PLAYBOOKS
from toolkit.usecase.playbook.signing import public_hex

VERIFIER = "verify.py"
NOTICES = "notices"
"""Templates and approved bytes of notices, each under its hash, as `usecase/notice` keeps them."""
DUTIES = "duties"
"""Editions of the laws, likewise."""

README = """This is one incident as breachready recorded it.

    python3 -I verify.py

checks all of it with nothing but Python 3.9 or newer: that no line of journal.jsonl was changed, moved, added or
removed; that every file is the one that was exported and every piece of evidence the one that was collected; that
head.json was signed by the key in head.key. Ask for that key by another way than this bundle, and check it with
--key. Whoever distrusts this copy of verify.py takes one from elsewhere; it is the same in every bundle of a version.

Each line of journal.jsonl is one JSON object; prev is the SHA-256 of the line before it, without its line feed.
occurred_at is when it happened, recorded_at when it was written down; the order of the lines is that of recording.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Where the bundle is, what vouches for it, and what was not in order when it was made."""

    path: Path
    head: str
    lines: int
    key: str
    files: int
    warnings: tuple[str, ...]


def export(
    folder: Path,
    out: Path,
    key: Ed25519PrivateKey,
    said: Said,
    reports: Mapping[str, str],
    *,
    clock: Clock = real_clock,
) -> Exported:
    """Write the bundle: a zip where the name ends so, else a folder. The export itself is the journal's last line.

    `reports`: further texts by file name. Whole or not at all. Raises `UserError`, also when `out` is there already.
    """
    if out.exists():
        raise UserError(Problem(str(out), "", "is there already"))
    with recording(folder, clock) as record:
        record.write(Kind.EXPORTED, said, data={"key": public_hex(key), "to": out.name})
    view = look(folder, clock)
    partial = _partial(out)
    try:
        _fill(view, partial, reports)
        count = _sign(view, partial, key)
        _appear(partial, out, view.incident.id)
    except OSError as no:
        raise UserError(Problem(str(out), "", f"was not written: {no.strerror or no}")) from no
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Exported(
        path=out,
        head=view.head,
        lines=len(view.events),
        key=public_hex(key),
        files=count,
        warnings=(*view.warnings, *_amiss(view)),
    )


def _amiss(view: View) -> Iterator[str]:
    for one in verify(view.folder, view.incident):
        if one.verdict is not Verdict.SAME:
            yield f"{one.file}: {one.verdict}: {one.words}"


def _partial(out: Path) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.absolute().parent))
    except OSError as no:
        raise UserError(Problem(str(out), "", f"cannot be written: {no.strerror}")) from no


def _fill(view: View, to: Path, reports: Mapping[str, str]) -> None:
    """The journal as long as the view knows it: another responder may be writing on."""
    lines = (view.folder / JOURNAL).read_bytes().split(b"\n")[: len(view.events)]
    (to / JOURNAL).write_bytes(b"".join(line + b"\n" for line in lines))
    for room in (PLAYBOOKS, NOTICES, DUTIES):
        for path in sorted((view.folder / room).glob("[0-9a-f]*.json")):
            (to / room).mkdir(exist_ok=True)
            shutil.copyfile(path, to / room / path.name)
    for item in view.incident.evidence:
        source = view.folder / item.file
        if source.is_file() and not source.is_symlink():
            (to / item.file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, to / item.file)
    for name, text in reports.items():
        (to / name).write_text(text, encoding="utf-8", errors="replace", newline="")
    verifier = files("toolkit.usecase.incident") / "verifier.py"
    (to / VERIFIER).write_bytes(verifier.read_bytes())
    (to / "README.txt").write_text(README, encoding="utf-8")


def _sign(view: View, to: Path, key: Ed25519PrivateKey) -> int:
    named = {path.relative_to(to).as_posix(): hashed(path).sha256 for path in sorted(to.rglob("*")) if path.is_file()}
    head = {
        "incident": view.incident.id,
        "exercise": view.incident.exercise,
        "n": len(view.events),
        "hash": view.head,
        "exported_at": stamp(view.events[-1].recorded_at),
        "exported_by": view.events[-1].by,
        "tool": f"breachready {toolkit.__version__}",
        "files": named,
    }
    raw = json.dumps(head, sort_keys=True, indent=1, ensure_ascii=True).encode() + b"\n"
    (to / "head.json").write_bytes(raw)
    (to / "head.key").write_text(public_hex(key) + "\n", encoding="ascii")
    (to / "head.sig").write_text(key.sign(raw).hex() + "\n", encoding="ascii")
    return len(named)


def _appear(partial: Path, out: Path, id: str) -> None:
    """Let the bundle be seen. Its files are for their owner alone: they are the worst that happened."""
    if out.suffix != ".zip":
        partial.rename(out)
        return
    packed = partial.with_name(partial.name + ".zip")
    try:
        handle = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as bundle:
            for path in sorted(partial.rglob("*")):
                if path.is_file():
                    bundle.write(path, f"{id}/{path.relative_to(partial).as_posix()}")
        packed.rename(out)
    finally:
        packed.unlink(missing_ok=True)
