"""`serve`: the pages for people without a terminal."""

import typer

from toolkit.cli.options import Config, State


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command(epilog="Example: breachready serve --config breachready.toml")(serve)


def serve(*, config: Config = None, state: State = None) -> None:
    """Open the house in the browser: posture, incidents, notices, readiness.

    By default on http://localhost:8390, for this machine alone; `[web]` in breachready.toml says otherwise.
    Accounts are made with `breachready users add`.
    """
    from toolkit.web.serving import serve as run  # noqa: PLC0415  imports stay lazy, so that --help is quick

    run(config, state)
