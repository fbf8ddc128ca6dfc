"""`playbook publish|sign|verify|withdraw`: versions for good, and who vouches for them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.incident.options import By, said
from toolkit.cli.options import AsJson, Config, State, catalogue_of, print_json, say, settings_of
from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from toolkit.core.playbook.version import Version

Key = Annotated[
    Path | None, typer.Option("--key", help="Private Ed25519 key (PEM); by default the state directory's own.")
]
Which = Annotated[str, typer.Argument(metavar="ID[@VERSION]", help="Without a version, the newest.")]
Note = Annotated[str, typer.Option("--note", "-n", help="In your own words: what is new, or why.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready playbook publish exposed-bucket --note 'reviewed with legal'")(publish)
    app.command(epilog="Example: breachready playbook sign exposed-bucket@1.0.0")(sign)
    app.command(epilog="Example: breachready playbook verify exposed-bucket")(verify)
    app.command(epilog="Example: breachready playbook withdraw exposed-bucket@1.0.0 --note 'step 4 is wrong'")(
        withdraw
    )


def publish(
    playbook: Annotated[str, typer.Argument(metavar="PLAYBOOK", help="Its id or a file.")],
    *,
    note: Note = "",
    by: By = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Publish a version: from then on these words are this version, and a changed word is a new one.

    What the linter finds wrong is refused.
    """
    from toolkit.usecase.playbook.finding import named  # noqa: PLC0415  imports stay lazy, so that --help is quick
    from toolkit.usecase.playbook.linting import around, linted  # noqa: PLC0415
    from toolkit.usecase.playbook.published import publish as run  # noqa: PLC0415

    settings = settings_of(config, state)
    book = named(settings, playbook)
    catalogue = catalogue_of(settings)
    known = {one.check.id for one in (*catalogue.found, *catalogue.dormant)}
    faults = linted([book], around(settings, known, datetime.now(UTC).date()))[book.where]
    if wrong := [one for one in faults if not one.warning]:
        raise UserError([Problem(book.where, one.where, f"{one.says} ({one.rule})") for one in wrong])
    _told(run(settings, book, by=said(by).by, note=note), "published", as_json=as_json)


def sign(
    which: Which, *, key: Key = None, by: By = "", config: Config = None, state: State = None, as_json: AsJson = False
) -> None:
    """Sign a published version with a key. Whoever names its public half in [playbooks] signers trusts it."""
    from toolkit.usecase.playbook.published import sign as run  # noqa: PLC0415
    from toolkit.usecase.playbook.signing import public_hex, signing_key  # noqa: PLC0415

    settings = settings_of(config, state)
    name, _, version = which.partition("@")
    found = signing_key(settings.state, key)
    public = public_hex(found)
    _told(run(settings, name, version, found, by=said(by).by), "signed", as_json=as_json)
    if public not in settings.playbooks.signers:
        say(f'breachready: to trust this key, write [playbooks] signers = ["{public}"] in breachready.toml')


def verify(which: Which, *, config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """Check a published version: words, journal, signatures. Exit 1 unless somebody trusted has signed it."""
    from toolkit.usecase.playbook.published import verify as run  # noqa: PLC0415
    from toolkit.usecase.playbook.shelf import shelf  # noqa: PLC0415

    settings = settings_of(config, state)
    name, _, version = which.partition("@")
    found = run(settings, name, version, shelf(settings))
    _told(found, "withdrawn" if found.withdrawn else "holds", as_json=as_json)
    if not found.trusted or found.withdrawn:
        raise typer.Exit(1)


def withdraw(
    which: Which, *, note: Note = "", by: By = "", config: Config = None, state: State = None, as_json: AsJson = False
) -> None:
    """Say that a version is not to be used any more, and why. It stays readable."""
    from toolkit.usecase.playbook.published import withdraw as run  # noqa: PLC0415

    name, _, version = which.partition("@")
    found = run(settings_of(config, state), name, version, by=said(by).by, note=note)
    _told(found, "withdrawn", as_json=as_json)


def _told(version: "Version", done: str, *, as_json: bool) -> None:
    if as_json:
        from reports.playbook.document import version as document  # noqa: PLC0415

        print_json(document(version))
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.playbook.terminal import version as show  # noqa: PLC0415

    show(version, done, Console())
