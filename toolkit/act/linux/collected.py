"""Evidence from a server: streamed into the folder, recorded beside it, read again to be believed.

Nothing that was written once is written over: a second attempt has names of its own, since what came with the first
is evidence too.
"""

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from toolkit.act.linux.reach import Hands, Phase, Taken
from toolkit.act.verb import CannotAct, Captured, Parameters, Verified

SPARE = 256 * 1024 * 1024
"""Bytes that stay free on our side."""
ATTEMPTS = 99


def stamp() -> str:
    """For file names. It is captured, so the same errand has the same names after a crash, and no other has them."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def room_for(hands: Hands, size: int) -> None:
    """Raise `CannotAct` unless the evidence folder's disk has `size` bytes, and some to spare."""
    place = next(one for one in (hands.evidence, *hands.evidence.parents) if one.exists())
    free = shutil.disk_usage(place).free
    if free < size + SPARE:
        raise CannotAct("free space here", f"{free:,} bytes are free for evidence; it may take {size + SPARE:,}")


def fetch(
    hands: Hands, kind: str, captured: Captured, phase: Phase, names: Mapping[str, str], *, limit: int, **given: str
) -> None:
    """Take the files that `phase` sends (`names`: how each is called here) and write down what came.

    Raises `CannotAct` where it breaks off; what came until then is kept as `.cut`.
    """
    first = _base(hands, kind, captured)
    done = _record(first)
    if done and _whole(done):
        return
    base = next(one for one in _attempts(first) if not _beside(one, ".json").exists())
    begun = _now()
    parts = {name: _beside(base, f"{end}.part") for name, end in names.items()}
    try:
        taken = hands.take(phase, parts, limit=limit, **given)
    except CannotAct:
        for part in parts.values():
            _set_aside(part)
        raise
    record = {
        "server": hands.server.name,
        "kind": kind,
        "asked": given,
        "begun": begun,
        "ended": _now(),
        "files": [_named(base, one, parts[one.name], names[one.name]) for one in taken.values()],
        "missing": sorted(names.keys() - taken.keys()),
    }
    _write(_beside(base, ".json"), record)


def seen(hands: Hands, kind: str, captured: Captured) -> Verified:
    """Every file read and hashed again. Cut off, missing or changed is not so."""
    base = _base(hands, kind, captured)
    record = _record(base)
    if record is None:
        return Verified(so=False, words="nothing was collected")
    faults = [f"{name}: was not sent" for name in record["missing"]]
    faults += [fault for one in record["files"] if (fault := _fault(base, one))]
    if faults:
        return Verified(so=False, words="; ".join(faults))
    words = ", ".join(f"{one['file']} ({one['size']:,} bytes)" for one in record["files"])
    return Verified(so=True, words=f"collected: {words}")


def nothing_undone(_hands: Hands, _parameters: Parameters, _captured: Captured) -> None:
    """Nothing on the server was changed; evidence is never removed."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _base(hands: Hands, kind: str, captured: Captured) -> Path:
    server = re.sub(r"[^A-Za-z0-9._-]+", "_", hands.server.name)[:60]
    return hands.evidence / f"{kind}-{server}-{captured['stamp']}"


def _attempts(base: Path) -> list[Path]:
    return [base, *(_beside(base, f"-{number}") for number in range(2, ATTEMPTS + 1))]


def _record(base: Path) -> dict[str, Any] | None:
    """What was written down at the last attempt."""
    paths = [path for one in _attempts(base) if (path := _beside(one, ".json")).exists()]
    if not paths:
        return None
    try:
        record: dict[str, Any] = json.loads(paths[-1].read_bytes())
    except (OSError, ValueError) as error:
        raise CannotAct(f"read {paths[-1].name}", str(error)) from error
    return record


def _whole(record: Mapping[str, Any]) -> bool:
    return not record["missing"] and all(one["whole"] and one["size"] for one in record["files"])


def _fault(base: Path, one: Mapping[str, Any]) -> str:
    if not one["whole"]:
        return f"{one['file']}: {one['words']}"
    if not one["size"]:
        return f"{one['file']}: is empty"
    try:
        with (base.parent / one["file"]).open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == one["sha256"]
    except OSError as error:
        return f"{one['file']}: {error.strerror}"
    return "" if same else f"{one['file']}: is not what was collected"


def _named(base: Path, one: Taken, part: Path, end: str) -> dict[str, Any]:
    """Under its own name now; what is not whole says so by its name, too."""
    path = _beside(base, end if one.whole else f"{end}.cut")
    try:
        part.replace(path)
    except OSError as error:
        raise CannotAct(f"write {path.name}", error.strerror or str(error)) from error
    return {**asdict(one), "file": path.name}


def _set_aside(part: Path) -> None:
    """What came before it broke off."""
    if part.exists():
        names = (part.with_suffix(end) for end in (".cut", *(f".{number}.cut" for number in range(2, 1000))))
        part.replace(next(one for one in names if not one.exists()))


def _write(path: Path, record: Mapping[str, Any]) -> None:
    part = _beside(path, ".part")
    try:
        part.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise CannotAct(f"write {path.name}", error.strerror or str(error)) from error


def _beside(base: Path, end: str) -> Path:
    return base.with_name(base.name + end)
