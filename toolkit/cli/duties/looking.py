"""`duties list|show|ask|laws|check|starts|calendar`: what is owed, and what the laws say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.duties.options import Incident, meant
from toolkit.cli.incident.options import AsJson, Config, Id, State, Zone, print_json, say, settings_of, zone_of
from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from toolkit.core.duty.regime import Regime


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("list", epilog="Example: breachready duties list --why us-ca/people")(list_)
    app.command(epilog="Example: breachready duties ask 2026-11-25-exposed-bucket")(ask)
    app.command(epilog="Example: breachready duties starts")(starts)
    app.command(epilog="Example: breachready duties calendar --out clocks.ics")(calendar)
    app.command(epilog="Example: breachready duties laws --json")(laws)
    app.command(epilog="Example: breachready duties show us-ca")(show)
    app.command(epilog="Example: breachready duties check")(check)


def list_(
    of: Incident = "",
    *,
    why: Annotated[str, typer.Option("--why", metavar="KEY", help="Only this duty, line by line.")] = "",
    every: Annotated[bool, typer.Option("--all", "-a", help="Also those that are not owed, and why.")] = False,
    incident: Id = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """List who must be told, by when: owed, undecided, met. The first time fixes the edition of the laws.

    An undecided duty counts as owed until the facts that it depends on are said: its clock runs.
    """
    from toolkit.usecase.duties.listing import standings  # noqa: PLC0415  imports stay lazy, so that --help is quick

    settings = settings_of(config, state)
    found = standings(settings, meant(settings, of, incident))
    rows = [found.row(why)] if why else list(found.rows)
    if as_json:
        from reports.duties.document import advised, assessment, listed  # noqa: PLC0415

        shown = [one for one in rows if every or why or one.standing.value != "not-owed"]
        document = {
            "incident": found.incident.id,
            "exercise": found.incident.exercise,
            "edition": found.edition.digest,
            "changed_since": list(found.newer),
            "risk": assessment(found.about.assessment),
            "duties": listed(shown, found.now),
            "not_owed": sum(one.standing.value == "not-owed" for one in found.rows),
        }
        print_json(advised(document))
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.duties import terminal  # noqa: PLC0415
    from reports.incident.times import Times  # noqa: PLC0415

    for words in found.warnings:
        say(f"breachready: {words}")
    if found.incident.exercise:
        say("EXERCISE: times are those of the exercise's clock")
    if found.newer:
        say(f"the laws have changed since this incident was pinned to them, in {len(found.newer)} places; nothing of")
        say("that counts here until `breachready duties adopt`, which shows what")
    times = Times(zone_of(zone))
    if why:
        terminal.reasoning(rows[0], found.now, times, Console())
    else:
        terminal.listing(rows, found.about.assessment, found.now, times, Console(), every=every)


def ask(
    of: Incident = "",
    *,
    every: Annotated[bool, typer.Option("--all", "-a", help="Also what is answered, or decides nothing.")] = False,
    incident: Id = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """List the questions on which undecided duties depend, those that most depend on first."""
    from toolkit.usecase.duties.asking import asked  # noqa: PLC0415
    from toolkit.usecase.duties.listing import standings  # noqa: PLC0415

    settings = settings_of(config, state)
    found = asked(standings(settings, meant(settings, of, incident)), every=every)
    if as_json:
        from reports.duties.document import question  # noqa: PLC0415

        print_json([question(one.question, one.decides, one.answers) for one in found])
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.duties.terminal import questions  # noqa: PLC0415

    questions([(one.question, one.decides, one.answers) for one in found], Console())


def starts(
    of: Incident = "",
    *,
    incident: Id = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """List the events that clocks count from, where each is from, and which counts."""
    from toolkit.usecase.duties.about import all_starts  # noqa: PLC0415
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    found = all_starts(look(meant(settings, of, incident)).incident)
    if as_json:
        from reports.duties.document import begun  # noqa: PLC0415

        print_json([begun(start, one) for start, listed in found.items() for one in listed])
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.duties.terminal import begun as shown  # noqa: PLC0415
    from reports.incident.times import Times  # noqa: PLC0415

    shown(found, Times(zone_of(zone)), Console())


def calendar(
    of: Incident = "",
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The .ics file; what was there is replaced.")],
    incident: Id = "",
    config: Config = None,
    state: State = None,
) -> None:
    """Write the deadlines as an iCalendar file with alarms. It names no person, and updates what was imported."""
    from reports.duties.ics import calendar as written  # noqa: PLC0415
    from toolkit.usecase.duties.listing import standings  # noqa: PLC0415
    from toolkit.usecase.incident.publishing import write  # noqa: PLC0415

    settings = settings_of(config, state)
    found = standings(settings, meant(settings, of, incident))
    shown = [one for one in found.rows if one.runs and one.deadline.conservative]
    raw = written(found.incident.id, shown, found.now, exercise=found.incident.exercise)
    write(out, [raw.decode()])
    say(f"{out}: {len(shown)} deadlines of {found.incident.id}")


def laws(*, config: Config = None, as_json: AsJson = False) -> None:
    """List every law, with the marks of what is unconfirmed, not in force or stale."""
    from toolkit.usecase.duties.shelf import current  # noqa: PLC0415

    today = datetime.now(UTC).date()
    edition = current(settings_of(config, None))
    if as_json:
        from reports.duties.document import advised, law  # noqa: PLC0415

        listed = [law(one, today) for one in edition.regimes.values()]
        print_json(advised({"edition": edition.digest, "laws": listed}))
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.duties.terminal import laws as shown  # noqa: PLC0415

    shown(edition.regimes.values(), today, Console())


def show(
    key: Annotated[str, typer.Argument(metavar="LAW|KEY", help="A law, as in us-ca, or one of its duties.")],
    *,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show one law as data: whom it protects, who is told by when, what must be said, from which source."""
    from toolkit.usecase.duties.shelf import current  # noqa: PLC0415

    found = _law(current(settings_of(config, None)).regimes, key)
    if as_json:
        from reports.duties.document import advised  # noqa: PLC0415
        from toolkit.library.duties.canonical import plain  # noqa: PLC0415

        print_json(advised(plain(found)))
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.duties.terminal import law  # noqa: PLC0415

    law(found, datetime.now(UTC).date(), Console())


def check(*, config: Config = None, as_json: AsJson = False) -> None:
    """Say which laws should have been looked at again. Exit code 1 when there is one, 2 for a fault in a file."""
    from toolkit.usecase.duties.shelf import current  # noqa: PLC0415

    today = datetime.now(UTC).date()
    edition = current(settings_of(config, None))
    stale = [one for one in edition.regimes.values() if one.overdue(today)]
    if as_json:
        from reports.duties.document import law  # noqa: PLC0415

        rows = sum(1 for _ in edition.duties())
        document = {"edition": edition.digest, "laws": len(edition.regimes), "duties": rows}
        print_json({**document, "stale": [law(one, today) for one in stale]})
    else:
        for one in stale:
            typer.echo(f"{one.id}: was to be reviewed by {one.review_by}; last reviewed on {one.reviewed_on}")
        say(f"{len(edition.regimes)} laws, edition {edition.digest[:19]}…; {len(stale)} are stale")
    if stale:
        raise typer.Exit(1)


def _law(regimes: "Mapping[str, Regime]", key: str) -> "Regime":
    name, _, row = key.partition("/")
    found = regimes.get(name)
    if found is None or (row and row not in [one.id for one in found.duty]):
        raise UserError(Problem("LAW", "", f"no law is called {key[:80]!r}; `breachready duties laws` lists them"))
    return replace(found, duty=(found.by_id(row),)) if row else found
