"""`notice bounced|letters|texts|ledger|proof|purge`: what becomes of people being told."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.incident.options import (
    AsJson,
    At,
    By,
    Config,
    Despite,
    Id,
    Note,
    State,
    Zone,
    folder_of,
    print_json,
    said,
    say,
    settings_of,
    write_out,
    zone_of,
)

if TYPE_CHECKING:
    from toolkit.usecase.incident.session import Said

Out = Annotated[Path | None, typer.Option("--out", "-o", help="The folder; made where there is none.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready notice bounced --file Maildir/")(bounced)
    app.command(epilog="Example: breachready notice letters --out for-the-printer")(letters)
    app.command(epilog="Example: breachready notice texts --out for-the-provider")(texts)
    app.command(epilog="Example: breachready notice ledger --csv told.csv")(ledger)
    app.command(epilog="Example: breachready notice proof --person K-102-774 --out proof.pdf")(proof)
    app.command(epilog="Example: breachready notice purge --execute")(purge)


def bounced(
    *,
    file: Annotated[
        list[Path],
        typer.Option("--file", "-f", help="A report, a folder or mbox of them, or a CSV; may be repeated."),
    ],
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Take in what mail servers report. Who was not reached gets it by the next channel."""
    from dataclasses import asdict  # noqa: PLC0415  imports stay lazy, so that --help is quick

    from toolkit.usecase.dispatch.bounces import record_bounces  # noqa: PLC0415

    settings = settings_of(config, state)
    _, found = record_bounces(settings, folder_of(settings, incident), file, said(by, at, note, zone))
    if as_json:
        print_json(asdict(found))
        return
    typer.echo(f"{found.bounced:,} came back, {found.delivered:,} were delivered, {found.delayed:,} are delayed")
    if found.unknown:
        typer.echo(f"{found.unknown:,} are no reports, or of other mail")
    if found.unreachable:
        typer.echo(f"{found.unreachable:,} people have no channel left: somebody must find another way")
    if found.bounced - found.unreachable:
        typer.echo(f"{found.bounced - found.unreachable:,} go on by the next channel: `notice send` shows the plan")


def letters(
    *,
    out: Out = None,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Write the letters that wait as print-ready PDF, with a manifest. Each letter is in one file, once."""
    _files("letter", out, incident, said(by, at, note, zone), config, state, as_json=as_json)


def texts(
    *,
    out: Out = None,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Write the text messages that wait as CSV for whoever sends them. Each is in one file, once."""
    _files("sms", out, incident, said(by, at, note, zone), config, state, as_json=as_json)


def _files(  # noqa: PLR0917  what the two commands have in common
    word: str, out: Path | None, incident: str, who: "Said", config: Path | None, state: Path | None, *, as_json: bool
) -> None:
    from dataclasses import asdict  # noqa: PLC0415

    from toolkit.core.dispatch import Channel  # noqa: PLC0415
    from toolkit.usecase.dispatch.files import MANIFEST, written  # noqa: PLC0415

    settings = settings_of(config, state)
    _, to, files = written(settings, folder_of(settings, incident), Channel(word), out, who)
    if as_json:
        print_json({"folder": str(to), "files": [asdict(one) for one in files]})
        return
    for one in files:
        pages = f", {one.pages:,} pages" if one.pages is not None else ""
        typer.echo(f"{to / one.name}: for {one.count:,} people{pages}, sha256 {one.sha256[:12]}")
    say(f"{to / MANIFEST} says what is in each" if files else "nobody waits for that")


def ledger(
    *,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write every attempt there; it names people.")] = None,
    incident: Id = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say what became of everybody, in numbers; with --csv, one by one."""
    from toolkit.core.dispatch import State as Stands  # noqa: PLC0415
    from toolkit.store.notified import ledger as opened  # noqa: PLC0415
    from toolkit.usecase.dispatch.people import place  # noqa: PLC0415
    from toolkit.usecase.dispatch.retention import kept  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    now = kept(settings, folder)
    with opened(place(folder)) as book:
        tally = book.tally()
        if csv:
            from reports.dispatch.sheet import sheet  # noqa: PLC0415
            from toolkit.usecase.incident.publishing import write  # noqa: PLC0415

            write(csv, sheet(book.of_state(*Stands)))
            say(f"{csv} names people: it is yours to keep and to delete")
    if as_json:
        names = ("notice", "laws", "language", "channel", "state", "people")
        rows = [dict(zip(names, row, strict=True)) for row in tally]
        print_json({"people": now.people, "untold": now.untold, "kept_until": now.due.isoformat(), "tellings": rows})
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.dispatch import terminal  # noqa: PLC0415

    terminal.tally(tally, now.people, now.untold, Console())
    say(f"kept until {now.due:%Y-%m-%d %H:%M} UTC; then `notice purge`")


def proof(
    *,
    person: Annotated[str, typer.Option("--person", help="Key on the list.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file ending in .pdf, .html or .txt.")] = None,
    incident: Id = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Show what one person was told: which version, when, by which channel and why, what the server answered."""
    from toolkit.usecase.dispatch.proving import proof as run  # noqa: PLC0415

    settings = settings_of(config, state)
    found = run(folder_of(settings, incident), person)
    if as_json:
        from reports.dispatch.document import proof as document  # noqa: PLC0415

        print_json(document(found))
        return
    from reports.dispatch.proof import document as made  # noqa: PLC0415
    from reports.incident.times import Times  # noqa: PLC0415
    from toolkit.usecase.dispatch.proving import rendered  # noqa: PLC0415

    content = rendered(settings, made(found, Times(zone_of(zone))), out.suffix.lower() if out else ".txt")
    if out is None:
        write_out([content.decode()])
        return
    from toolkit.usecase.dispatch.outbox import keep  # noqa: PLC0415

    keep(out.parent, out.name, content)
    say(str(out))


def purge(
    *,
    execute: Annotated[bool, typer.Option("--execute", help="Delete; without it nothing is.")] = False,
    despite: Despite = "",
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Delete what is kept of people when its time is over; numbers and hashes stay in the journal."""
    from toolkit.usecase.dispatch import retention  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    if execute:
        view = retention.purge(settings, folder, said(by, at, note, zone), despite=despite)
        if as_json:
            print_json({"incident": view.incident.id, "deleted": True})
        else:
            typer.echo(f"deleted; line {view.incident.lines} of {view.incident.id} has the numbers")
        return
    now = retention.kept(settings, folder)
    if as_json:
        print_json(
            {
                "incident": now.incident,
                "people": now.people,
                "counts": now.counts,
                "untold": now.untold,
                "due": now.due.isoformat(),
                "over": now.over,
                "deleted": False,
            }
        )
        return
    typer.echo(f"{now.people:,} people, kept until {now.due:%Y-%m-%d %H:%M} UTC" + (": over" if now.over else ""))
    for what, number in sorted(now.counts.items()):
        typer.echo(f"  {number:,} {what}")
    if now.untold:
        typer.echo(f"{now.untold:,} are still to be told, or nobody knows whether they were")
    say(
        "nothing was deleted; --execute deletes the folder recipients/ of the incident. Files that were written "
        "elsewhere, and backups, are yours to delete"
    )
