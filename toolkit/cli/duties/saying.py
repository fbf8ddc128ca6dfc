"""`duties start|answer|people|met`: what is known, each with who said it and when."""

from datetime import date
from typing import Annotated

import typer

from toolkit.cli.duties.options import Because, Words, meant, pairs_of, recorded, split
from toolkit.cli.incident.options import (
    AsJson,
    At,
    By,
    Config,
    Id,
    Note,
    State,
    Zone,
    said,
    settings_of,
    zone_of,
)
from toolkit.core.duty.words import Start
from toolkit.core.errors import Problem, UserError


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready duties start awareness --at 2026-11-25T14:05 --by ana")(start)
    app.command(epilog="Example: breachready duties answer confidentiality=yes exfiltrated=not-ruled-out")(answer)
    app.command(epilog="Example: breachready duties people --country DE=1200 --country US-CA=310 --all")(people)
    app.command(epilog="Example: breachready duties met eu-gdpr/authority --reference 'case 2026/118'")(met)


def start(
    words: Words,
    *,
    day: Annotated[
        str, typer.Option("--day", help="Only the date is known: 2026-11-25; counts from its beginning.")
    ] = "",
    instead_of: Annotated[
        int,
        typer.Option("--instead-of", metavar="LINE", help="The line of one that was recorded wrongly; --because."),
    ] = 0,
    undo: Annotated[
        int, typer.Option("--undo", metavar="LINE", help="Take one back that never was; --because says why.")
    ] = 0,
    because: Because = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Record that an event was which laws count from: awareness, discovery, determination, materiality and others.

    Every one that was recorded is kept, and the earliest counts. `duties starts` lists them with their lines.
    """
    from reports.incident.times import Times  # noqa: PLC0415  imports stay lazy, so that --help is quick
    from toolkit.usecase.duties import recording as use  # noqa: PLC0415

    first, (name,) = split(words, 1, "EVENT")
    settings, event, who = settings_of(config, state), _event(name), said(by, at, because or note, zone)
    folder = meant(settings, first, incident)
    if undo:
        view = use.take_back(settings, folder, event, undo, who)
        recorded(view, settings, zone=zone, as_json=as_json)
        return
    on = _day(day)
    if on:
        if at:
            raise UserError(Problem("--day", "", "says the date alone, and --at says the moment; give one of them"))
        who = said(by, f"{day}T00:00", because or note, zone)
    done = use.start(settings, folder, event, who, day=on, instead_of=instead_of)
    times = Times(zone_of(zone))
    lines = [f"{event} counts from {times.both(done.counts.at)}, {done.counts.source or f'line {done.counts.line}'}"]
    lines += [
        f"also kept: {times.both(one.at)}, {one.source or f'line {one.line}'}; the earliest counts"
        for one in done.others
    ]
    recorded(done.view, settings, zone=zone, as_json=as_json, lines=lines)


def answer(
    words: Words,
    *,
    because: Because = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Answer questions, as `duties ask` lists them: QUESTION=VALUE; `unknown` takes an answer back."""
    from toolkit.usecase.duties.recording import answer as run  # noqa: PLC0415
    from toolkit.usecase.incident.variables import pairs  # noqa: PLC0415

    first, given = pairs_of(words)
    settings = settings_of(config, state)
    view = run(settings, meant(settings, first, incident), pairs(given), said(by, at, because, zone))
    recorded(view, settings, zone=zone, as_json=as_json)


def people(
    of: Annotated[str, typer.Argument(metavar="[INCIDENT]", help="The incident's id.")] = "",
    *,
    country: Annotated[
        list[str] | None,
        typer.Option("--country", metavar="PLACE=NUMBER", help="As in DE=1200 or US-CA=310; may be repeated."),
    ] = None,
    everybody: Annotated[
        bool | None, typer.Option("--all/--not-all", help="Whether nobody lives anywhere else.")
    ] = None,
    because: Because = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say how many of the people affected live where. It goes before what the inventory knew."""
    from toolkit.usecase.duties.recording import people as run  # noqa: PLC0415
    from toolkit.usecase.incident.variables import pairs  # noqa: PLC0415

    if not country and everybody is None:
        raise UserError(Problem("--country", "", "expected how many live where, as in --country DE=1200"))
    settings = settings_of(config, state)
    folder = meant(settings, of, incident)
    view = run(settings, folder, pairs(country or []), said(by, at, because, zone), everybody=everybody)
    recorded(view, settings, zone=zone, as_json=as_json)


def met(
    words: Words,
    *,
    reference: Annotated[
        str, typer.Option("--reference", help="What shows it: the authority's number, the letter's name.")
    ] = "",
    late_because: Annotated[str, typer.Option("--late-because", help="After the legal limit: the reasons.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="It was not met after all; --because says why.")] = False,
    because: Because = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Record that a duty was met: when, by whom, what shows it."""
    from toolkit.usecase.duties import recording as use  # noqa: PLC0415

    first, (key,) = split(words, 1, "KEY")
    settings, who = settings_of(config, state), said(by, at, because, zone)
    folder = meant(settings, first, incident)
    if undo:
        view = use.not_met(settings, folder, key, who)
    else:
        view = use.met(settings, folder, key, who, reference=reference, late_because=late_because)
    recorded(view, settings, zone=zone, as_json=as_json)


def _event(name: str) -> Start:
    if name not in tuple(Start):
        raise UserError(Problem("EVENT", "", f"expected one of {', '.join(Start)}, not {name[:60]!r}"))
    return Start(name)


def _day(words: str) -> date | None:
    if not words:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError as no:
        raise UserError(Problem("--day", "", f"expected a date as in 2026-11-25, not {words[:40]!r}")) from no
