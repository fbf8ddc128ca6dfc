"""Advisories in the OSV format (one JSON file each, or a ZIP of them), as osv.dev exports them by ecosystem.

Source of the format: https://ossf.github.io/osv-schema/. What is withdrawn is left out.
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cvss import CVSS2, CVSS3, CVSS4
from cvss.exceptions import CVSSError

from toolkit.collect.trouble import Unreadable
from toolkit.core.exploit import Complexity

ENTRY_LIMIT = 8 * 1024 * 1024
"""Bytes of one advisory; the largest that are published have a tenth of it."""
ENTRIES = 1_000_000

_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
_OF_MANY = ("DSA-", "DLA-", "USN-", "LSN-", "ALSA-", "RLSA-")
"""Advisories that mend several flaws and name them as related."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Versions from `introduced` ("0": all) to before `fixed`, or up to `last`; both empty: none is fixed yet."""

    introduced: str
    fixed: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Vector:
    """What a CVSS vector says that matters here. None and unknown where there is no vector."""

    score: float | None = None
    complexity: Complexity = Complexity.UNKNOWN
    remote: bool = True
    """Over the network, with no privileges and nobody's help; assumed where there is no vector."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """What one advisory says of one package in one ecosystem."""

    id: str
    cves: tuple[str, ...]
    vector: Vector
    published: datetime | None
    intervals: tuple[Interval, ...]
    versions: frozenset[str]


Where = tuple[str, str]
"""Ecosystem and package: `("Debian:12", "openssh")`."""


def read(path: Path) -> Iterator[tuple[Where, Advisory, datetime | None]]:
    """Every advisory of a file or ZIP by where it applies, with the moment it was last changed.

    Raises `Unreadable` when the file is none of both, or an advisory in it cannot be understood.
    """
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                yield from _zipped(archive, path)
        else:
            if path.stat().st_size > ENTRY_LIMIT:
                raise Unreadable(str(path), f"is larger than {ENTRY_LIMIT} bytes; a ZIP of single advisories may be")
            yield from _entries(path.read_bytes(), str(path))
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unreadable(str(path), f"cannot be read: {error}") from error


def _zipped(archive: zipfile.ZipFile, path: Path) -> Iterator[tuple[Where, Advisory, datetime | None]]:
    members = [one for one in archive.infolist() if one.filename.endswith(".json")]
    if len(members) > ENTRIES:
        raise Unreadable(str(path), f"has more than {ENTRIES} entries")
    for member in members:
        with archive.open(member) as file:
            raw = file.read(ENTRY_LIMIT + 1)
        if len(raw) > ENTRY_LIMIT:
            raise Unreadable(f"{path}: {member.filename}", f"is larger than {ENTRY_LIMIT} bytes")
        yield from _entries(raw, f"{path}: {member.filename}")


def _entries(raw: bytes, where: str) -> Iterator[tuple[Where, Advisory, datetime | None]]:
    try:
        said = json.loads(raw)
        for one in said if isinstance(said, list) else [said]:
            if not one.get("withdrawn"):
                yield from _advisories(one)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        words = f"is no OSV advisory ({type(error).__name__}: {str(error)[:100]})"
        raise Unreadable(where, words) from error


def _advisories(said: Mapping[str, Any]) -> Iterator[tuple[Where, Advisory, datetime | None]]:
    name = str(said["id"])
    keys = ("aliases", "upstream", "related") if name.startswith(_OF_MANY) else ("aliases", "upstream")
    named = [name, *(one for key in keys for one in said.get(key) or ())]
    cves = tuple(dict.fromkeys(found for one in named for found in _CVE.findall(str(one))))
    common = said.get("severity") or ()
    published, changed = moment(said.get("published")), moment(said.get("modified"))
    for affected in said.get("affected") or ():
        package = affected.get("package") or {}
        intervals = tuple(one for span in affected.get("ranges") or () for one in _intervals(span))
        found = Advisory(
            id=name,
            cves=cves,
            vector=vector(affected.get("severity") or common),
            published=published,
            intervals=intervals,
            versions=frozenset(map(str, affected.get("versions") or ())) if not intervals else frozenset(),
        )
        if package.get("ecosystem") and package.get("name"):
            yield (str(package["ecosystem"]), str(package["name"])), found, changed


def _intervals(span: Mapping[str, Any]) -> Iterator[Interval]:
    """Events in pairs: each `introduced` with what ends it."""
    if span.get("type") != "ECOSYSTEM":
        return
    introduced = ""
    for event in span["events"]:
        if "introduced" in event:
            if introduced:
                yield Interval(introduced)
            introduced = str(event["introduced"])
        elif introduced and ("fixed" in event or "last_affected" in event):
            yield Interval(introduced, str(event.get("fixed", "")), str(event.get("last_affected", "")))
            introduced = ""
    if introduced:
        yield Interval(introduced)


_VECTORS = {"CVSS_V4": CVSS4, "CVSS_V3": CVSS3, "CVSS_V2": CVSS2}


def vector(severities: Any) -> Vector:
    """The newest kind of CVSS vector that is given and can be read."""
    given = {str(one.get("type")): str(one.get("score")) for one in severities}
    for kind, make in _VECTORS.items():
        if kind in given:
            try:
                return _vector(make(given[kind]))
            except CVSSError:
                continue
    return Vector()


def _vector(made: Any) -> Vector:
    metric = made.metrics
    hard = metric["AC"] == "H" or metric.get("AT") == "P"
    complexity = {"L": Complexity.LOW, "M": Complexity.MEDIUM, "H": Complexity.HIGH}[metric["AC"]]
    alone = metric.get("PR", metric.get("Au")) == "N" and metric.get("UI", "N") == "N"
    return Vector(
        score=float(made.base_score),
        complexity=Complexity.HIGH if hard else complexity,
        remote=metric["AV"] in ("N", "A") and alone,
    )


def moment(said: object) -> datetime | None:
    """A time as OSV and KEV write it; without a zone it is UTC. None for what is none."""
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
