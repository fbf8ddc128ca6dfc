"""`playbook lint|rules|ready`: what can be proved before the day."""

import inspect
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import AsJson, Config, State, catalogue_of, print_json, settings_of

if TYPE_CHECKING:
    from toolkit.config.settings import Settings
    from toolkit.library.playbooks import Shelved


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready playbook lint playbooks/")(lint)
    app.command(epilog="Example: breachready playbook rules")(rules)
    app.command(epilog="Example: breachready playbook ready ransomware --rehearse")(ready)


def lint(
    playbooks: Annotated[list[str] | None, typer.Argument(help="Ids, files or folders; none: every one.")] = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 for warnings, too.")] = False,
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Prove what can be proved of playbooks: ways, evidence, variables, duties. Exit 1 when something is wrong.

    JSON: playbooks[] of id, version, where, faults[] of rule, where, says, warning.
    """
    from toolkit.usecase.playbook.linting import around, linted  # noqa: PLC0415  imports stay lazy

    settings = settings_of(config, state)
    world = around(settings, _checks(settings), datetime.now(UTC).date())
    books = _books(settings, playbooks or [])
    found = linted(books, world)
    if as_json:
        from reports.playbook.document import faults  # noqa: PLC0415

        print_json({"playbooks": [faults(one.playbook, one.where, found[one.where]) for one in books]})
    else:
        from rich.console import Console  # noqa: PLC0415

        from reports.playbook.terminal import faults as show  # noqa: PLC0415

        show([(one.playbook, one.where, found[one.where]) for one in books], Console())
    if any(not fault.warning or strict for faults in found.values() for fault in faults):
        raise typer.Exit(1)


def rules(*, as_json: AsJson = False) -> None:
    """List what the linter proves, and why."""
    from toolkit.library.lint import RULES  # noqa: PLC0415

    said = {name: inspect.getdoc(rule) or "" for name, rule in RULES.items()}
    if as_json:
        print_json(said)
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.playbook.terminal import rules as show  # noqa: PLC0415

    show(said, Console())


def ready(
    playbooks: Annotated[list[str] | None, typer.Argument(help="Ids; none: every one.")] = None,
    *,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Ask accounts and servers what present credentials may do.")
    ] = False,
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say how ready each playbook is, and what to do for what is not. Exit 1 when one is not ready.

    JSON: a list of playbook, version, ready, items[] of id, title, ok (null: nobody has looked), because, mend.
    """
    from toolkit.usecase.playbook import ready as use  # noqa: PLC0415  imports stay lazy
    from toolkit.usecase.playbook.shelf import chosen, shelf  # noqa: PLC0415

    settings = settings_of(config, state)
    books = shelf(settings)
    names = [chosen(books, name, "PLAYBOOK").playbook.id for name in playbooks or []]
    today = datetime.now(UTC).date()
    hands = use.permitted if rehearse else None
    found = use.ready(settings, names, _checks(settings), today, permitted=hands)
    if as_json:
        from reports.playbook.ready import ready_document  # noqa: PLC0415

        print_json(ready_document(found))
    else:
        from rich.console import Console  # noqa: PLC0415

        from reports.playbook.ready import ready as show  # noqa: PLC0415

        show(found, Console())
    if not all(one.so for one in found):
        raise typer.Exit(1)


def _checks(settings: "Settings") -> set[str]:
    """Ids of every check there is, asleep or not."""
    catalogue = catalogue_of(settings)
    return {one.check.id for one in (*catalogue.found, *catalogue.dormant)}


def _books(settings: "Settings", words: list[str]) -> "list[Shelved]":
    from toolkit.library.playbooks import in_folder  # noqa: PLC0415
    from toolkit.usecase.playbook.finding import named  # noqa: PLC0415
    from toolkit.usecase.playbook.shelf import shelf  # noqa: PLC0415

    if not words:
        return [book for _name, book in sorted(shelf(settings).items())]
    found: list[Shelved] = []
    for word in words:
        found += in_folder(Path(word)) if Path(word).is_dir() else [named(settings, word)]
    return found
