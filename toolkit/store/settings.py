"""Django's settings, for the ORM alone. A surface with pages adds its own: `configure(extra)` before `Store.open`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

INSTALLED_APPS = ("toolkit.store",)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING_CONFIG = None
"""Logging belongs to the surface that runs us."""

BUSY_SECONDS = 30

# FULL, not NORMAL: a run and an alert are promised before they are acted on, and NORMAL may lose the last
# commits when the power goes. We commit once a target, so the fsync is not felt.
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


def configure(extra: Mapping[str, Any] | None = None) -> None:
    """Set Django up once for this process; `extra` replaces or adds names. Harmless when it is set up."""
    if not settings.configured:
        names = {name: value for name, value in globals().items() if name.isupper()}
        settings.configure(**{**names, "DATABASES": {}, **(extra or {})})
        import django  # noqa: PLC0415  only after the settings are there

        django.setup()


def sqlite(path: Path) -> dict[str, Any]:
    """The database in the state directory."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # Writers queue for the lock when they begin; a reader that turns writer would be refused instead.
        "OPTIONS": {"timeout": BUSY_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": PRAGMAS},
    }


def postgresql(url: str) -> dict[str, Any]:
    """The database that `database.url` names: `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }
