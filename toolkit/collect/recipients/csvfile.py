"""A CSV file as spreadsheets and databases write it: with a mark, in another encoding, with semicolons."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.core.errors import Problem, UserError

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "key": ("key", "id", "customer", "customer_id", "customer_number"),
    "name": ("name", "full_name"),
    "language": ("language", "lang", "locale"),
    "country": ("country", "country_code"),
    "region": ("region", "state", "province"),
    "mail": ("mail", "email", "e-mail", "email_address"),
    "phone": ("phone", "mobile", "telephone"),
    "address": ("address", "postal_address"),
    "channel": ("channel", "channels", "preference", "preferred_channel"),
    "unsubscribed": ("unsubscribed", "unsubscribe", "opt_out", "opted_out", "do_not_contact"),
}
"""What a column may be called. `address1` to `address6`, `postcode` and `city` together are the address, too."""
REPORT: Mapping[str, tuple[str, ...]] = {
    "message": ("message", "message_id", "message-id", "smtp_id"),
    "mail": ("mail", "email", "e-mail", "email_address", "recipient"),
    "action": ("action", "event", "status", "type"),
    "reason": ("reason", "diagnostic", "diagnostic_code", "description", "response"),
}
"""The same of a provider's list of bounces."""
PARTS = ("address1", "address2", "address3", "address4", "address5", "address6", "postcode", "city")
MUST = ("name", "country")
CELL = 10_000
"""Characters of one cell."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row by our names of columns. `number` as a person counts it: the line of a file, the row of a query."""

    number: int
    values: Mapping[str, str]


def csv_rows(path: Path, encoding: str = "") -> Iterator[Row]:
    """The rows of a file. Raises `UserError` for one that cannot be read as a table of people."""
    yield from _read(path, encoding, COLUMNS, MUST)


def report_rows(path: Path, encoding: str = "") -> Iterator[Row]:
    """The rows of a provider's list of bounces. Raises `UserError` for one without Message-IDs or addresses."""
    yield from _read(path, encoding, REPORT, ())


def _read(path: Path, encoding: str, columns: Mapping[str, tuple[str, ...]], must: Sequence[str]) -> Iterator[Row]:
    where = str(path)
    try:
        with path.open("rb") as raw:
            text = io.TextIOWrapper(
                raw, encoding=_encoding(raw.read(4), encoding, where), newline="", errors="strict"
            )
            raw.seek(0)
            yield from _rows(text, where, columns, must)
            text.detach()
    except OSError as no:
        raise UserError(Problem(where, "", no.strerror or str(no))) from no
    except UnicodeError as no:
        seen = f"is not {getattr(no, 'encoding', 'text')}: {getattr(no, 'reason', no)}"
        words = f"{seen}; --encoding names another, as in cp874"
        raise UserError(Problem(where, "", words)) from no


def named(
    header: Sequence[str],
    where: str,
    columns: Mapping[str, tuple[str, ...]] = COLUMNS,
    must: Sequence[str] = MUST,
) -> dict[int, str]:
    """Which place in a row is which of our columns. Raises `UserError`."""
    known = {other: ours for ours, others in columns.items() for other in others}
    plain = [name.strip().lower().replace(" ", "_") for name in header]
    found = {at: known.get(name) or (name if name in PARTS else "") for at, name in enumerate(plain)}
    ours = [name for name in found.values() if name]
    problems = [
        Problem(where, name, f"no such column; it may be called {', '.join(columns[name])}")
        for name in must
        if name not in ours
    ]
    problems += [Problem(where, name, "is there twice") for name in set(ours) if ours.count(name) > 1]
    if not must and not {"message", "mail"} & set(ours):
        problems.append(Problem(where, "", "expected a column message_id or email"))
    if problems:
        raise UserError(problems)
    return {at: name for at, name in found.items() if name}


def row_of(cells: Sequence[str], places: Mapping[int, str], number: int) -> Row:
    """One row. Parts of an address become its lines."""
    values = {name: cells[at] for at, name in places.items() if at < len(cells)}
    parts = [values.pop(name) for name in PARTS if name in values]
    if parts and not values.get("address"):
        values["address"] = "\n".join(part for part in parts if part.strip())
    return Row(number, values)


def _encoding(start: bytes, wanted: str, where: str) -> str:
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), "")
    name = marked or wanted or "utf-8"
    try:
        codecs.lookup(name)
    except LookupError as no:
        raise UserError(Problem(where, "--encoding", f"no encoding {name!r}; as in utf-8, cp874, latin-1")) from no
    return name


def _rows(
    text: io.TextIOWrapper, where: str, columns: Mapping[str, tuple[str, ...]], must: Sequence[str]
) -> Iterator[Row]:
    head = text.readline(CELL)
    delimiter = max(",;\t|", key=head.count)
    header = next(csv.reader([head], delimiter=delimiter), [])
    if not any(header):
        raise UserError(Problem(where, "", "is empty: expected a first line with the names of columns"))
    places = named(header, where, columns, must)
    csv.field_size_limit(CELL)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cells):
                yield row_of(cells, places, reader.line_num + 1)
    except csv.Error as no:
        raise UserError(Problem(where, f"line {reader.line_num + 1}", f"is not CSV: {no}")) from no
