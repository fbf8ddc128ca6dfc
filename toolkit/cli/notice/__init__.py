"""`notice`: what people are told: begun, filled, judged, approved by two, written out."""

import typer

from toolkit.cli.notice import approving, drafting, looking

app = typer.Typer(
    help="Notices to people, authorities, customers and the press: fill, check, get approved, write out.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

for room in (looking, drafting, approving):
    room.add_to(app)
