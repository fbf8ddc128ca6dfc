"""`trust`: the page on which customers read how their data is protected, from what was seen and nothing else."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import AsJson, Config, State, catalogue_of, print_json, say, settings_of, store_of, write_out
from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from toolkit.usecase.trust.statement import Made


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command(epilog="Example: breachready trust --lang th --out trust.html")(trust)


def trust(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A file ending .html, .txt, .pdf or .docx; by default text.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", "-l", help="en or th; by default the first of [notices].")] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say for the author which claims are not made, and why.")
    ] = False,
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """State for customers how their data is protected and what happens in an attack, short and in full.

    Each claim needs checks that passed, lately, on everything that holds customers' data, or an exercise with its
    day. One that the evidence does not carry is left out; why is said on stderr, never to the customer. Nothing is
    stated without a scan of the last [trust] max_age_days. What was stated is kept in the state directory.

    With --check: exit 1 when a claim is not made, or something is to be looked at.

    JSON: run, on, digest, made[] of claim, title, since; refused[] of claim, title, obstacles[] of what, where,
    because, do; idle[]; notes[]; lint[].
    """
    from zoneinfo import ZoneInfo  # noqa: PLC0415  imports stay lazy, so that --help is quick

    from toolkit.store import is_there  # noqa: PLC0415
    from toolkit.usecase.history import kept  # noqa: PLC0415
    from toolkit.usecase.trust.keeping import ENDINGS  # noqa: PLC0415
    from toolkit.usecase.trust.statement import statement  # noqa: PLC0415

    settings = settings_of(config, state)
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise UserError(Problem("--out", "", f"expected a file that ends with {', '.join(ENDINGS)}"))
    catalogue, run = catalogue_of(settings), None
    if is_there(settings.state, settings.database.url):
        with store_of(settings, reading=True) as store:
            run = kept(store, None, catalogue) if store.run() else None
    today = datetime.now(UTC).astimezone(ZoneInfo(settings.organisation.zone)).date()
    made = statement(settings, run, catalogue, lang or settings.notices.languages[0], today)
    if check:
        _told(made, as_json=as_json)
        raise typer.Exit(1 if made.statement.refused or made.statement.notes else 0)
    _written(made, settings.state, out, as_json=as_json)


def _told(made: "Made", *, as_json: bool) -> None:
    """For the author."""
    from reports.trust import author, author_document  # noqa: PLC0415

    if as_json:
        print_json(author_document(made.statement, made.digest, made.faults))
        return
    from rich.console import Console  # noqa: PLC0415

    author(made.statement, made.faults, Console())


def _written(made: "Made", state: Path, out: Path | None, *, as_json: bool) -> None:
    """The statement on standard output or in its file; what it leaves out, in a line, on standard error."""
    from reports.trust import author_document, left_out  # noqa: PLC0415
    from toolkit.usecase.trust.keeping import keep, write  # noqa: PLC0415

    kept = write(state, made, out) if out else keep(state, made)
    if as_json:
        print_json({**author_document(made.statement, made.digest, made.faults), "file": str(out) if out else None})
    elif out is None:
        from reports.notices.text import text  # noqa: PLC0415

        write_out([text(made.document)])
    for words in left_out(made.statement):
        say(f"breachready: {words}")
    say(f"{out or 'statement'}: {made.language.code}, from run {made.statement.run}, kept as {kept}")
