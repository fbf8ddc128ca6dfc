"""`playbook`: what to do on the day, written, proved, published and printed before it."""

import typer

from toolkit.cli.playbook import exchange, paper, proving, publishing, reading

app = typer.Typer(help="What to do on the day.", no_args_is_help=True, rich_markup_mode=None)

for room in (reading, proving, publishing, exchange, paper):
    room.add_to(app)
