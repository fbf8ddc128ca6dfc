"""What the commands of notices share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.incident.options import print_json, say, zone_of

if TYPE_CHECKING:
    from toolkit.config.settings import Settings
    from toolkit.usecase.incident.session import View
    from toolkit.usecase.notice.seen import Seen

NoticeId = Annotated[str, typer.Argument(metavar="NOTICE", help="A drafted notice, as `notice status` lists it.")]
KindName = Annotated[str, typer.Argument(metavar="KIND", help="A kind, as `notice kinds` lists it.")]
Laws = Annotated[
    list[str] | None,
    typer.Option(
        "--law", "-l", help="A law whose rules for the letter it must keep, as in us-ca, or `owed`; may be repeated."
    ),
]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="A language, as in th; may be repeated; by default [notices].")
]


def seen_of(settings: "Settings", folder: Path, view: "View", notice: str) -> "Seen":
    """The notice as it stands."""
    from toolkit.usecase.notice.seen import see  # noqa: PLC0415  imports stay lazy, so that --help is quick
    from toolkit.usecase.notice.shelf import library  # noqa: PLC0415

    return see(settings, folder, view.incident, notice, library(settings))


def show_standing(settings: "Settings", view: "View", notices: list[str], *, zone: str, as_json: bool) -> None:
    """What a command on notices prints: where they stand."""
    for words in view.warnings:
        say(f"breachready: {''.join(sign if sign.isprintable() else '?' for sign in words)}")
    seen = [seen_of(settings, view.folder, view, one) for one in notices]
    if as_json:
        from reports.notices.document import notice  # noqa: PLC0415

        print_json([notice(one.notice, one.digest, one.lacking, one.texts) for one in seen])
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.incident.times import Times  # noqa: PLC0415
    from reports.notices.terminal import standing  # noqa: PLC0415

    for one in seen:
        standing(one.notice, one.digest, one.lacking, Times(zone_of(zone)), Console())
