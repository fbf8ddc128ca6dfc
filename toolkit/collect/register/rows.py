"""Rows of text to entries: each column with the way its cell is read. An empty cell says nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from toolkit.collect.register.table import Row, rows
from toolkit.collect.trouble import Unreadable
from toolkit.core.registers import DatasetRecord, Group, LawfulBasis, Phishing, SecondFactor, Vendor

Entry = TypeVar("Entry", Group, Vendor, DatasetRecord)
Cell = Callable[[str], Any]
MOST = 10**12


def _text(cell: str) -> str:
    return cell


def _list(cell: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in cell.split(";") if one.strip())


def _count(cell: str) -> int:
    if not (cell.isascii() and cell.isdecimal()) or len(cell) > 13 or int(cell) > MOST:
        raise ValueError("expected a whole number from 0")
    return int(cell)


def _date(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError as no:
        raise ValueError("expected a date as in 2026-11-25") from no


def _yes_no(cell: str) -> bool:
    if cell.lower() not in ("yes", "no"):
        raise ValueError("expected yes or no")
    return cell.lower() == "yes"


def _word(kind: type[StrEnum]) -> Cell:
    def read(cell: str) -> StrEnum:
        if cell not in list(kind):
            raise ValueError(f"expected one of {', '.join(kind)}")
        return kind(cell)

    return read


FACTOR = _word(SecondFactor)
GROUP: Mapping[str, Cell] = {
    "name": _text, "people": _count, "owner": _text, "grants": _list, "second_factor": FACTOR, "trained_on": _date,
    "joined_untrained": _count, "phishing_on": _date, "phishing_sent": _count, "phishing_clicked": _count,
    "phishing_reported": _count, "leavers_with_access": _count, "shared_accounts": _count, "reviewed_on": _date,
}  # fmt: skip
VENDOR: Mapping[str, Cell] = {
    "name": _text, "owner": _text, "grants": _list, "holds": _list, "second_factor": FACTOR, "reviewed_on": _date,
    "agreement_on": _date, "breach_clause": _yes_no, "breach_notice_hours": _count, "deletes_at_end": _yes_no,
}  # fmt: skip
DATASET: Mapping[str, Cell] = {
    "name": _text, "owner": _text, "purpose": _text, "lawful_basis": _word(LawfulBasis), "fields": _list,
    "needed": _list, "retention_end": _date, "past_retention": _count, "reviewed_on": _date,
}  # fmt: skip
PHISHING = ("on", "sent", "clicked", "reported")


def groups(path: Path) -> list[Group]:
    """The groups of a file. Raises `Unreadable` for the first thing that is wrong, with its place."""
    return list(_entries(path, GROUP, ("name", "people"), _group))


def vendors(path: Path) -> list[Vendor]:
    """The vendors of a file, likewise."""
    return list(_entries(path, VENDOR, ("name",), lambda values, _where: Vendor(**values)))


def datasets(path: Path) -> list[DatasetRecord]:
    """The datasets of a file, likewise."""
    return list(_entries(path, DATASET, ("name",), lambda values, _where: DatasetRecord(**values)))


def _group(values: dict[str, Any], where: str) -> Group:
    test = {name: values.pop(f"phishing_{name}", None) for name in PHISHING}
    said = [name for name, value in test.items() if value is not None]
    if said and len(said) < len(PHISHING):
        raise Unreadable(where, f"phishing_{', phishing_'.join(PHISHING)}: all four or none")
    if said and max(test["clicked"], test["reported"]) > test["sent"]:
        raise Unreadable(where, "phishing_clicked and phishing_reported cannot be more than phishing_sent")
    return Group(**values, phishing=Phishing(**test) if said else None)


def _entries(
    path: Path, columns: Mapping[str, Cell], needed: Sequence[str], make: Callable[[dict[str, Any], str], Entry]
) -> Iterator[Entry]:
    seen: dict[str, str] = {}
    for where, row in rows(path, list(columns)):
        values = _values(row, columns, where)
        for name in needed:
            if values.get(name) in (None, ""):
                raise Unreadable(where, f"column {name}: is empty and is needed")
        if other := seen.get(values["name"]):
            raise Unreadable(where, f"column name: {values['name'][:60]!r} stands at {other} already")
        seen[values["name"]] = where
        yield make(values, where)


def _values(row: Row, columns: Mapping[str, Cell], where: str) -> dict[str, Any]:
    values = {}
    for name, cell in row.items():
        if not cell:
            continue
        try:
            values[name] = columns[name](cell)
        except ValueError as no:
            raise Unreadable(where, f"column {name}: {no}, not {cell[:40]!r}") from no
    return values
