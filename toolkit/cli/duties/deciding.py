"""`duties override|approve|adopt`: what is decided otherwise than it was worked out."""

from typing import Annotated

import typer

from toolkit.cli.duties.options import Because, Incident, Words, meant, recorded, split
from toolkit.cli.incident.options import AsJson, At, By, Config, Id, State, Zone, print_json, said, say, settings_of
from toolkit.core.errors import Problem, UserError


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready duties override risk=high --because 'patients of a clinic' --by ana")(
        override
    )
    app.command(epilog="Example: breachready duties approve risk --by bob")(approve)
    app.command(epilog="Example: breachready duties adopt --because 'the law changed on 1 December'")(adopt)


def override(
    words: Words,
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Let what was worked out count again.")] = False,
    because: Because = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Propose that the risk, or a duty, is otherwise: risk=high, us-ca/people=not-owed. A second person approves."""
    from toolkit.usecase.duties import deciding as use  # noqa: PLC0415  imports stay lazy, so that --help is quick

    first, (pair,) = split(words, 1, "risk=LEVEL or KEY=owed|not-owed")
    settings, who = settings_of(config, state), said(by, at, because, zone)
    folder = meant(settings, first, incident)
    what, sign, value = pair.partition("=")
    if undo:
        view = use.withdraw(settings, folder, what, who)
    elif not sign:
        raise UserError(Problem(pair[:80], "", "expected risk=LEVEL or KEY=owed|not-owed"))
    else:
        view = use.override(settings, folder, what, value, who)
        say(f"it counts once somebody other than {who.by} says `breachready duties approve {what}`")
    recorded(view, settings, zone=zone, as_json=as_json)


def approve(
    words: Words,
    *,
    incident: Id = "",
    by: By = "",
    at: At = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Approve what somebody else decided otherwise: `risk`, or a duty."""
    from toolkit.usecase.duties.deciding import approve as run  # noqa: PLC0415

    first, (what,) = split(words, 1, "risk or KEY")
    settings = settings_of(config, state)
    view = run(settings, meant(settings, first, incident), what, said(by, at, "", zone))
    recorded(view, settings, zone=zone, as_json=as_json)


def adopt(
    of: Incident = "",
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
    """Show what the laws of now say otherwise; with --because, judge this incident by them from here on."""
    from toolkit.usecase.duties.listing import standings  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = meant(settings, of, incident)
    if because:
        from toolkit.usecase.duties.deciding import adopt as run  # noqa: PLC0415

        view = run(settings, folder, said(by, at, because, zone))
        recorded(view, settings, zone=zone, as_json=as_json)
        return
    newer = standings(settings, folder).newer
    if as_json:
        print_json({"changed": list(newer)})
        return
    for words in newer:
        typer.echo(words)
    say("nothing has changed" if not newer else "nothing of it counts here until --because says why it should")
