"""`incident start|done|fail|skip|na|decide|approve|reopen|assign|act`: what happens to steps."""

from typing import Annotated

import typer

from toolkit.cli.incident.options import (
    AsJson,
    At,
    By,
    Config,
    Despite,
    Id,
    Note,
    Ready,
    State,
    StepKey,
    Zone,
    folder_of,
    moment_of,
    said,
    settings_of,
    show,
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready incident start record-settings")(start)
    app.command(epilog="Example: breachready incident done close-bucket --verified 'listing is refused'")(done)
    app.command(epilog="Example: breachready incident fail close-bucket --note 'AccessDenied'")(fail)
    app.command(epilog="Example: breachready incident skip tell-service-owner --note 'nobody uses it'")(skip)
    app.command("na", epilog="Example: breachready incident na foreign-accounts --note 'none is named'")(rule_out)
    app.command(epilog="Example: breachready incident decide is-it-open yes")(decide)
    app.command(epilog="Example: breachready incident approve close-bucket --by bob")(approve)
    app.command(epilog="Example: breachready incident reopen who-read-it --note 'a log was overlooked'")(reopen)
    app.command(epilog="Example: breachready incident assign keep-logs --to carol --due 16:00")(assign)


def start(
    step: StepKey,
    *,
    ready: Ready = False,
    despite: Despite = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say that somebody begins a step. Written before it is done, so that a crash leaves it in doubt and named."""
    from toolkit.usecase.incident import steps  # noqa: PLC0415  imports stay lazy, so that --help is quick

    settings = settings_of(config, state)
    who = said(by, at, note, zone)
    view = steps.start(folder_of(settings, incident), step, who, ready=ready, despite=despite)
    show(view, settings, zone=zone, as_json=as_json)


def done(
    step: StepKey,
    *,
    verified: Annotated[
        str, typer.Option("--verified", help="What you saw that shows it worked; without it, it is not verified.")
    ] = "",
    ready: Ready = False,
    despite: Despite = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say that a step is done. Its milestone is reached when it was verified, where it can be."""
    from toolkit.usecase.incident import steps  # noqa: PLC0415

    settings = settings_of(config, state)
    who = said(by, at, note, zone)
    folder = folder_of(settings, incident)
    view = steps.done(folder, step, who, verified=verified, ready=ready, despite=despite)
    show(view, settings, zone=zone, as_json=as_json)


def fail(
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
    """Say that a step did not work, and why. The incident stays at it until it is done, skipped or begun again."""
    from toolkit.usecase.incident import steps  # noqa: PLC0415

    settings = settings_of(config, state)
    view = steps.fail(folder_of(settings, incident), step, said(by, at, note, zone))
    show(view, settings, zone=zone, as_json=as_json)


def skip(
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
    """Leave a step out, and say why. The report names it."""
    from toolkit.usecase.incident import steps  # noqa: PLC0415

    settings = settings_of(config, state)
    view = steps.skip(folder_of(settings, incident), step, said(by, at, note, zone))
    show(view, settings, zone=zone, as_json=as_json)


def rule_out(
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
    """Say that a step does not apply here, and why."""
    from toolkit.usecase.incident import steps  # noqa: PLC0415

    settings = settings_of(config, state)
    view = steps.rule_out(folder_of(settings, incident), step, said(by, at, note, zone))
    show(view, settings, zone=zone, as_json=as_json)


def decide(
    step: StepKey,
    answer: Annotated[str, typer.Argument(help="One of the answers that `incident next` shows.")],
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
    """Answer a question. Where it has an approver, the answer counts once somebody else has approved it."""
    from toolkit.usecase.incident import deciding  # noqa: PLC0415

    settings = settings_of(config, state)
    view = deciding.decide(folder_of(settings, incident), step, answer, said(by, at, note, zone))
    show(view, settings, zone=zone, as_json=as_json)


def approve(
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
    """Agree, as a second person: to an answer, or to a step's act with exactly these parameters of this version."""
    from toolkit.usecase.incident import deciding  # noqa: PLC0415

    settings = settings_of(config, state)
    view = deciding.approve(folder_of(settings, incident), step, said(by, at, note, zone))
    show(view, settings, zone=zone, as_json=as_json)


def reopen(
    step: Annotated[str, typer.Argument(metavar="[STEP]", help="The step; none: a closed incident goes on.")] = "",
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
    """Say that what was recorded of a step was wrong, and why. Nothing is erased; the step is to be done again."""
    from toolkit.usecase.incident import steps  # noqa: PLC0415

    settings = settings_of(config, state)
    view = steps.reopen(folder_of(settings, incident), step, said(by, at, note, zone))
    show(view, settings, zone=zone, as_json=as_json)


def assign(
    step: StepKey,
    *,
    to: Annotated[str, typer.Option("--to", help="Who is to do it.")] = "",
    due: Annotated[str, typer.Option("--due", help="By when: 16:00, 2026-11-25T16:00, or with +01:00.")] = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Give a step to somebody, or another time by which it is due."""
    from toolkit.usecase.incident import steps  # noqa: PLC0415

    settings = settings_of(config, state)
    when = moment_of(due, zone, "--due")
    view = steps.assign(folder_of(settings, incident), step, said(by, at, note, zone), to=to, due=when)
    show(view, settings, zone=zone, as_json=as_json)
