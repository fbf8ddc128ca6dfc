"""A register's file to rows of text: CSV with a header, or TOML. Outside text, bounded and strict.

A cell that a spreadsheet would run as a formula is refused: the file is going to be opened in one again.
"""

import csv
import difflib
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from toolkit.collect.trouble import Unreadable

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_CELL = 2_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PERSONS = frozenset(
    {"email", "e-mail", "mail", "first_name", "last_name", "surname", "full_name", "person", "employee", "user"}
)

Row = Mapping[str, str]


def rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, Row]]:
    """Every row with the place it stands at. Raises `Unreadable` naming file, row and column."""
    raw = _bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as no:
        raise Unreadable(path.name, "is not UTF-8 text") from no
    found = _toml(text, path) if path.suffix == ".toml" else _csv(text, path, columns)
    for count, (where, row) in enumerate(found, 1):
        if count > MOST_ROWS:
            raise Unreadable(path.name, f"has more than {MOST_ROWS} rows")
        for name, cell in row.items():
            _known(name, columns, where)
            if cell.startswith(FORMULA) and not _number(cell):
                raise Unreadable(where, f"column {name}: begins like a formula of a spreadsheet: {cell[:40]!r}")
            if len(cell) > LONGEST_CELL:
                raise Unreadable(where, f"column {name}: is longer than {LONGEST_CELL} characters")
        yield where, row


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as no:
        raise Unreadable(str(path), f"cannot be read: {no.strerror}") from no
    if len(raw) > MOST_BYTES:
        raise Unreadable(path.name, "is larger than 8 MiB")
    return raw


def _csv(text: str, path: Path, columns: Sequence[str]) -> Iterator[tuple[str, Row]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = [name.strip() for name in next(reader, [])]
        if not header:
            raise Unreadable(path.name, f"has no header; expected columns: {', '.join(columns)}")
        for name in header:
            _known(name, columns, f"{path.name}, header")
        if len(set(header)) != len(header):
            raise Unreadable(f"{path.name}, header", "names a column twice")
        for cells in reader:
            where = f"{path.name}, line {reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise Unreadable(where, f"has {len(cells)} cells, the header has {len(header)}")
            yield where, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    except csv.Error as no:
        raise Unreadable(path.name, f"is no CSV that can be read: {no}") from no


def _toml(text: str, path: Path) -> Iterator[tuple[str, Row]]:
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as no:
        raise Unreadable(path.name, f"is not valid TOML: {no}") from no
    entries = said.pop("entry", None)
    if said or not isinstance(entries, list):
        raise Unreadable(path.name, "expected [[entry]] tables and nothing else")
    for number, entry in enumerate(entries, 1):
        where = f"{path.name}, entry {number}"
        if not isinstance(entry, dict):
            raise Unreadable(where, "expected [[entry]] with keys below it")
        yield where, {name: _plain(value, f"{where}, {name}") for name, value in entry.items()}


def _plain(value: Any, where: str) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            raise Unreadable(where, "expected a date without a time")
        case str() | int() | date():
            return str(value)
        case list() if all(isinstance(one, str) for one in value):
            return "; ".join(value)
    raise Unreadable(where, "expected text, a whole number, a date, true or false, or a list of texts")


def _known(name: str, columns: Sequence[str], where: str) -> None:
    if name in columns:
        return
    if name.lower() in PERSONS:
        raise Unreadable(where, f"column {name}: names persons; registers hold groups and numbers only")
    close = difflib.get_close_matches(name, columns, 1)
    hint = f"; did you mean {close[0]}?" if close else f" (known: {', '.join(columns)})"
    raise Unreadable(where, f"no such column: {name[:60]!r}{hint}")


def _number(cell: str) -> bool:
    return cell[1:].isascii() and cell[1:].isdecimal() and cell[0] in "+-"
