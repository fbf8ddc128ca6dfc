"""What is known of flaws being used: CISA's catalogue of known exploited ones (JSON), and EPSS (CSV)."""

import csv
import gzip
import json
import math
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.collect.flaws.osv import moment
from toolkit.collect.trouble import Unreadable

KEV_LIMIT = 64 * 1024 * 1024
LINE_LIMIT = 1000
LINES = 5_000_000


@dataclass(frozen=True, slots=True)
class KnownExploited:
    """The catalogue: which flaws stand in it, its version and its date."""

    cves: frozenset[str]
    version: str
    released: datetime | None


def known_exploited(path: Path) -> KnownExploited:
    """Read CISA's file. Raises `Unreadable` when it is not that."""
    try:
        if path.stat().st_size > KEV_LIMIT:
            raise Unreadable(str(path), f"is larger than {KEV_LIMIT} bytes")
        said = json.loads(path.read_bytes())
        return KnownExploited(
            cves=frozenset(str(one["cveID"]).upper() for one in said["vulnerabilities"]),
            version=str(said["catalogVersion"]),
            released=moment(said.get("dateReleased")),
        )
    except OSError as error:
        raise Unreadable(str(path), error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        words = f"is not CISA's catalogue as JSON ({type(error).__name__}: {str(error)[:100]})"
        raise Unreadable(str(path), words) from error


@dataclass(frozen=True, slots=True)
class Epss:
    """Scores of the flaws that were asked about, and the day they are of."""

    scores: Mapping[str, float]
    day: str


def epss(path: Path, wanted: Collection[str]) -> Epss:
    """Read FIRST's file for some CVEs. A quarter of a million lines are streamed, not kept.

    Raises `Unreadable` when a line is none of its kind: a score that is no chance is never taken for one.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            day, scores, number = "", {}, 0
            for number, line in enumerate(iter(lambda: file.readline(LINE_LIMIT), ""), 1):
                if line.startswith("#"):
                    day = line.partition("score_date:")[2].strip().partition(",")[0]
                elif number > LINES:
                    raise Unreadable(str(path), f"has more than {LINES} lines")
                elif not line.startswith("cve,") and line.strip():
                    name, score = _scored(line)
                    if name in wanted:
                        scores[name] = score
            if not number:
                raise Unreadable(str(path), "is empty")
            return Epss(scores, day)
    except (OSError, EOFError, zlib.error, ValueError, csv.Error) as error:
        raise Unreadable(str(path), f"is no EPSS file ({type(error).__name__}: {str(error)[:100]})") from error


def _scored(line: str) -> tuple[str, float]:
    name, score, *_ = next(csv.reader([line]))
    chance = float(score)
    if not name.startswith("CVE-") or not (math.isfinite(chance) and 0 <= chance <= 1):
        raise ValueError(f"expected a CVE and a chance from 0 to 1, not {line.strip()[:60]!r}")
    return name, chance
