"""`scan`, `collect` and `evaluate`: see, see for elsewhere, judge what was seen elsewhere."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import AsJson, Config, State, Targets, catalogue_of, say, settings_of, store_of, write_out
from toolkit.core.verdict import Severity

if TYPE_CHECKING:
    from toolkit.core.run import Run

FailOn = Annotated[
    Severity | None, typer.Option("--fail-on", help="Exit 1 when a finding is at least this severe; default: high.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready scan --target web1 --json > scan.json")(scan)
    app.command(epilog="Example: breachready collect --out facts.jsonl")(collect)
    app.command(epilog="Example: breachready evaluate facts.jsonl --json")(evaluate)


def scan(
    *,
    config: Config = None,
    state: State = None,
    target: Targets = None,
    fail_on: FailOn = None,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Examine everything in the inventory, or this machine when there is none, and show the weakest link.

    Exit code: 0 clean, 1 findings, 2 wrong use, 3 something required could not be seen.
    """
    from toolkit.cli.progress import progress  # noqa: PLC0415  imports stay lazy, so that --help is quick
    from toolkit.usecase.outcome import exit_code  # noqa: PLC0415
    from toolkit.usecase.publish import publish  # noqa: PLC0415
    from toolkit.usecase.readiness import with_readiness  # noqa: PLC0415
    from toolkit.usecase.scan import scan as run_scan  # noqa: PLC0415
    from toolkit.usecase.trend import with_trend  # noqa: PLC0415

    settings = settings_of(config, state)
    catalogue = catalogue_of(settings)
    with store_of(settings) as store, progress(settings.inventory, quiet=quiet) as tell:
        run = with_trend(store, run_scan(settings, catalogue, store, only=target or (), tell=tell))
        run = with_readiness(settings, run, datetime.now(UTC).date())
    page = publish(run, settings.state)
    _show(run, page, as_json=as_json)
    raise typer.Exit(exit_code(run, fail_on or settings.scan.fail_on))


def collect(
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.")] = Path("facts.jsonl"),
    config: Config = None,
    state: State = None,
    target: Targets = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Read the targets and write what was seen, to be judged elsewhere or again later."""
    from toolkit.cli.progress import progress  # noqa: PLC0415
    from toolkit.usecase.scan import collect as run_collect  # noqa: PLC0415

    settings = settings_of(config, state)
    with progress(settings.inventory, quiet=quiet) as tell:
        count = run_collect(settings, catalogue_of(settings), out, only=target or (), tell=tell)
    say(f"{out}: facts of {count} targets. Judge them with: breachready evaluate {out}")


def evaluate(
    facts: Annotated[Path, typer.Argument(help="A file that `breachready collect` wrote.")],
    *,
    config: Config = None,
    state: State = None,
    fail_on: FailOn = None,
    as_json: AsJson = False,
) -> None:
    """Judge a facts file with the checks installed here. Nothing is kept, nothing is read from outside."""
    from toolkit.usecase.judge import judge_file  # noqa: PLC0415
    from toolkit.usecase.outcome import exit_code  # noqa: PLC0415

    settings = settings_of(config, state)
    run = judge_file(settings, catalogue_of(settings), facts)
    _show(run, None, as_json=as_json)
    raise typer.Exit(exit_code(run, fail_on or settings.scan.fail_on))


def _show(run: "Run", page: Path | None, *, as_json: bool) -> None:
    if as_json:
        from reports.render import Format, render  # noqa: PLC0415

        write_out(render(run, Format.JSON))
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.terminal import summary  # noqa: PLC0415

    summary(run, Console(), str(page) if page else "")
