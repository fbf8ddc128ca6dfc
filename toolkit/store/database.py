"""Opening the database: its directory, its schema, and the words for what can be wrong with it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError, OperationalError

from toolkit.core.errors import Problem, UserError
from toolkit.store import settings
from toolkit.store.kept import FILE
from toolkit.store.lock import held

APP = "store"
DB = "default"

_guard = threading.Lock()
_open: dict[str, int] = {}
"""The one database this process has open, and how often."""


def open_database(state: Path, url: str) -> str:
    """Make the directory, connect, bring the schema up to date. Returns the name to `close_database` with.

    Raises `UserError` for everything the user can mend, `RuntimeError` when this process has another store open.
    """
    settings.configure()
    prepare(state)
    name = url or str((state / FILE).resolve())
    with _guard:
        if _open and name not in _open:
            raise RuntimeError("this process has another store open; close it first")
        if not _open:
            _point(state, url)
        try:
            with told(name if not url else "database.url"), held(state / "open.lock", what="opening", patience=60):
                _ready(state, url)
        except BaseException:
            connections[DB].close()
            raise
        _open[name] = _open.get(name, 0) + 1
    return name


def close_database(name: str) -> None:
    """Close this thread's connection; forget the database when nobody has it open any more."""
    with _guard:
        connections[DB].close()
        _open[name] = _open.get(name, 1) - 1
        if _open[name] <= 0:
            del _open[name]


def prepare(state: Path) -> None:
    """Make the state directory for its owner alone. `UserError` when that cannot be."""
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as no:
        raise UserError(Problem(str(state), "", f"cannot be made the state directory: {no.strerror}")) from no


@contextmanager
def told(where: str) -> Iterator[None]:
    """Say what is wrong with the database in words a user can act on; our own faults pass through."""
    try:
        yield
    except DatabaseError as no:
        if type(no) not in (OperationalError, DatabaseError):
            raise
        raise UserError(Problem(where, "", words_of(str(no)))) from no


_MEANINGS = (
    ("full", "the disk is full; free some space, what was kept so far is unharmed"),
    ("readonly", "cannot be written; check its owner and mode"),
    ("unable to open", "cannot be opened; check that the directory can be written"),
    ("not a database", "is not a breachready database; move it away or name another state directory"),
    ("malformed", "is damaged; restore it from a backup or move it away to begin anew"),
    ("locked", "is in use by another process that does not let go; try again when it has ended"),
    ("disk i/o", "the disk refused to read or write; check space and health of the disk"),
)


def words_of(message: str) -> str:
    """What a database's message means to whoever must mend it."""
    said = message.lower()
    meaning = next((words for sign, words in _MEANINGS if sign in said), "cannot be used")
    return f"{meaning} ({message})"


def _point(state: Path, url: str) -> None:
    database = _postgresql(url) if url else settings.sqlite(state / FILE)
    # Django reads DATABASES once; the store decides at run time where its database is.
    connections.__dict__.pop("settings", None)
    connections._settings = {DB: database}  # noqa: SLF001  no public way
    if hasattr(connections._connections, DB):  # noqa: SLF001
        del connections[DB]


def _postgresql(url: str) -> dict[str, object]:
    if not url.startswith(("postgresql://", "postgres://")):
        raise UserError(
            Problem("breachready.toml", "database.url", "postgresql://user@host/name, or nothing for SQLite")
        )
    try:
        import psycopg  # noqa: F401, PLC0415  an extra
    except ImportError as no:
        words = "PostgreSQL needs psycopg: install breachready with its extra `scale`, or leave this empty for SQLite"
        raise UserError(Problem("breachready.toml", "database.url", words)) from no
    return settings.postgresql(url)


def _ready(state: Path, url: str) -> None:
    if not url:
        _make_private(state / FILE)
    loader = MigrationLoader(connections[DB])
    known = {key for key in loader.disk_migrations if key[0] == APP}
    applied = {key for key in loader.applied_migrations if key[0] == APP}
    if newer := applied - known:
        latest = max(name for _, name in newer)
        raise UserError(
            Problem(str(state / FILE), "", f"was written by a newer breachready (schema {latest}); update this one")
        )
    if known - applied:
        call_command("migrate", APP, verbosity=0, interactive=False, skip_checks=True)


def _make_private(file: Path) -> None:
    """SQLite would make it readable for all; its companions take their mode from it."""
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as no:
        raise UserError(Problem(str(file), "", f"cannot be opened: {no.strerror}")) from no
