"""The price list of fixes: TOML (`[[cost]]`) or CSV. Every fault in it is said at once.

A row is `check`, `target` (anchored globs), `cost` (a decimal number, or `impossible`) and `unit`. Costs are read as
decimals and stay exact. All rows are in one unit, since hours and money cannot be added.
"""

import csv
import difflib
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolkit.core.errors import Problem, UserError
from toolkit.core.fix import Price, Prices

FILE_LIMIT = 4 * 1024 * 1024
KEYS = ("check", "target", "cost", "unit")
IMPOSSIBLE = "impossible"
MOST = Decimal(1_000_000)
PLACES = 3
"""Digits after the point. With the limit above, all sums are exact in the solver too."""

_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")

Row = tuple[str, Mapping[str, Any]]
"""How the file calls the row, and what it says."""


def read_prices(path: Path) -> Prices:
    """The price list in a file; its ending tells the form. Raises `UserError` with everything wrong with it."""
    reading = _Reading(str(path))
    text = reading.text(path)
    rows = list(reading.csv(text) if path.suffix.lower() == ".csv" else reading.toml(text)) if text else []
    prices = [price for where, said in rows if (price := reading.price(where, said))]
    if not rows and not reading.problems:
        reading.wrong("", "has no rows: expected [[cost]] tables, or lines under the header check,target,cost,unit")
    unit = reading.unit(rows)
    if reading.problems:
        raise UserError(reading.problems)
    return Prices(rows=tuple(prices), unit=unit)


class _Reading:
    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []

    def wrong(self, key: str, expected: str) -> None:
        self.problems.append(Problem(self.where, key, expected))

    def text(self, path: Path) -> str:
        try:
            if path.stat().st_size > FILE_LIMIT:
                self.wrong("", "is larger than 4 MiB")
                return ""
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.wrong("", "is not UTF-8 text")
            return ""
        except OSError as error:
            self.wrong("", error.strerror or str(error))
            return ""
        if not text.strip():
            self.wrong("", "is empty: expected [[cost]] tables, or lines under the header check,target,cost,unit")
        return text.strip() and text

    def toml(self, text: str) -> Iterator[Row]:
        try:
            said = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            self.wrong("", f"is not valid TOML: {error}")
            return
        for key in said:
            if key != "cost":
                self.wrong(key, f"no such key{_did_you_mean(key, ('cost',))}; expected [[cost]] tables only")
        rows = said.get("cost", [])
        if not isinstance(rows, list):
            self.wrong("cost", "expected [[cost]] with two brackets")
            return
        for number, row in enumerate(rows):
            if isinstance(row, dict):
                yield f"cost[{number}]", row
            else:
                self.wrong(f"cost[{number}]", "expected [[cost]] with keys below it")

    def csv(self, text: str) -> Iterator[Row]:
        try:
            lines = csv.DictReader(io.StringIO(text, newline=""), strict=True, restkey="", restval=None)
            header = [name.strip() for name in lines.fieldnames or ()]
            lines.fieldnames = header
            for name in dict.fromkeys(header):
                if name not in KEYS:
                    self.wrong(
                        "line 1", f"no such column: {name!r}{_did_you_mean(name, KEYS)}; known: {', '.join(KEYS)}"
                    )
                elif header.count(name) > 1:
                    self.wrong("line 1", f"the column {name} is there twice")
            for row in lines:
                where = f"line {lines.line_num}"
                if "" in row:
                    self.wrong(where, f"has more cells than the header, which has {len(header)}")
                said = {key: cell.strip() for key, cell in row.items() if key in KEYS and cell}
                if _NUMBER.fullmatch(said.get("cost", "")):
                    said["cost"] = Decimal(said["cost"])
                yield where, said
        except csv.Error as error:
            self.wrong("", f"is not valid CSV: {error}")

    def price(self, where: str, said: Mapping[str, Any]) -> Price | None:
        before = len(self.problems)
        for key in said:
            if key not in KEYS:
                self.wrong(f"{where}.{key}", f"no such key{_did_you_mean(key, KEYS)}")
        check, target = (self._glob(where, key, said.get(key, "*")) for key in ("check", "target"))
        if "check" not in said and "target" not in said:
            self.wrong(where, 'expected a check or a target; for everything else write check = "*"')
        cost = self._cost(f"{where}.cost", said["cost"]) if "cost" in said else None
        if "cost" not in said:
            self.wrong(f"{where}.cost", f'is missing: expected a number from 0, or "{IMPOSSIBLE}"')
        return Price(check=check, target=target, cost=cost, where=where) if len(self.problems) == before else None

    def unit(self, rows: list[Row]) -> str:
        """The one unit of all rows; "" where none is given."""
        units: dict[str, str] = {}
        for where, said in rows:
            unit = said.get("unit", "")
            if not isinstance(unit, str):
                self.wrong(f"{where}.unit", f"expected text in quotes, not {_shown(unit)}")
            elif unit:
                units.setdefault(unit, where)
        if len(units) > 1:
            said_at = ", ".join(f'"{unit}" in {where}' for unit, where in units.items())
            self.wrong("unit", f"expected one unit in the whole file, for costs are added up; found {said_at}")
        return next(iter(units), "")

    def _glob(self, where: str, key: str, value: Any) -> str:
        if isinstance(value, str) and value:
            return value
        self.wrong(f"{where}.{key}", f'expected a pattern in quotes, as in "ssh-*", not {_shown(value)}')
        return ""

    def _cost(self, key: str, value: Any) -> Decimal | None:
        """None for what cannot be done at all, and for what makes no sense, which is then said."""
        if value == IMPOSSIBLE:
            return None
        expected = (
            f'expected a number from 0 to {MOST:,} with at most {PLACES} digits after the point, or "{IMPOSSIBLE}"'
        )
        cost = Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
        fits = cost is not None and cost.is_finite() and 0 <= cost <= MOST and cost == round(cost, PLACES)
        if not fits:
            self.wrong(key, f"{expected}, not {_shown(value)}")
        return cost if fits else None


def _shown(value: Any) -> str:
    said = str(value) if isinstance(value, Decimal) else repr(value)
    return said if len(said) <= 60 else f"{said[:57]}..."


def _did_you_mean(word: str, words: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(word, words, 1)
    return f"; did you mean {close[0]}?" if close else ""
