"""`incident open`, `merge`, `pin`, `upgrade`: which playbooks, at which version."""

from dataclasses import asdict
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
    StepKey,
    Zone,
    folder_of,
    print_json,
    said,
    say,
    settings_of,
    show,
)
from toolkit.core.playbook.words import Level

if TYPE_CHECKING:
    from toolkit.config.settings import Settings
    from toolkit.core.finding import Finding

Playbook = Annotated[
    str, typer.Option("--playbook", "-p", help="The playbook's id; by default the one that the finding names.")
]
FindingWords = Annotated[
    str, typer.Option("--finding", "-f", help="CHECK, CHECK@TARGET or CHECK@TARGET:RESOURCE of the last run.")
]
StoreName = Annotated[str, typer.Option("--store", help="The store of the inventory that it is about.")]
Pairs = Annotated[list[str] | None, typer.Argument(metavar="NAME=VALUE", help="Variables that you know already.")]
Of = Annotated[str, typer.Option("--of", help="Which playbook in progress; by default the first.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("open", epilog="Example: breachready incident open --finding bucket-public-policy@prod")(open_one)
    app.command(epilog="Example: breachready incident merge --playbook ransomware --note 'objects are encrypted'")(
        merge
    )
    app.command(epilog="Example: breachready incident pin breach-workstream")(pin)
    app.command(epilog="Example: breachready incident upgrade --yes")(upgrade)


def open_one(
    values: Pairs = None,
    *,
    playbook: Playbook = "",
    finding: FindingWords = "",
    store: StoreName = "",
    title: Annotated[str, typer.Option("--title", help="By default the playbook's.")] = "",
    level: Annotated[Level | None, typer.Option("--level", help="How bad it is, if that is known.")] = None,
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Open an incident: fix the playbook's version, fill in what finding and inventory know, start the clocks."""
    from toolkit.usecase.incident.opening import Opening, open_incident  # noqa: PLC0415  imports stay lazy
    from toolkit.usecase.incident.variables import pairs  # noqa: PLC0415

    settings = settings_of(config, state)
    run, found = _finding(settings, finding) if finding else (None, None)
    opening = Opening(
        playbook=playbook,
        title=title,
        finding=found,
        run=run,
        store=store,
        level=level,
        values=pairs(values or []),
    )
    view = open_incident(settings, opening, said(by, at, note, zone))
    show(view, settings, zone=zone, as_json=as_json)


def merge(
    *,
    playbook: Annotated[str, typer.Option("--playbook", "-p", help="The playbook whose steps are added.")],
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Add another playbook's steps to a running incident, beside those in progress."""
    from toolkit.usecase.incident.versions import merge as run  # noqa: PLC0415
    from toolkit.usecase.playbook.shelf import shelf  # noqa: PLC0415

    settings = settings_of(config, state)
    view = run(folder_of(settings, incident), playbook, said(by, at, note, zone), shelf(settings))
    show(view, settings, zone=zone, as_json=as_json)


def pin(
    step: StepKey,
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
    """Fix the version of the playbook that a step runs, when the library had none at the opening."""
    from toolkit.usecase.incident.versions import pin as run  # noqa: PLC0415
    from toolkit.usecase.playbook.shelf import shelf  # noqa: PLC0415

    settings = settings_of(config, state)
    view = run(folder_of(settings, incident), step, said(by, at, note, zone), shelf(settings))
    show(view, settings, zone=zone, as_json=as_json)


def upgrade(
    *,
    of: Of = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without it only the difference is shown.")] = False,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Show what the library's version of a playbook would change, and with --yes go on with it."""
    from toolkit.usecase.incident.session import look  # noqa: PLC0415
    from toolkit.usecase.incident.versions import upgrade as run  # noqa: PLC0415
    from toolkit.usecase.incident.versions import upgrade_of  # noqa: PLC0415
    from toolkit.usecase.playbook.shelf import shelf  # noqa: PLC0415

    settings = settings_of(config, state)
    folder, books = folder_of(settings, incident), shelf(settings)
    if yes:
        view = run(folder, said(by, at, note, zone), books, frame=of)
        show(view, settings, zone=zone, as_json=as_json)
        return
    change = upgrade_of(look(folder).incident, books, of)
    if as_json:
        print_json(asdict(change))
        return
    for words in (f"from {change.old}", f"to   {change.new}", *change.words, *change.lines):
        typer.echo("".join(sign if sign.isprintable() else "?" for sign in words))
    for key in change.done_otherwise:
        say(f"breachready: {key} was done under the old wording")


def _finding(settings: "Settings", words: str) -> "tuple[int, Finding]":
    """The run it is of, and the finding."""
    from toolkit.cli.options import store_of  # noqa: PLC0415
    from toolkit.core.errors import Problem, UserError  # noqa: PLC0415
    from toolkit.usecase.incident.opening import matching  # noqa: PLC0415

    with store_of(settings, reading=True) as store:
        run = store.run()
    if run is None:
        raise UserError(Problem("--finding", "", "there is no finished run; `breachready scan` makes one"))
    return run.id, matching(run.findings, words)
