"""`evidence`: files hashed when collected and at each transfer, and who had them."""

from pathlib import Path
from typing import Annotated

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
    settings_of,
    show,
    telling,
)

app = typer.Typer(
    help="Evidence of an incident: collect, list, hand over, verify.", no_args_is_help=True, rich_markup_mode=None
)


@app.command(epilog="Example: breachready evidence add policy.json --step record-settings --wanted settings")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files; pack a folder into an archive first.")],
    *,
    what: Annotated[str, typer.Option("--what", help="What it is.")] = "",
    source: Annotated[str, typer.Option("--from", help="Where it was found; by default its path here.")] = "",
    step: Annotated[str, typer.Option("--step", help="The step it belongs to.")] = "",
    wanted: Annotated[str, typer.Option("--wanted", help="Which of the step's pieces of evidence it is.")] = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Copy files into the incident, hash what was copied, and record who collected them and when."""
    from toolkit.usecase.incident.evidence import About, add as run  # noqa: I001, PLC0415  imports stay lazy

    settings = settings_of(config, state)
    about = About(what=what, source=source, step=step, wanted=wanted)
    view = run(folder_of(settings, incident), files, about, said(by, at, note, zone))
    show(view, settings, zone=zone, as_json=as_json)


@app.command("list", epilog="Example: breachready evidence list --json")
def list_all(
    *, incident: Id = "", zone: Zone = "", config: Config = None, state: State = None, as_json: AsJson = False
) -> None:
    """List the pieces with their hashes and who has had them."""
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    told = telling(look(folder_of(settings, incident)), settings, zone)
    if as_json:
        from reports.incident.document import item  # noqa: PLC0415

        print_json([item(one) for one in told.incident.evidence])
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.incident.terminal import evidence  # noqa: PLC0415

    evidence(told, Console())


@app.command(epilog="Example: breachready evidence transfer E1 --to 'forensics, J. Doe' --copy /media/usb")
def transfer(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The piece's id, as in E1.")],
    *,
    to: Annotated[str, typer.Option("--to", help="Who gets it.")],
    copy: Annotated[Path | None, typer.Option("--copy", help="File or folder to copy it to.")] = None,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Record that somebody gets a piece, after hashing it again; it is refused when it is not what was collected."""
    from toolkit.usecase.incident.evidence import transfer as run  # noqa: PLC0415

    settings = settings_of(config, state)
    view = run(folder_of(settings, incident), item, to, said(by, at, note, zone), copy=copy)
    show(view, settings, zone=zone, as_json=as_json)


@app.command(epilog="Example: breachready evidence resume")
def resume(
    *,
    incident: Id = "",
    by: By = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Settle collections that a crash left in doubt: record what is there whole, give up what is not."""
    from toolkit.usecase.incident.evidence import resume as run  # noqa: PLC0415

    settings = settings_of(config, state)
    show(run(folder_of(settings, incident), said(by)), settings, zone=zone, as_json=as_json)


@app.command(epilog="Example: breachready evidence verify --json")
def verify(*, incident: Id = "", config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """Walk the journal's chain and hash every piece again. Exit code 1 when something is not as it was recorded."""
    from toolkit.usecase.incident.evidence import Verdict, verify as run  # noqa: I001, PLC0415
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    view = look(folder_of(settings, incident))
    found = run(view.folder, view.incident)
    if as_json:
        rows = [{"file": one.file, "item": one.item, "verdict": one.verdict, "words": one.words} for one in found]
        print_json({"lines": view.incident.lines, "head": view.head, "files": rows, "warnings": list(view.warnings)})
    else:
        typer.echo(f"journal: {view.incident.lines} lines hold, head {view.head}")
        for one in found:
            words = f"{one.verdict:<10} {one.item} {one.file} {one.words}"
            typer.echo("".join(sign if sign.isprintable() else "?" for sign in words))
    if any(one.verdict is not Verdict.SAME for one in found):
        raise typer.Exit(1)
