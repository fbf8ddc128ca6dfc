"""`fixes`: what to do about the weakest path, what it gains, and the cheapest set of fixes to a score."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.options import AsJson, Config, State, catalogue_of, print_json, say, settings_of, store_of
from toolkit.cli.report import RunNumber


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command(epilog="Example: breachready fixes --target 60 --costs costs.toml")(fixes)


def fixes(
    *,
    target: Annotated[float, typer.Option("--target", help="The score to reach, 0 to 100.")] = 60.0,
    costs: Annotated[
        Path | None,
        typer.Option("--costs", help="A price list, TOML or CSV; without one, every fix counts as one act."),
    ] = None,
    run: RunNumber = None,
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say which fixes raise the score, and the cheapest set that reaches a target, with the proof that it is.

    A fix is everything that one check says on one target, or one act on one dataset: `purge` (what is past its
    retention), `pseudonymise`, `delete-copy` (target DATASET/STORE; never the first store declared for it, nor a
    backup). What nobody could see is a fix of the kind `look`: it counts only if it is then seen to pass, or mended.

    Price list: [[cost]] tables with check and target (patterns with * and ?, for the whole name), cost (a number, or
    "impossible") and unit (one for the whole file); or CSV with these columns. The first row that fits counts; a fix
    that no row fits is left out and named. Should anything else cost the same, end with check = "*".

    JSON: run, score, note, gains[] (act, check, target, title, does, failing, unseen, gain, score), plateau, ways,
    tail[] (store, score), next and set (target, ending, cost, unit, score, fixes[] with cost and needed_for,
    obstacles[] with stores, sentences, score, breakers, cap), chokes[] (place, stores, of), candidates, unpriced,
    excluded, unmatched. The ending is one of reached, already-reached, impossible.
    """
    from toolkit.usecase.fixes import fixes_of  # noqa: PLC0415  imports stay lazy, so that --help is quick

    settings = settings_of(config, state)
    with store_of(settings, reading=True) as store:
        answer = fixes_of(catalogue_of(settings), store, run=run, target=target, costs=costs)
    if as_json:
        from reports.fixes.document import fixes_document  # noqa: PLC0415

        print_json(fixes_document(answer.run, answer.fixes, answer.note))
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.fixes.terminal import fixes as show  # noqa: PLC0415

    show(answer.run, answer.fixes, Console(), answer.note)
    for row in answer.fixes.unmatched:
        say(f"{costs}: no fix of this run is priced by {row}")
