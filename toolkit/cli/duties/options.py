"""What the commands of duties share: naming the incident, and what they print when they have recorded."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.incident.options import folder_of, print_json, say, telling
from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from toolkit.config.settings import Settings
    from toolkit.usecase.incident.session import View

Incident = Annotated[
    str, typer.Argument(metavar="[INCIDENT]", help="The incident's id; by default the only open one.")
]
Because = Annotated[str, typer.Option("--because", help="Why, in your own words; kept in the journal.")]
Words = Annotated[list[str], typer.Argument(metavar="[INCIDENT] …", help="The incident's id, then what is meant.")]


def meant(settings: "Settings", first: str, option: str) -> Path:
    """The folder of the incident that was named, as an argument or as an option. Raises `UserError`."""
    if first and option and first != option:
        raise UserError(Problem("--incident", "", f"names {option}, and the argument names {first}"))
    return folder_of(settings, first or option)


def split(words: Sequence[str], count: int, what: str) -> tuple[str, list[str]]:
    """The incident, where one stands before the `count` words that are meant. Raises `UserError`."""
    if len(words) not in (count, count + 1):
        raise UserError(
            Problem(what, "", f"expected {what}, with the incident's id before it where that is not plain")
        )
    return (words[0] if len(words) > count else ""), list(words[-count:])


def pairs_of(words: Sequence[str]) -> tuple[str, list[str]]:
    """The incident, where the first word is no `NAME=VALUE`, and the others."""
    first = words[0] if words and "=" not in words[0] else ""
    return first, [one for one in words if one != first or "=" in one]


def recorded(view: "View", settings: "Settings", *, zone: str, as_json: bool, lines: Sequence[str] = ()) -> None:
    """What a recording command prints: the line it wrote, and what somebody should know of it."""
    for words in (*view.warnings, *lines):
        say(f"breachready: {''.join(sign if sign.isprintable() else '?' for sign in words)}")
    if as_json:
        from reports.incident.document import brief, line  # noqa: PLC0415  imports stay lazy, so that --help is quick

        written = list(telling(view, settings, zone).timeline)[-1]
        print_json({**brief(view.incident), "recorded": line(written), "head": view.head})
        return
    say(f"recorded as line {view.incident.lines} of {view.incident.id}")
