"""`hosts list|trust`: which host keys are known, and enrolling one with its fingerprint shown."""

import sys
from typing import Annotated

import typer

from toolkit.cli.options import Config, State, say, settings_of

app = typer.Typer(help="Host keys of servers: list them, enrol them.", no_args_is_help=True, rich_markup_mode=None)

Names = Annotated[list[str] | None, typer.Argument(help="Servers of the inventory; none: all of them.")]


@app.command("list", epilog="Example: breachready hosts list")
def list_hosts(names: Names = None, *, config: Config = None, state: State = None) -> None:
    """Connect to servers and say whether the key they present is known."""
    from toolkit.usecase.hosts import presented  # noqa: PLC0415  imports stay lazy, so that --help is quick

    unsafe = False
    for one in presented(settings_of(config, state), names or ()):
        typer.echo(one.line())
        unsafe = unsafe or one.standing != "known"
    if unsafe:
        raise typer.Exit(1)


@app.command(epilog="Example: breachready hosts trust web1")
def trust(
    names: Names = None,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask. Compare the fingerprints with another source first.")
    ] = False,
    config: Config = None,
    state: State = None,
) -> None:
    """Show the key that each server presents and keep it once you agree. A changed key is never replaced by this."""
    from toolkit.usecase.hosts import enrol, presented  # noqa: PLC0415

    settings = settings_of(config, state)
    refused = False
    for one in presented(settings, names or ()):
        typer.echo(one.line())
        if one.standing == "known":
            continue
        if one.enrollable and (yes or _agreed(one.server.name)):
            enrol(settings, one)
            say(f"{one.server.name}: trusted from now on")
        else:
            refused = True
    if refused:
        raise typer.Exit(1)


def _agreed(name: str) -> bool:
    if not sys.stdin.isatty():
        say(f"{name}: not enrolled; no terminal to ask on (add --yes once the fingerprint is compared)")
        return False
    return typer.confirm(f"Trust this key for {name}?", default=False, err=True)
