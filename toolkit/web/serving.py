"""The server: Django set up, the database brought up to date, gunicorn's workers around it."""

import logging
import sys
from pathlib import Path
from typing import Any

from toolkit.config.read import read
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.store import settings as database
from toolkit.store.lock import held
from toolkit.web.metrics import prepare, start

GRACE = 30
"""Seconds that requests have to end when the server is stopped."""


def set_up(settings: Settings) -> None:
    """Tell Django everything, once a process."""
    from toolkit.web.settings import key_of, names  # noqa: PLC0415  not when only the configuration is read

    database.configure(names(settings, key_of(settings.state)))


def migrate(settings: Settings) -> None:
    """Bring accounts, sessions and trail up to date; the store does its own. Raises `UserError`."""
    from django.core.management import call_command  # noqa: PLC0415  set up by now

    from toolkit.store.database import told  # noqa: PLC0415

    with told(str(settings.state)), held(settings.state / "open.lock", what="opening", patience=60):
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        call_command("createcachetable", verbosity=0)
        call_command("clearsessions")  # those that are over, and what was typed in them


def serve(config: Path | None, state: Path | None) -> None:
    """Run until stopped. Raises `UserError` for what the user can mend, an administrator that is missing included."""
    settings = read(config, state)
    if settings.web.metrics:
        prepare(settings.state)
    set_up(settings)
    from toolkit.web.accounts.people import administrators  # noqa: PLC0415  models are there now
    from toolkit.web.house import opened  # noqa: PLC0415

    with opened(config, state, settings):
        migrate(settings)
        if not administrators():
            words = (
                "nobody could log in: make the first account with `breachready users add NAME --role administrator`"
            )
            raise UserError(Problem("breachready serve", "", words))
    _run(config, state, settings)


def _run(config: Path | None, state: Path | None, settings: Settings) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  imported when needed
    from gunicorn.errors import HaltServer  # noqa: PLC0415

    web = settings.web

    class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
        def load_config(self) -> None:
            for name, value in _options(config, state, settings).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

            return get_wsgi_application()

    logging.getLogger("gunicorn.error").setLevel(logging.WARNING)
    sys.stderr.write(f"breachready: serving {web.address} (listening on {web.listen}); Ctrl-C stops it\n")
    scraped = start(config, state) if web.metrics else None
    try:
        _Server().run()
    except HaltServer as no:
        raise UserError(Problem("web.listen", "", f"{web.listen}: {no.reason}")) from no
    finally:
        if scraped:
            scraped.terminate()
            scraped.wait()


def _options(config: Path | None, state: Path | None, settings: Settings) -> dict[str, Any]:
    web = settings.web

    def died(_server: Any, worker: Any) -> None:
        if web.metrics:
            from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

            mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]

    def begun(_server: Any, _worker: Any) -> None:
        from toolkit.web.house import open_house  # noqa: PLC0415

        open_house(config, state, settings)

    return {
        "bind": web.listen,
        "workers": web.workers,
        "threads": web.threads,
        "worker_class": "gthread",
        "timeout": 120,
        "graceful_timeout": GRACE,
        "post_fork": begun,
        "child_exit": died,
        "forwarded_allow_ips": "*" if web.proxies else "",
        "limit_request_line": 8190,
        "errorlog": "-",
        "loglevel": "warning",
        "proc_name": "breachready",
        "control_socket_disable": True,
    }
