"""The options that the commands of an incident share, and what they open."""

import getpass
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.options import AsJson, Config, State, print_json, say, settings_of, write_out
from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from reports.incident.telling import Telling
    from toolkit.config.settings import Settings
    from toolkit.usecase.incident.session import Said, View

__all__ = [
    "AsJson",
    "At",
    "By",
    "Config",
    "Despite",
    "Id",
    "Note",
    "Ready",
    "State",
    "StepKey",
    "Zone",
    "folder_of",
    "moment_of",
    "print_json",
    "said",
    "say",
    "settings_of",
    "show",
    "telling",
    "write_out",
]

Id = Annotated[
    str,
    typer.Option(
        "--incident", "-i", envvar="BREACHREADY_INCIDENT", help="The incident's id; by default the only open one."
    ),
]
By = Annotated[
    str, typer.Option("--by", envvar="BREACHREADY_RESPONDER", help="Who; by default the name of this login.")
]
At = Annotated[
    str,
    typer.Option("--at", help="When it happened, if not now: 14:05, 2026-11-25T14:05 (your zone) or with +01:00."),
]
Note = Annotated[str, typer.Option("--note", "-n", help="In your own words; where something is left out: why.")]
Zone = Annotated[
    str,
    typer.Option("--zone", envvar="BREACHREADY_ZONE", help="Your time zone, as in Europe/Berlin; by default ours."),
]
Despite = Annotated[str, typer.Option("--despite", help="Go on although something is not in order, and why.")]
Ready = Annotated[bool, typer.Option("--ready", help="Confirm what must be so before the step begins.")]
StepKey = Annotated[str, typer.Argument(metavar="STEP", help="The step's id, as `incident next` shows it.")]


def zone_of(name: str) -> tzinfo:
    """The zone of that name, or this machine's. Raises `UserError`."""
    from toolkit.usecase.incident.moments import zone_of as found  # noqa: PLC0415  imports stay lazy

    return found(name)


def moment_of(words: str, zone: str, option: str = "--at") -> datetime | None:
    """The moment meant by a person; without a date, today or else yesterday. Raises `UserError`."""
    from toolkit.usecase.incident.moments import moment_of as found  # noqa: PLC0415  likewise

    return found(words, zone_of(zone), option) if words else None


def said(by: str, at: str = "", note: str = "", zone: str = "") -> "Said":
    """Who says it, when it happened, in what words."""
    from toolkit.usecase.incident.session import Said  # noqa: PLC0415  imports stay lazy, so that --help is quick

    return Said(by=by or _login(), at=moment_of(at, zone), note=note)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as no:
        raise UserError(Problem("--by", "", "expected who you are: this login has no name")) from no


def folder_of(settings: "Settings", id: str) -> Path:
    """The folder of the incident that is meant."""
    from toolkit.usecase.incident.listing import meant  # noqa: PLC0415

    return meant(settings.state, id)


def telling(view: "View", settings: "Settings", zone: str, *, clocks: bool = False) -> "Telling":
    """What reports are made from. `clocks`: with who must be told, where an edition of the laws is fixed."""
    from reports.incident.telling import Telling  # noqa: PLC0415
    from reports.incident.times import Times  # noqa: PLC0415

    more, warnings = _duties(view, settings) if clocks else ({}, ())
    return Telling(
        incident=view.incident,
        events=view.events,
        head=view.head,
        now=view.now,
        times=Times(zone_of(zone)),
        warnings=(*view.warnings, *warnings),
        contacts=settings.inventory.contacts,
        organisation=settings.organisation.name,
        **more,
    )


def _duties(view: "View", settings: "Settings") -> tuple[dict[str, Any], tuple[str, ...]]:
    """The duties as they stand. What is wrong with the laws' files must not hide the incident itself."""
    if not view.incident.duties.edition:
        return {}, ()
    from toolkit.usecase.duties.listing import worked_out  # noqa: PLC0415

    try:
        found = worked_out(settings, view)
    except UserError as no:
        return {}, (f"who must be told cannot be worked out: {no}",)
    return {"duties": found.rows, "risk": found.about.assessment, "laws_changed": len(found.newer)}, ()


def show(view: "View", settings: "Settings", *, zone: str, as_json: bool, lines: Sequence[str] = ()) -> None:
    """What a recording command prints: the line it wrote, and what is in hand now."""
    told = telling(view, settings, zone)
    for words in (*view.warnings, *lines):
        say(f"breachready: {''.join(sign if sign.isprintable() else '?' for sign in words)}")
    if as_json:
        from reports.incident.document import brief, line, step  # noqa: PLC0415

        written = list(told.timeline)[-1]
        document = {**brief(view.incident), "recorded": line(written), "head": view.head}
        print_json({**document, "in_hand": [step(one) for one in told.in_hand], "warnings": list(view.warnings)})
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.incident.terminal import recorded  # noqa: PLC0415

    say(f"recorded as line {view.incident.lines} of {view.incident.id}")
    recorded(told, Console())
