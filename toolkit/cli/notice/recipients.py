"""`notice recipients load|list`: whom to tell."""

from collections import Counter
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
    from toolkit.core.dispatch import Line

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
    from toolkit.store.notified import ledger  # noqa: PLC0415
    from toolkit.usecase.dispatch.people import place  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    countries: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    wants: Counter[str] = Counter()
    with ledger(place(folder)) as book:
        for one in book.everybody():
            countries[f"{one.country}-{one.region}" if one.region else one.country] += 1
            languages[one.language] += 1
            wants[one.wants[0] if one.wants else "said nothing"] += 1
        refused, noted, fresh = list(book.refused()), list(book.noted()), book.fresh()
    lines, why = _lines(settings, folder)
    by = {"country": countries, "language": languages, "chose": wants}
    if as_json:
        from reports.dispatch.document import line  # noqa: PLC0415

        print_json(
            {
                "people": countries.total(),
                "by": {name: dict(found.most_common()) for name, found in by.items()},
                "would_get": [line(one) for one in lines],
                "refused": [{"row": row, "why": words} for row, words in refused],
                "notes": [{"row": row, "what": list(words)} for row, words in noted],
            }
        )
    else:
        from rich.console import Console  # noqa: PLC0415

        from reports.dispatch import terminal  # noqa: PLC0415

        console = Console()
        if why:
            say(why)
        terminal.plan(lines, fresh, countries.total(), console)
        for name, found in by.items():
            terminal.tallied(name, dict(found.most_common()), console)
        terminal.rows(refused, noted, console)
    if refused:
        raise typer.Exit(1)


def _lines(settings: "Settings", folder: Path) -> tuple[tuple["Line", ...], str]:
    """Who gets what, as far as notices are drafted; else why that is not known."""
    from toolkit.usecase.dispatch.campaign import look_ahead  # noqa: PLC0415
    from toolkit.usecase.dispatch.planning import Asked  # noqa: PLC0415

    try:
        return look_ahead(settings, folder, Asked())[1].lines, ""
    except UserError as no:
        return (), f"who gets what is not known yet: {no}"
