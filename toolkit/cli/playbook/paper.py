"""`playbook print`: on paper, for the day the network is down."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reports.paper.size import Size
from toolkit.cli.incident.options import Zone, folder_of, zone_of
from toolkit.cli.options import Config, State, say, settings_of, write_out
from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from toolkit.config.settings import Settings
    from toolkit.core.sheet import Sheet


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("print", epilog="Example: breachready playbook print --all --out sheets")(print_)


def print_(
    playbook: Annotated[
        str,
        typer.Argument(
            metavar="[PLAYBOOK]", help="Its id, id@version, or a file; of an incident, by default its first."
        ),
    ] = "",
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="FILE.html or FILE.pdf, with --all a folder; by default HTML on standard output."
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every playbook, as HTML and PDF, with an index.")] = False,
    incident: Annotated[
        str, typer.Option("--incident", "-i", help="Filled with what this incident knows and has done.")
    ] = "",
    size: Annotated[Size, typer.Option("--paper", help="Size of the paper.")] = Size.A4,
    zone: Zone = "",
    config: Config = None,
    state: State = None,
) -> None:
    """Print a playbook with blanks for times and initials, and whom to call, for when nothing else works.

    What was written on it is entered later: each step says by which command. Files that are there are replaced.
    """
    from toolkit.usecase.playbook import printing  # noqa: PLC0415  imports stay lazy, so that --help is quick

    if all_ and (playbook or out is None):
        raise UserError(Problem("--all", "", "expected --out FOLDER, and no playbook"))
    if not all_ and not playbook and not incident:
        raise UserError(Problem("PLAYBOOK", "", "expected a playbook, --all, or --incident"))
    sheets = _sheets(settings_of(config, state), playbook, incident, zone, every=all_)
    if all_ and out is not None:
        files = list(printing.write_all(sheets, out, size))
        say(f"{out}: {len(sheets)} sheets and an index, {len(files)} files")
    elif out is not None:
        printing.write(sheets[0], out, size)
        say(f"{out}: {sheets[0].playbook.id} {sheets[0].playbook.version}, {len(sheets[0].entries)} steps")
    else:
        write_out([printing.page(sheets[0], size)])


def _sheets(settings: "Settings", playbook: str, incident: str, zone: str, *, every: bool) -> "list[Sheet]":
    from toolkit.usecase.incident.session import look  # noqa: PLC0415
    from toolkit.usecase.playbook.finding import named  # noqa: PLC0415
    from toolkit.usecase.playbook.paper import filled_sheet, in_progress, library, sheet  # noqa: PLC0415

    there = library(settings)
    today = datetime.now(UTC).date()
    if incident:
        one = look(folder_of(settings, incident)).incident
        names = in_progress(one) if every else (playbook,)
        return [filled_sheet(there, one, name, today, zone_of(zone)) for name in names]
    if every:
        return [sheet(there, book, today) for _name, book in sorted(there.books.items())]
    return [sheet(there, named(settings, playbook), today)]
