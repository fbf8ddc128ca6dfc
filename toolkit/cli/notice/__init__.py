"""`notice`: what people are told: begun, filled, judged, approved by two, written out, sent."""

import typer

from toolkit.cli.notice import approving, drafting, looking, recipients, sending, told

app = typer.Typer(
    help="Notices to people, authorities, customers and the press: fill, check, get approved, write out, send.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

for room in (looking, drafting, approving, sending, told):
    room.add_to(app)
app.add_typer(recipients.app, name="recipients")
