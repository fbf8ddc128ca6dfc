"""`report` and `weakest`: what a kept run says, in any format; and why the score is what it is."""

from pathlib import Path
from typing import Annotated

import typer

from reports.render import Format, render
from toolkit.cli.options import AsJson, Config, State, catalogue_of, print_json, say, settings_of, store_of, write_out

RunNumber = Annotated[int | None, typer.Option("--run", help="The run; by default the last finished one.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready report --format sarif --out findings.sarif")(report)
    app.command(epilog="Example: breachready weakest --json")(weakest)
    app.command(epilog="Example: breachready runs")(runs)


def report(
    *,
    format: Annotated[Format, typer.Option("--format", "-f", help="The format.")] = Format.HTML,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file; by default standard output.")] = None,
    run: RunNumber = None,
    config: Config = None,
    state: State = None,
) -> None:
    """Write a kept run as HTML, Markdown, JSON, findings.jsonl, CSV, SARIF, OCSF or JUnit."""
    from toolkit.usecase.publish import reported, write_report  # noqa: PLC0415  imports stay lazy, so that --help is quick

    settings = settings_of(config, state)
    with store_of(settings, reading=True) as store:
        one = reported(settings, store, catalogue_of(settings), run, format)
    if out is None:
        write_out(render(one, format))
    else:
        write_report(one, format, out)
        say(f"{out}: {format} report of run {one.id}")


def weakest(*, run: RunNumber = None, config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """Explain the score: the easiest path to customers' data, points a step, evidence, what was not seen."""
    from toolkit.usecase.history import kept  # noqa: PLC0415

    settings = settings_of(config, state)
    with store_of(settings, reading=True) as store:
        one = kept(store, run, catalogue_of(settings))
    if as_json:
        from reports.document import posture  # noqa: PLC0415

        print_json(posture(one.posture) if one.posture else None)
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.terminal import weakest as explain  # noqa: PLC0415

    explain(one, Console())


def runs(*, config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """List the kept runs, the newest first."""
    settings = settings_of(config, state)
    with store_of(settings, reading=True) as store:
        kept_runs = store.runs(50)
    rows = [
        {
            "id": one.id,
            "status": str(one.status),
            "started_at": one.started_at.isoformat(),
            "finished_at": one.finished_at.isoformat() if one.finished_at else None,
            "score": one.score,
        }
        for one in kept_runs
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        score = "-" if row["score"] is None else f"{row['score']:.1f}"
        typer.echo(f"{row['id']:>5}  {str(row['started_at'])[:16]}  {row['status']:<12} score {score}")
