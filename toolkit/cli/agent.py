"""`agent`: scans on the schedule in the configuration."""

from typing import Annotated

import typer

from toolkit.cli.options import Config, State, catalogue_of, settings_of


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command(
        epilog="Example: breachready agent --config /etc/breachready/breachready.toml --state /var/lib/breachready"
    )(agent)


def agent(
    *,
    once: Annotated[bool, typer.Option("--once", help="Scan once now, tell who is to be told, and leave.")] = False,
    config: Config = None,
    state: State = None,
) -> None:
    """Scan on schedule, one at a time; catch up after a restart; stop cleanly on SIGTERM; log JSON lines."""
    from toolkit.agent import run_agent  # noqa: PLC0415  imports stay lazy, so that --help is quick

    settings = settings_of(config, state)
    raise typer.Exit(run_agent(settings, catalogue_of(settings), once=once))
