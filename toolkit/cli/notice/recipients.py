"""`notice recipients load|list`: whom to tell."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.incident.options import (
    AsJson,
    At,
    By,
    Config,
    Id,
    Note,
    State,
    Zone,
    folder_of,
    print_json,
    said,
    say,
    settings_of,
)
from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from toolkit.collect.recipients import Row
    from toolkit.config.settings import Settings

app = typer.Typer(help="Lists of people to be told.", no_args_is_help=True, rich_markup_mode=None)


@app.command(epilog="Example: breachready notice recipients load --csv people.csv --language th")
def load(
    *,
    csv: Annotated[Path | None, typer.Option("--csv", help="A CSV file with at least name and country.")] = None,
    encoding: Annotated[str, typer.Option("--encoding", help="Of the file, if not UTF-8: as in cp874.")] = "",
    sql: Annotated[
        str,
        typer.Option("--sql", help="A SELECT whose columns are named so; @FILE reads it; by default [recipients]."),
    ] = "",
    database: Annotated[
        str,
        typer.Option(
            "--database", help="sqlite:///PATH, or a reference (env:NAME) to postgresql://...; or [recipients]."
        ),
    ] = "",
    language: Annotated[str, typer.Option("--language", help="Of those for whom the list names none.")] = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Take a list of people, all of it or none. Rows that are nobody are named by `recipients list`."""
    from toolkit.usecase.dispatch.people import List, take  # noqa: PLC0415  imports stay lazy, so that --help is quick

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    name, rows = _rows(settings, csv, encoding, sql, database)
    spoken = language or settings.notices.languages[0]
    view, found = take(folder, List(rows=rows, name=name, language=spoken), said(by, at, note, zone))
    if as_json:
        print_json({"rows": found.rows, "new": found.new, "there": found.there, "refused": found.nobody})
        return
    typer.echo(
        f"{found.rows:,} rows: {found.new:,} people are new, {found.there:,} were there, {found.nobody:,} are nobody"
    )
    if found.nobody:
        say("`breachready notice recipients list` names the rows that are nobody")
    for words in view.warnings:
        say(f"breachready: {words}")


def _rows(
    settings: "Settings", csv: Path | None, encoding: str, sql: str, database: str
) -> "tuple[str, Iterator[Row]]":
    from toolkit.collect.recipients import csv_rows, sql_rows  # noqa: PLC0415
    from toolkit.config.secrets import resolve  # noqa: PLC0415
    from toolkit.core.inventory import SecretRef  # noqa: PLC0415

    asked = sql or ("" if csv else settings.recipients.query)
    if bool(csv) is bool(asked):
        raise UserError(Problem("--csv", "", "expected a file, or a query with --sql; one of the two"))
    if csv:
        return csv.name, csv_rows(csv, encoding)
    where = database or settings.recipients.database or ""
    if not where:
        raise UserError(Problem("--database", "", "expected where to ask; or [recipients] database"))
    url = where if where.startswith("sqlite:///") else resolve(SecretRef(where))
    if asked.startswith("@"):
        try:
            asked = Path(asked[1:]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as no:
            raise UserError(Problem("--sql", "", f"cannot be read: {no}")) from no
    return "query", sql_rows(url, asked)


@app.command("list", epilog="Example: breachready notice recipients list --json")
def list_(
    *,
    incident: Id = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Count the people by country, language, channel and law; name rows that are wrong. Exit 1 for rows of nobody."""
    from toolkit.usecase.dispatch.listed import listed  # noqa: PLC0415

    settings = settings_of(config, state)
    found = listed(settings, folder_of(settings, incident), None)
    wants = {name or "said nothing": count for name, count in found.wants.items()}
    by = {"country": found.countries, "language": found.languages, "chose": wants}
    if as_json:
        from reports.dispatch.document import line  # noqa: PLC0415

        print_json(
            {
                "people": found.people,
                "by": {name: dict(counts) for name, counts in by.items()},
                "would_get": [line(one) for one in found.lines],
                "refused": [{"row": row, "why": words} for row, words in found.refused],
                "notes": [{"row": row, "what": list(words)} for row, words in found.noted],
            }
        )
    else:
        from rich.console import Console  # noqa: PLC0415

        from reports.dispatch import terminal  # noqa: PLC0415

        console = Console()
        if found.why:
            say(f"who gets what is not known yet: {found.why}")
        terminal.plan(found.lines, found.fresh, found.people, console)
        for name, counts in by.items():
            terminal.tallied(name, dict(counts), console)
        terminal.rows(found.refused, found.noted, console)
    if found.refused:
        raise typer.Exit(1)
