"""`playbook list|show|diff|history`: what there is."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from toolkit.cli.options import AsJson, Config, State, print_json, settings_of, write_out

Word = Annotated[str, typer.Argument(metavar="PLAYBOOK", help="Its id, id@version, or a file.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("list", epilog="Example: breachready playbook list --json")(list_all)
    app.command(epilog="Example: breachready playbook show exposed-bucket")(show)
    app.command(epilog="Example: breachready playbook diff exposed-bucket@1.0.0 exposed-bucket")(diff)
    app.command(epilog="Example: breachready playbook history exposed-bucket")(history)


def list_all(*, config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """List the playbooks that incidents are run with: version, who published it, by when it is to be read again."""
    from toolkit.usecase.playbook.finding import held  # noqa: PLC0415  imports stay lazy, so that --help is quick

    found = held(settings_of(config, state))
    today = datetime.now(UTC).date()
    if as_json:
        print_json(
            [
                {
                    "id": one.book.playbook.id,
                    "version": one.book.playbook.version,
                    "digest": one.book.digest,
                    "title": one.book.playbook.title,
                    "own": one.own,
                    "standing": one.standing,
                    "steps": len(one.book.playbook.step),
                    "review_by": one.book.playbook.review_by.isoformat(),
                }
                for one in found
            ]
        )
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.playbook.terminal import listing  # noqa: PLC0415

    listing([(one.book.playbook, one.standing, one.own) for one in found], today, Console())


def show(playbook: Word, *, config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """Show a playbook as one reads it: what it is for, who is needed, its steps in order."""
    from toolkit.library.playbooks import plain  # noqa: PLC0415
    from toolkit.usecase.playbook.finding import named  # noqa: PLC0415

    found = named(settings_of(config, state), playbook)
    if as_json:
        print_json({**plain(found.playbook), "digest": found.digest})
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.playbook.terminal import page  # noqa: PLC0415

    page(found.playbook, found.digest, Console())


def diff(
    old: Annotated[str, typer.Argument(help="The one version: id@version, id or file.")],
    new: Annotated[str, typer.Argument(help="The other: id@version, id or file.")],
    *,
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say how two versions differ, in words and value by value. Exit 1 when they do."""
    from toolkit.library.difference import lines, words  # noqa: PLC0415
    from toolkit.usecase.playbook.finding import named  # noqa: PLC0415

    settings = settings_of(config, state)
    before, after = named(settings, old), named(settings, new)
    said, changed = list(words(before.playbook, after.playbook)), list(lines(before.playbook, after.playbook))
    if as_json:
        print_json({"old": before.digest, "new": after.digest, "words": said, "lines": changed})
    else:
        from reports.inert import line  # noqa: PLC0415

        write_out(f"{line(one)}\n" for one in (*said, *([""] if said and changed else []), *changed))
    if before.digest != after.digest:
        raise typer.Exit(1)


def history(
    playbook: Annotated[str, typer.Argument(help="The playbook's id; without it, all.")] = "",
    *,
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """List published versions: digest, when, by whom, signed by which key, withdrawn why."""
    from toolkit.usecase.playbook.published import history as versions  # noqa: PLC0415

    found = versions(settings_of(config, state), playbook)
    if as_json:
        from reports.playbook.document import version  # noqa: PLC0415

        print_json([version(one) for one in found])
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.playbook.terminal import versions as table  # noqa: PLC0415

    table(found, Console())
