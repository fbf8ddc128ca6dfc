"""A list of people as somebody checks it before anything goes out: in numbers, and row by row where it is wrong."""

import os
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.collect.recipients import csv_rows
from toolkit.config.settings import Settings
from toolkit.core.dispatch import Line
from toolkit.core.errors import Problem, UserError
from toolkit.store.notified import ledger
from toolkit.usecase.dispatch.campaign import look_ahead
from toolkit.usecase.dispatch.people import List, Loaded, place, take
from toolkit.usecase.dispatch.planning import Asked
from toolkit.usecase.incident.session import Said

SHOWN = 200
"""Rows that are named; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is on the list. `why`: why it is not known yet who gets what."""

    people: int
    fresh: int
    """How many have no plan yet."""
    countries: Mapping[str, int]
    languages: Mapping[str, int]
    wants: Mapping[str, int]
    refused: tuple[tuple[int, str], ...]
    refused_count: int
    noted: tuple[tuple[int, tuple[str, ...]], ...]
    lines: tuple[Line, ...]
    why: str


def there(folder: Path) -> bool:
    """Whether a list was given at all."""
    return place(folder).is_file()


def listed(settings: Settings, folder: Path, shown: int | None = SHOWN) -> Listed:
    """Count it; `shown`: how many rows are named, None: all. Raises `UserError` when there is no list."""
    countries: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    wants: Counter[str] = Counter()
    with ledger(place(folder)) as book:
        for one in book.everybody():
            countries[f"{one.country}-{one.region}" if one.region else one.country] += 1
            languages[one.language] += 1
            wants[one.wants[0] if one.wants else ""] += 1
        refused, noted, fresh = list(book.refused()), list(book.noted()), book.fresh()
    try:
        lines, why = look_ahead(settings, folder, Asked())[1].lines, ""
    except UserError as no:
        lines, why = (), str(no)
    return Listed(
        people=countries.total(),
        fresh=fresh,
        countries=dict(countries.most_common()),
        languages=dict(languages.most_common()),
        wants=dict(wants.most_common()),
        refused=tuple(refused[:shown]),
        refused_count=len(refused),
        noted=tuple(noted[:shown]),
        lines=lines,
        why=why,
    )


def take_upload(
    folder: Path, write: Callable[[Path], None], name: str, said: Said, *, language: str, encoding: str = ""
) -> Loaded:
    """Take a CSV that somebody sent. `write`: puts it where it is told; it lies there no longer than it is read.

    Raises `UserError` for what is no list of people; then nothing of it is kept.
    """
    beside = place(folder).parent
    path = beside / f".upload-{secrets.token_hex(8)}.csv"
    try:
        beside.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        write(path)
        rows = csv_rows(path, encoding)
        return take(folder, List(rows=rows, name=name, language=language), said)[1]
    except OSError as no:
        raise UserError(Problem("recipients", "", f"the list could not be kept: {no.strerror or no}")) from no
    except UserError as no:
        hidden = [Problem(one.where.replace(str(path), name), one.key, one.expected) for one in no.problems]
        raise UserError(hidden) from no
    finally:
        path.unlink(missing_ok=True)
