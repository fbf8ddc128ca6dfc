"""`notice draft|set`: every change is a line in the incident's journal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.incident.options import (
    AsJson,
    At,
    By,
    Config,
    Id,
    Note,
    State,
    Zone,
    folder_of,
    said,
    say,
    settings_of,
)
from toolkit.cli.notice.options import KindName, Languages, Laws, NoticeId, show_standing

if TYPE_CHECKING:
    from toolkit.config.settings import Settings

OWED = "owed"


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready notice draft people-full --law us-ca --language en --language th")(draft)
    app.command(
        "set",
        epilog="Example: breachready notice set people-full what_happened=@text.txt --language en",
    )(set_)


def draft(
    kind: KindName,
    *,
    name: Annotated[str, typer.Option("--as", help="What to call it; by default the kind.")] = "",
    law: Laws = None,
    language: Languages = None,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Begin a notice of the incident. What its other notices say of the same fields is carried over.

    `--law owed` takes the laws by which a notice of this kind is owed, as `duties list` has them.
    """
    from toolkit.usecase.notice.drafting import Beginning  # noqa: PLC0415  imports stay lazy, so that --help is quick
    from toolkit.usecase.notice.drafting import draft as run  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    laws = _owed(settings, folder, kind, tuple(law or ()))
    what = Beginning(kind=kind, id=name, languages=tuple(language or ()), laws=laws)
    view = run(settings, folder, what, said(by, at, note, zone))
    show_standing(settings, view, [list(view.incident.notices)[-1]], zone=zone, as_json=as_json)


def set_(
    notice: NoticeId,
    values: Annotated[
        list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...", help="Values; =@FILE reads one from a file.")
    ] = None,
    *,
    language: Annotated[str, typer.Option("--language", help="Of values in words; by default the only one.")] = "",
    form: Annotated[
        Path | None, typer.Option("--from", help="A filled form, as `notice show KIND --form` writes it.")
    ] = None,
    unknown: Annotated[
        list[str] | None,
        typer.Option("--unknown", help="FIELD=DAY: not yet known, told by that day; may be repeated."),
    ] = None,
    clear: Annotated[list[str] | None, typer.Option("--clear", help="Take this field's value away.")] = None,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Give values. Whatever was approved before is approved no more."""
    from toolkit.usecase.incident.session import look  # noqa: PLC0415
    from toolkit.usecase.notice.drafting import set_values as run  # noqa: PLC0415
    from toolkit.usecase.notice.seen import meant  # noqa: PLC0415
    from toolkit.usecase.notice.shelf import kept  # noqa: PLC0415
    from toolkit.usecase.notice.typed import Typed, change  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    one = meant(look(folder).incident, notice)
    typed = Typed(
        values=tuple(values or ()),
        unknown=tuple(unknown or ()),
        cleared=tuple(clear or ()),
        language=language,
        form=form,
    )
    view = run(folder, notice, change(kept(folder, one.template), one, typed), said(by, at, note, zone))
    show_standing(settings, view, [notice], zone=zone, as_json=as_json)


def _owed(settings: "Settings", folder: Path, kind: str, named: tuple[str, ...]) -> tuple[str, ...]:
    """The laws that were named, `owed` being those that the duties of the incident ask for."""
    if OWED not in named:
        return named
    from toolkit.usecase.duties.laws import rules_owed  # noqa: PLC0415

    found = rules_owed(settings, folder, kind)
    say(f"owed by duties of this incident: {', '.join(found.rules) or 'no law whose rules for this kind are known'}")
    for key in found.silent:
        say(
            f"check by hand what {key} asks for, `breachready duties list --why {key}`: no rule of the lint covers it"
        )
    return tuple(dict.fromkeys((*(name for name in named if name != OWED), *found.rules)))
