"""`incident act|report|export`: a step's verb; what goes out to others."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reports.incident.form import Form
from toolkit.cli.incident.options import (
    AsJson,
    By,
    Config,
    Despite,
    Id,
    Note,
    Ready,
    State,
    StepKey,
    Zone,
    folder_of,
    print_json,
    said,
    say,
    settings_of,
    telling,
    write_out,
)

if TYPE_CHECKING:
    from toolkit.usecase.incident.acting import Acted

CODES = {"planned": 0, "already": 0, "done": 0, "undone": 0, "refused": 1, "failed": 1}
"""Exit codes by how an act ended; what was not seen to be so is 3."""


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready incident act close-bucket --execute")(act)
    app.command(epilog="Example: breachready incident report --format html --out report.html")(report)
    app.command(epilog="Example: breachready incident export --out incident.zip")(export)


def act(
    step: StepKey,
    *,
    execute: Annotated[bool, typer.Option("--execute", help="Do it. Without it only the plan is shown.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Put back what was captured; also needs --execute.")] = False,
    ready: Ready = False,
    despite: Despite = "",
    incident: Id = "",
    by: By = "",
    note: Note = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Show what a step's verb would change, and with --execute do it: written first, verified afterwards.

    Exit code 0: shown, or seen to be so. 1: refused or failed. 3: done and not seen to be so, or in doubt.
    """
    from toolkit.usecase.incident.acting import Order, act as run  # noqa: I001, PLC0415  imports stay lazy

    settings = settings_of(config, state)
    order = Order(execute=execute, undo=undo, ready=ready, despite=despite)
    acted = run(settings, folder_of(settings, incident), step, said(by, "", note), order)
    document = _acted(acted)
    if as_json:
        print_json(document)
    else:
        from rich.console import Console  # noqa: PLC0415

        from reports.incident.terminal import plan  # noqa: PLC0415

        plan(document, Console())
    if code := CODES.get(document["ending"], 3):
        raise typer.Exit(code)


def report(
    *,
    form: Annotated[Form, typer.Option("--format", help="The format.")] = Form.MARKDOWN,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file; by default standard output.")] = None,
    incident: Id = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
) -> None:
    """Write everything that happened: spans, milestones, steps, what was not as planned, evidence, the timeline."""
    from reports.incident.report import report as written  # noqa: PLC0415
    from toolkit.usecase.incident.publishing import write  # noqa: PLC0415
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    view = look(folder_of(settings, incident))
    pieces = written(telling(view, settings, zone, clocks=True), form)
    if out is None:
        write_out(pieces)
    else:
        write(out, pieces)
        say(f"{out}: report of {view.incident.id}")


def export(
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="A file ending in .zip, or a folder not there yet.")],
    key: Annotated[
        Path | None, typer.Option("--key", help="Ed25519 private key (PEM); by default the state directory's own.")
    ] = None,
    incident: Id = "",
    by: By = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Write journal, evidence, playbooks and reports with a signed head and a verifier that needs only Python.

    Exit code 3 when evidence is not what was collected; the bundle is written all the same, and its verifier says so.
    """
    from reports.incident.report import report as written  # noqa: PLC0415
    from toolkit.usecase.incident.bundle import export as run  # noqa: PLC0415
    from toolkit.usecase.incident.session import look  # noqa: PLC0415
    from toolkit.usecase.playbook.signing import signing_key  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    told = telling(look(folder), settings, zone, clocks=True)
    reports = {
        "report.md": "".join(written(told, Form.MARKDOWN)),
        "report.html": "".join(written(told, Form.HTML)),
    }
    made = run(folder, out, signing_key(settings.state, key), said(by, "", note), reports)
    for words in made.warnings:
        say(f"breachready: {words}")
    if as_json:
        print_json(
            {
                "path": str(made.path),
                "head": made.head,
                "lines": made.lines,
                "key": made.key,
                "files": made.files,
                "warnings": list(made.warnings),
            }
        )
    else:
        typer.echo(f"{made.path}: {made.lines} lines, {made.files} files")
        typer.echo(f"head {made.head}")
        typer.echo(f"key  {made.key}")
        say("Give head and key to whoever will check it, by another way than the bundle.")
    if made.warnings:
        raise typer.Exit(3)


def _acted(acted: "Acted") -> dict[str, Any]:
    done, plan = acted.performed, acted.performed.plan
    return {
        "step": acted.key,
        "verb": acted.verb.id,
        "title": acted.verb.title,
        "does": acted.verb.does,
        "parameters": acted.parameters,
        "permissions": list(acted.verb.permissions),
        "irreversible": acted.verb.irreversible,
        "changes": [
            {"call": one.call, "resource": one.resource, "words": one.words} for one in (plan.changes if plan else ())
        ],
        "because": plan.because if plan else "",
        "warnings": list(plan.warnings) if plan else [],
        "ending": done.ending.value,
        "words": done.words,
        "success": done.success,
    }
