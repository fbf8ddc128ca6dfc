"""`notice ask|approve|void|export`: review by two people for exact bytes, and the files that may go out."""

from pathlib import Path
from typing import Annotated

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
    print_json,
    said,
    settings_of,
)
from toolkit.cli.notice.options import NoticeId, show_standing
from toolkit.core.errors import Problem, UserError


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready notice ask people-full")(ask)
    app.command(epilog="Example: breachready notice approve people-full --role legal --digest 3f2a90c411d8")(approve)
    app.command(epilog="Example: breachready notice void people-full --note 'the count was wrong'")(void)
    app.command(epilog="Example: breachready notice export people-full --format pdf --format html --out letters")(
        export
    )


def ask(
    notice: NoticeId,
    *,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Ask for review. Refused while a value is missing; what is to be read is kept."""
    from toolkit.usecase.notice.approving import ask as run  # noqa: PLC0415  imports stay lazy, so that --help is quick

    settings = settings_of(config, state)
    view = run(settings, folder_of(settings, incident), notice, said(by, at, note, zone))
    show_standing(settings, view, [notice], zone=zone, as_json=as_json)


def approve(
    notice: NoticeId,
    *,
    role: Annotated[str, typer.Option("--role", help="In which role: one of [notices] reviewers.")],
    digest: Annotated[
        str, typer.Option("--digest", help="Of what you have read, as `notice status` shows it; another is refused.")
    ] = "",
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
    """Say yes to exactly what the notice says now. Any later change takes the yes back."""
    from toolkit.usecase.notice.approving import approve as run  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    view = run(settings, folder, notice, said(by, at, note, zone), role=role, digest=digest, despite=despite)
    show_standing(settings, view, [notice], zone=zone, as_json=as_json)


def void(
    notice: NoticeId,
    *,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Take back every approval of a notice; --note says why."""
    from toolkit.usecase.notice.approving import void as run  # noqa: PLC0415

    settings = settings_of(config, state)
    view = run(folder_of(settings, incident), notice, said(by, at, note, zone))
    show_standing(settings, view, [notice], zone=zone, as_json=as_json)


def export(
    notice: NoticeId,
    *,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", "-f", help="txt, html, web, docx, pdf or eml; may be repeated; by default all."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder; made where there is none.")] = Path(),
    draft: Annotated[bool, typer.Option("--draft", help="Write what is not approved, marked as a draft.")] = False,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Write the notice in every language. Refused for what is not approved, unless as a draft."""
    from toolkit.usecase.notice.rendering import Format  # noqa: PLC0415
    from toolkit.usecase.notice.rendering import export as run  # noqa: PLC0415

    known = {one.value: one for one in Format}
    wrong = [name for name in formats or () if name not in known]
    if wrong:
        raise UserError(Problem("--format", "", f"expected one of {', '.join(known)}, not {', '.join(wrong)[:60]!r}"))
    chosen = tuple(known[name] for name in dict.fromkeys(formats or known))
    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    _, paths = run(settings, folder, notice, said(by, at, note, zone), formats=chosen, out=out, draft=draft)
    if as_json:
        print_json({"notice": notice, "files": [str(path) for path in paths]})
        return
    for path in paths:
        typer.echo(str(path))
