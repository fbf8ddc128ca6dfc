"""A query of a database, read only: PostgreSQL, or a file of SQLite."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.collect.recipients.csvfile import Row, named, row_of
from toolkit.core.errors import Problem, UserError

AT_ONCE = 1000
SECONDS = 600


def sql_rows(url: str, query: str) -> Iterator[Row]:
    """The rows of a query; columns are named as in a CSV file. Raises `UserError`, which never shows the address."""
    if url.startswith(("postgres://", "postgresql://")):
        yield from _postgres(url, query)
    elif url.startswith("sqlite:///"):
        yield from _sqlite(Path(url.removeprefix("sqlite:///")), query)
    else:
        raise UserError(Problem("--database", "", "expected postgresql://... or sqlite:///PATH"))


def _sqlite(path: Path, query: str) -> Iterator[Row]:
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            yield from _from(database.execute(query))
        finally:
            database.close()
    except sqlite3.Error as no:
        raise UserError(Problem("--query", "", str(no))) from no


def _postgres(url: str, query: str) -> Iterator[Row]:
    try:
        import psycopg  # noqa: PLC0415  an extra: `pip install breachready[scale]`
    except ImportError as no:
        raise UserError(Problem("--database", "", "PostgreSQL needs: pip install 'breachready[scale]'")) from no
    try:
        with psycopg.connect(url, connect_timeout=10) as database:
            database.read_only = True
            database.execute(f"SET statement_timeout = '{SECONDS}s'")
            with database.cursor("recipients") as cursor:
                cursor.itersize = AT_ONCE
                cursor.execute(query)
                yield from _from(cursor)
    except psycopg.Error as no:
        words = str(no).strip().split("\n")[0].replace(url, "the database")
        raise UserError(Problem("--query", "", words)) from no


def _from(cursor: Any) -> Iterator[Row]:
    if cursor.description is None:
        raise UserError(Problem("--query", "", "gives no rows: expected a SELECT"))
    places = named([str(column[0]) for column in cursor.description], "--query")
    for number, cells in enumerate(cursor, 1):
        yield row_of(["" if cell is None else str(cell) for cell in cells], places, number)
