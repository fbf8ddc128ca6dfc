"""`checks list|show|prove`: what is checked and why, and that every check does what it says."""

from typing import Annotated

import typer

from toolkit.cli.options import AsJson, Config, catalogue_of, print_json, say, settings_of
from toolkit.core.check import Check
from toolkit.core.errors import Problem, UserError

app = typer.Typer(help="What is checked, and why.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list", epilog="Example: breachready checks list --json")
def list_checks(*, config: Config = None, as_json: AsJson = False) -> None:
    """List every check that is installed, ours and plug-ins'."""
    catalogue = catalogue_of(settings_of(config, None))
    if as_json:
        print_json([_row(one.check, one.source) for one in catalogue.found])
    else:
        from rich.console import Console  # noqa: PLC0415  imports stay lazy

        from reports.listing import checks_table  # noqa: PLC0415

        checks_table(catalogue.checks, Console())
        for name in sorted(catalogue.skipped):
            say(f"skipped: {name}")
        for found in catalogue.dormant:
            say(f"asked once [flaws] names advisories: {found.check.id}")
    for plugin in catalogue.broken:
        say(f"not loaded: {plugin.source}: {plugin.reason}")
    if catalogue.broken:
        raise typer.Exit(3)


@app.command(epilog="Example: breachready checks show ssh-root-login")
def show(
    id: Annotated[str, typer.Argument(help="The check's id, or a former one.")],
    *,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show one check: the fault, why it matters, the fix, where the rule stands."""
    catalogue = catalogue_of(settings_of(config, None))
    hits = [one for one in (*catalogue.found, *catalogue.dormant) if id in (one.check.id, *one.check.formerly)]
    if not hits:
        raise UserError(Problem("checks show", id, "no such check; `breachready checks list` lists them"))
    row = _row(hits[0].check, hits[0].source)
    if as_json:
        print_json(row)
        return
    from rich.console import Console  # noqa: PLC0415  imports stay lazy

    from reports.listing import check_page  # noqa: PLC0415

    check_page(hits[0].check, Console())


@app.command(epilog="Example: breachready checks prove")
def prove(*, config: Config = None, as_json: AsJson = False) -> None:
    """Prove every check on its own examples: the good one passes, the bad one fails. Exit 1 when one does not."""
    from toolkit.usecase.prove import prove as run_prove  # noqa: PLC0415  imports stay lazy

    catalogue = catalogue_of(settings_of(config, None))
    wrong = run_prove(catalogue)
    if as_json:
        print_json(
            {"proved": len(catalogue.found) - len({one.check for one in wrong}), "wrong": [str(w) for w in wrong]}
        )
    else:
        for one in wrong:
            typer.echo(str(one))
        typer.echo(f"{len(catalogue.found) - len({one.check for one in wrong})} checks proved on their examples")
    if wrong or catalogue.broken:
        raise typer.Exit(1)


def _row(check: Check, source: str) -> dict[str, object]:
    return {
        "id": check.id,
        "title": check.title,
        "family": check.family.value,
        "severity": check.severity.value,
        "why": check.why,
        "fix": check.fix,
        "reads": check.needs.__name__,
        "opens": check.opens.value if check.opens else None,
        "holds": check.holds.value if check.holds else None,
        "required": check.required,
        "cites": [str(cite) for cite in check.cites],
        "playbook": check.playbook,
        "from": source,
    }
