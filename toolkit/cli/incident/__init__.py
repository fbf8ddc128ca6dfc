"""`incident`: opening one, working through it, telling of it."""

import typer

from toolkit.cli.incident import keeping, looking, opening, saying, steps

app = typer.Typer(
    help="Run an incident: a playbook step by step, clocks, evidence, a journal that shows when it was touched.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

for room in (opening, looking, steps, saying, keeping):
    room.add_to(app)
