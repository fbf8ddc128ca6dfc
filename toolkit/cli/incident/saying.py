"""`incident set|note|handover|close`: what is known and said beside the steps."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.incident.options import (
    AsJson,
    At,
    By,
    Config,
    Despite,
    Id,
    Note,
    State,
    Zone,
    folder_of,
    moment_of,
    said,
    say,
    settings_of,
    show,
    telling,
    write_out,
)
from toolkit.core.errors import Problem, UserError
from toolkit.core.playbook.words import Level, Milestone

if TYPE_CHECKING:
    from toolkit.usecase.incident.session import View


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("set", epilog="Example: breachready incident set objects_read=1204 --level P1")(set_)
    app.command(epilog="Example: breachready incident note 'the press office called' --at 09:40")(note)
    app.command(epilog="Example: breachready incident handover --to carol")(handover)
    app.command(epilog="Example: breachready incident close --note 'reviewed on Friday'")(close)


def set_(
    values: Annotated[list[str] | None, typer.Argument(metavar="NAME=VALUE", help="Variables.")] = None,
    *,
    of: Annotated[str, typer.Option("--of", help="Which playbook in progress; by default the first.")] = "",
    level: Annotated[Level | None, typer.Option("--level", help="How bad it is.")] = None,
    began: Annotated[str, typer.Option("--began", help="When the harm began, as far as is known.")] = "",
    reached: Annotated[Milestone | None, typer.Option("--reached", help="State a milestone; --note: why.")] = None,
    withdraw: Annotated[
        Milestone | None, typer.Option("--withdraw", help="Take a milestone back; --note says why.")
    ] = None,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say what is known: variables, the level, when it began, a milestone. Earlier values stay in the journal."""
    from toolkit.usecase.incident import telling as use  # noqa: PLC0415  imports stay lazy, so that --help is quick
    from toolkit.usecase.incident.session import Said  # noqa: PLC0415
    from toolkit.usecase.incident.variables import pairs  # noqa: PLC0415

    settings = settings_of(config, state)
    folder, who = folder_of(settings, incident), said(by, at, note, zone)
    views: list[View] = []
    if values:
        views.append(use.set_values(folder, pairs(values), who, frame=of))
    if level is not None:
        views.append(use.set_level(folder, level, who))
    if began:
        since = Said(by=who.by, at=moment_of(began, zone, "--began"), note=who.note)
        views.append(use.began(folder, since))
    if reached is not None:
        views.append(use.reached(folder, reached, who))
    if withdraw is not None:
        views.append(use.withdrawn(folder, withdraw, who))
    if not views:
        raise UserError(Problem("NAME=VALUE", "", "expected something to set"))
    show(views[-1], settings, zone=zone, as_json=as_json)


def note(
    text: Annotated[str, typer.Argument(help="What to write down.")],
    *,
    step: Annotated[str, typer.Option("--step", help="The step that it is about.")] = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Write something down. With --at it is entered later, and both times are kept."""
    from toolkit.usecase.incident import telling as use  # noqa: PLC0415

    settings = settings_of(config, state)
    view = use.note(folder_of(settings, incident), said(by, at, text, zone), step=step)
    show(view, settings, zone=zone, as_json=as_json)


def handover(
    *,
    to: Annotated[str, typer.Option("--to", help="Who leads from now on; without it, only the summary.")] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file; by default standard output.")] = None,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
) -> None:
    """Write what whoever takes over must know, on a page of Markdown; with --to, record that they do."""
    from reports.incident.report import handover as summary  # noqa: PLC0415
    from toolkit.usecase.incident import telling as use  # noqa: PLC0415
    from toolkit.usecase.incident.publishing import write  # noqa: PLC0415
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    view = use.hand_over(folder, to, said(by, at, note, zone)) if to else look(folder)
    pieces = summary(telling(view, settings, zone, clocks=True))
    if out is None:
        write_out(pieces)
    else:
        write(out, pieces)
        say(f"{out}: summary of {view.incident.id}")


def close(
    *,
    despite: Despite = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Close it. Refused while people whose data it was are owed an answer; what else is open needs --despite WHY."""
    from toolkit.usecase.duties.listing import unmet  # noqa: PLC0415
    from toolkit.usecase.incident import telling as use  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    view = use.close(folder, said(by, at, note, zone), despite=despite, duties=unmet(settings, folder))
    show(view, settings, zone=zone, as_json=as_json)
