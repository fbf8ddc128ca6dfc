"""`exercise`: a playbook rehearsed on a simulated clock. Steps are recorded with `incident`, as on the day."""

from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.incident.options import (
    AsJson,
    By,
    Config,
    Id,
    Note,
    State,
    Zone,
    print_json,
    said,
    say,
    settings_of,
    show,
)
from toolkit.core.playbook.words import Level

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.config.settings import Settings
    from toolkit.core.incident.exercise import Result

app = typer.Typer(
    help="Rehearse a playbook: injects, a clock that the leader moves on. Nothing leaves this machine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(epilog="Example: breachready exercise start --playbook exposed-bucket bucket=example-exports")
def start(
    values: Annotated[list[str] | None, typer.Argument(metavar="NAME=VALUE", help="Variables.")] = None,
    *,
    playbook: Annotated[str, typer.Option("--playbook", "-p", help="The playbook's id.")],
    store: Annotated[str, typer.Option("--store", help="The store of the inventory that it is about.")] = "",
    level: Annotated[Level | None, typer.Option("--level", help="The level it begins at.")] = None,
    by: By = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Begin an exercise, at the version of the playbook that the library has now, and show its scenario."""
    from toolkit.usecase.incident.exercise import start as run  # noqa: PLC0415  imports stay lazy
    from toolkit.usecase.incident.opening import Opening  # noqa: PLC0415
    from toolkit.usecase.incident.variables import pairs  # noqa: PLC0415

    settings = settings_of(config, state)
    opening = Opening(playbook=playbook, store=store, level=level, values=pairs(values or []))
    view = run(settings, opening, said(by, "", note, zone))
    if not as_json:
        say(f"Players say: export BREACHREADY_INCIDENT={view.incident.id}")
        typer.echo(view.incident.frames[""].playbook.exercise.scenario.strip())
    show(view, settings, zone=zone, as_json=as_json)


@app.command(epilog="Example: breachready exercise inject -i exercise-2026-11-25-exposed-bucket")
def inject(
    *,
    says: Annotated[str, typer.Option("--says", help="Something of your own instead of the playbook's next.")] = "",
    stay: Annotated[bool, typer.Option("--stay", help="Do not move the clock on to the inject's time.")] = False,
    incident: Id = "",
    by: By = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Tell the players what happens next, as the playbook has it, and move the clock on to it."""
    from toolkit.usecase.incident.exercise import inject as run  # noqa: PLC0415

    settings = settings_of(config, state)
    view = run(_folder(settings, incident), said(by, "", note, zone), says=says, jump=not stay)
    if not as_json:
        from rich.console import Console  # noqa: PLC0415

        from reports.pen import Pen  # noqa: PLC0415

        Pen(Console()).say((view.incident.told[-1].says, "bold"))
    show(view, settings, zone=zone, as_json=as_json)


@app.command(epilog='Example: breachready exercise advance "40 hours"')
def advance(
    span: Annotated[str, typer.Argument(help='How far: "30 minutes", "40 hours", "3 days".')],
    *,
    incident: Id = "",
    by: By = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Move the exercise's clock on."""
    from toolkit.usecase.incident.exercise import advance as run  # noqa: PLC0415

    settings = settings_of(config, state)
    show(run(_folder(settings, incident), span, said(by, "", note, zone)), settings, zone=zone, as_json=as_json)


@app.command(epilog="Example: breachready exercise result --json")
def result(*, incident: Id = "", config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """Show how it went, or goes so far: the target, the injects, the times of each step."""
    from toolkit.usecase.incident.exercise import result_of  # noqa: PLC0415

    settings = settings_of(config, state)
    _, found = result_of(_folder(settings, incident))
    _print(found, as_json=as_json)


@app.command(epilog="Example: breachready exercise end --note 'talked about it afterwards'")
def end(
    *,
    incident: Id = "",
    by: By = "",
    note: Note = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """End it and show how it went. Walked to its end, it counts for readiness, at this version of the playbook."""
    from toolkit.usecase.incident.exercise import end as run  # noqa: PLC0415

    settings = settings_of(config, state)
    view, found = run(_folder(settings, incident), said(by, "", note))
    _print(found, as_json=as_json)
    if not as_json:
        questions = view.incident.frames[""].playbook.exercise.questions
        for words in ("", "To talk about:", *(f"  {one}" for one in questions)):
            typer.echo("".join(sign if sign.isprintable() else "?" for sign in words))


@app.command("list", epilog="Example: breachready exercise list")
def list_all(*, zone: Zone = "", config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """List the exercises, the newest first."""
    from toolkit.cli.incident.looking import list_all as run  # noqa: PLC0415

    run(exercises=True, zone=zone, config=config, state=state, as_json=as_json)


def _folder(settings: "Settings", id: str) -> "Path":
    from toolkit.usecase.incident.listing import exercise  # noqa: PLC0415

    return exercise(settings.state, id)


def _print(found: "Result", *, as_json: bool) -> None:
    if as_json:
        from reports.incident.document import exercise  # noqa: PLC0415

        print_json(exercise(found))
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.incident.terminal import result as shown  # noqa: PLC0415

    shown(found, Console())
