"""`incident list`, `status`, `next`, `timeline`, `remind`: nothing is recorded by looking."""

from typing import Annotated

import typer

from toolkit.cli.incident.options import (
    AsJson,
    Config,
    Id,
    State,
    Zone,
    folder_of,
    print_json,
    settings_of,
    telling,
    zone_of,
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("list", epilog="Example: breachready incident list --json")(list_all)
    app.command(epilog="Example: breachready incident status --json")(status)
    app.command("next", epilog="Example: breachready incident next")(following)
    app.command(epilog="Example: breachready incident timeline --zone Europe/Berlin")(timeline)
    app.command(epilog="Example: breachready incident remind --send")(remind)


def list_all(
    *,
    exercises: Annotated[bool, typer.Option("--exercises", help="Exercises instead; never mixed.")] = False,
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """List incidents, the newest first, with the times to detect, contain, notify and recover over all of them."""
    from toolkit.core.incident import summary  # noqa: PLC0415  imports stay lazy, so that --help is quick
    from toolkit.usecase.incident.listing import every  # noqa: PLC0415

    settings = settings_of(config, state)
    views, broken = every(settings.state, exercise=exercises)
    incidents = [view.incident for view in views]
    rows = summary(incidents)
    if as_json:
        from reports.incident.document import brief, summed  # noqa: PLC0415

        print_json({"incidents": [brief(one) for one in incidents], "unreadable": broken, "metrics": summed(rows)})
    else:
        from rich.console import Console  # noqa: PLC0415

        from reports.incident.terminal import listing  # noqa: PLC0415
        from reports.incident.times import Times  # noqa: PLC0415

        listing(incidents, broken, rows, Times(zone_of(zone)), Console())
    if broken:
        raise typer.Exit(3)


def status(
    *, incident: Id = "", zone: Zone = "", config: Config = None, state: State = None, as_json: AsJson = False
) -> None:
    """Say where it stands: in hand, in doubt, due, owed, how long it took so far."""
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    told = telling(look(folder_of(settings, incident)), settings, zone, clocks=True)
    if as_json:
        from reports.incident.document import status as document  # noqa: PLC0415

        print_json(document(told))
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.incident.terminal import status as show  # noqa: PLC0415

    show(told, Console())


def following(
    *, incident: Id = "", zone: Zone = "", config: Config = None, state: State = None, as_json: AsJson = False
) -> None:
    """Show what can be done now: instructions with what is known filled in, questions, what is lacking."""
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    told = telling(look(folder_of(settings, incident)), settings, zone, clocks=True)
    if as_json:
        from reports.incident.document import step  # noqa: PLC0415

        print_json([step(one) for one in told.in_hand])
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.incident.terminal import next_steps  # noqa: PLC0415

    next_steps(told, Console())


def timeline(
    *, incident: Id = "", zone: Zone = "", config: Config = None, state: State = None, as_json: AsJson = False
) -> None:
    """Show every line of the journal in its order: when it happened, and when it was recorded where that is later."""
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    told = telling(look(folder_of(settings, incident)), settings, zone)
    if as_json:
        from reports.incident.document import line  # noqa: PLC0415

        print_json([line(one) for one in told.timeline])
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.incident.terminal import timeline as show  # noqa: PLC0415

    show(told, Console())


def remind(
    *,
    send: Annotated[
        bool, typer.Option("--send", help="Mail them to the role's contacts, through [alert.mail], once each.")
    ] = False,
    incident: Id = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say which steps in hand are due soon or over. Of an exercise nothing is ever sent."""
    from toolkit.usecase.incident.remind import remind as post, shown  # noqa: I001, PLC0415
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    rows = post(settings, folder) if send else shown(look(folder))
    told = telling(look(folder), settings, zone)
    if as_json:
        from reports.incident.document import due  # noqa: PLC0415

        print_json([{**due(one.due, told.now), "sent_to": one.sent_to, "words": one.words} for one in rows])
    else:
        from rich.console import Console  # noqa: PLC0415

        from reports.incident.terminal import reminders  # noqa: PLC0415

        lines = [(one.due, f"mailed to {', '.join(one.sent_to)}" if one.sent_to else one.words) for one in rows]
        reminders(told, lines, Console())
    if send and any(not one.sent_to for one in rows):
        raise typer.Exit(3)
