"""`duties`: who must be told of an incident, by when, and why."""

import re
from typing import Any

import typer
from typer.core import TyperGroup

from toolkit.cli.duties import deciding, looking, saying

LISTS = "list"
_INCIDENT = re.compile(r"(exercise-)?\d{4}-\d{2}-\d{2}-")


class _OfAnIncident(TyperGroup):
    """`duties INCIDENT` is `duties list INCIDENT`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant."""
        if args and _INCIDENT.match(args[0]):
            args = [LISTS, *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=_OfAnIncident,
    help="Who must be told of an incident, by when, and why: laws as data, clocks, facts. Not legal advice.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

for room in (looking, saying, deciding):
    room.add_to(app)
