"""`init`, `doctor`, `privileges`: before the first scan."""

from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.options import AsJson, Config, State, catalogue_of, print_json, say, settings_of
from toolkit.core.errors import Problem, UserError


class Privileges(StrEnum):
    """What least privilege can be printed for."""

    LIST = "list"
    IAM = "iam"
    SUDOERS = "sudoers"
    ACT = "act"
    ACT_SUDOERS = "act-sudoers"


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready init")(init)
    app.command(epilog="Example: breachready doctor")(doctor)
    app.command(epilog="Example: breachready privileges iam > breachready-policy.json")(privileges)


def init(folder: Annotated[Path, typer.Argument(help="Where to write.")] = Path()) -> None:
    """Write a commented breachready.toml to fill in. An existing one is never replaced."""
    path = folder / "breachready.toml"
    text = files("toolkit.config").joinpath("example.toml").read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UserError(Problem(str(path), "", "is there already; nothing was written")) from error
    except OSError as error:
        raise UserError(Problem(str(path), "", error.strerror or str(error))) from error
    say(f"{path}: fill it in, then run `breachready doctor` and `breachready scan`")


def doctor(*, config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """Look whether everything a scan needs is in place, without touching a target. Exit 3 when something is not."""
    from toolkit.usecase.doctor import examine  # noqa: PLC0415  imports stay lazy, so that --help is quick

    settings = settings_of(config, state)
    symptoms = examine(settings, catalogue_of(settings))
    if as_json:
        print_json([{"what": one.what, "well": one.well, "says": one.says} for one in symptoms])
    else:
        for one in symptoms:
            typer.echo(f"{'ok  ' if one.well else 'MEND'}  {one.what}: {one.says}")
    if not all(one.well for one in symptoms):
        raise typer.Exit(3)


def privileges(
    kind: Annotated[Privileges, typer.Argument(help="What to print.")] = Privileges.LIST,
    *,
    user: Annotated[
        list[str] | None,
        typer.Option(help="Login to permit (for sudoers); may be repeated. Default: those of the inventory."),
    ] = None,
    config: Config = None,
) -> None:
    """What the selected checks need: root on servers and why, as sudoers; API operations, as an IAM policy.

    `act`: the IAM policy for the role that contains an incident. It can shut out any identity: grant it to few.
    `act-sudoers`: the same for servers, one script and the lines that permit it.
    """
    from toolkit.usecase.privileges import act_policy, act_sudoers, iam_policy, listed, sudoers  # noqa: PLC0415

    if kind is Privileges.ACT:
        print_json(act_policy())
        return
    settings = settings_of(config, None)
    catalogue = catalogue_of(settings)
    match kind:
        case Privileges.IAM:
            print_json(iam_policy(catalogue))
        case Privileges.SUDOERS:
            typer.echo(sudoers(catalogue, settings.inventory, user or ()), nl=False)
        case Privileges.ACT_SUDOERS:
            typer.echo(act_sudoers(settings.inventory, user or ()), nl=False)
        case Privileges.LIST:
            for line in listed(catalogue):
                typer.echo(line)
