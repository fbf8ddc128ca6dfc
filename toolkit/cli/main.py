"""The command line: parse, call a use case, render, exit code. Nothing is decided here."""

import logging
import signal
import sys
from typing import Annotated

import typer

import toolkit
from toolkit.cli import (
    agent,
    checks,
    duties,
    evidence,
    exceptions,
    exercise,
    fixes,
    hosts,
    incident,
    notice,
    output,
    playbook,
    readiness,
    report,
    scan,
    serve,
    setup,
    trend,
    trust,
    users,
)
from toolkit.core.errors import UserError

app = typer.Typer(
    name="breachready",
    help="Find the easiest path to your customers' data, and keep the day after the breach ready.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for room in (scan, report, fixes, trend, exceptions, readiness, trust, setup, agent, serve):
    room.add_to(app)
app.add_typer(checks.app, name="checks")
app.add_typer(hosts.app, name="hosts")
app.add_typer(playbook.app, name="playbook")
app.add_typer(incident.app, name="incident")
app.add_typer(exercise.app, name="exercise")
app.add_typer(evidence.app, name="evidence")
app.add_typer(notice.app, name="notice")
app.add_typer(duties.app, name="duties")
app.add_typer(users.app, name="users")


class _Brief(logging.Formatter):
    """One line for a fault of ours or of a plug-in's; the traceback is for those who ask."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        words = f" ({type(error).__name__}: {error}; --verbose shows where)" if error else ""
        return f"breachready: {record.getMessage()}{words}"


def _version(wanted: bool) -> None:  # noqa: FBT001  how Typer calls it
    if wanted:
        typer.echo(f"breachready {toolkit.__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more of what happens, on stderr.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Find the easiest path to your customers' data, and keep the day after the breach ready."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s") if verbose else _Brief())
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, handlers=[handler])
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # our own words say what went wrong with a connection


class _Stopped(BaseException):
    """SIGINT or SIGTERM; of its own kind, so that no library takes it for something to handle."""


def _stop(_signal: int, _frame: object) -> None:
    raise _Stopped


def run() -> None:
    """The `breachready` command. The user's errors are said in full and end with 2."""
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, _stop)
    output.watch()
    try:
        try:
            app(prog_name="breachready")
        finally:
            sys.stdout.flush()
    except UserError as error:
        for problem in error.problems:
            typer.echo(f"breachready: {problem}", err=True)
        sys.exit(2)
    except _Stopped:
        from toolkit.engine.children import end_children  # noqa: PLC0415  needed when stopped only

        end_children()
        typer.echo("breachready: stopped; what was read so far is kept", err=True)
        sys.exit(130)
    except output.Unwritable as no:
        if no.reader_gone:
            sys.exit(141)  # as a shell says of a program that SIGPIPE ended
        typer.echo(f"breachready: standard output: the result could not be written: {no.reason}", err=True)
        sys.exit(2)
