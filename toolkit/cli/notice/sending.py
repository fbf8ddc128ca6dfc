"""`notice send|test-send`: the plan, then the mails."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
)
from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.config.settings import Settings
    from toolkit.usecase.dispatch.planning import Asked, Plan
    from toolkit.usecase.dispatch.sending import Sent
    from toolkit.usecase.incident.session import Said, View

Notices = Annotated[
    list[str] | None,
    typer.Option("--notice", help="A drafted notice; may be repeated; by default all to people that name a law."),
]
Placed = Annotated[
    list[str] | None,
    typer.Option("--law", "-l", help="PLACE=LAW: whose rules count there, as in GB=eu-gdpr; may be repeated."),
]
Tongue = Annotated[str, typer.Option("--tongue", help="The language for those whose own no notice is written in.")]
Persons = Annotated[list[str] | None, typer.Option("--person", help="Key on the list; may be repeated.")]
EVERY = 1.0
"""Seconds between two lines of progress on a terminal; ten times that elsewhere."""


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready notice send --execute --rate 600")(send)
    app.command("test-send", epilog="Example: breachready notice test-send --to me@example.com")(try_)


def asked_of(notice: list[str] | None, law: list[str] | None, tongue: str) -> "Asked":
    """What was said of a sending."""
    from toolkit.usecase.dispatch.laws import placed  # noqa: PLC0415  imports stay lazy, so that --help is quick
    from toolkit.usecase.dispatch.planning import Asked  # noqa: PLC0415

    return Asked(notices=tuple(notice or ()), laws=placed(law or ()), tongue=tongue)


def send(
    *,
    execute: Annotated[bool, typer.Option("--execute", help="Send; without it the plan is shown.")] = False,
    notice: Notices = None,
    law: Placed = None,
    tongue: Tongue = "",
    rate: Annotated[int | None, typer.Option("--rate", min=0, help="Mails a minute at most; 0: no limit.")] = None,
    despite: Despite = "",
    pause: Annotated[bool, typer.Option("--pause", help="Stop whoever is sending, and let nobody begin.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Let it go on; with --execute at once.")] = False,
    doubtful: Annotated[
        str, typer.Option("--doubtful", help="Of what is in doubt: `again`, or `went-out` as the server's log says.")
    ] = "",
    person: Persons = None,
    incident: Id = "",
    by: By = "",
    at: At = "",
    note: Note = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Show who would be told what and how; with --execute, tell them. Stopped anywhere, it goes on where it was."""
    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    who = said(by, at, note, zone)
    if person and not doubtful:
        raise UserError(Problem("--person", "", "goes with --doubtful; `notice preview --person` shows one"))
    if pause or resume or doubtful:
        _steer(folder, who, pause=pause, resume=resume, doubtful=doubtful, keys=person or [])
        if not execute:
            return
    asked = asked_of(notice, law, tongue)
    if execute:
        _execute(settings, folder, who, asked, despite=despite, rate=rate, as_json=as_json)
        return
    from toolkit.usecase.dispatch.campaign import look_ahead  # noqa: PLC0415

    _show(*look_ahead(settings, folder, asked, rate), as_json=as_json)


def _steer(folder: "Path", who: "Said", *, pause: bool, resume: bool, doubtful: str, keys: list[str]) -> None:
    from toolkit.usecase.dispatch import campaign  # noqa: PLC0415

    if pause and resume:
        raise UserError(Problem("--pause", "", "and --resume exclude each other"))
    if pause:
        campaign.pause(folder, who)
        say("paused: whoever is sending stops after the mail in hand; `notice send --resume` lets it go on")
    if resume:
        campaign.resume(folder, who)
        say("it may go on: `notice send --execute`")
    if doubtful:
        if doubtful not in ("again", "went-out"):
            raise UserError(Problem("--doubtful", "", f"expected again or went-out, not {doubtful[:30]!r}"))
        _, count = campaign.decide(folder, who, keys, resend=doubtful == "again")
        say(
            f"{count:,} in doubt: "
            + ("they are sent again with the next --execute" if doubtful == "again" else "they went out")
        )


def _execute(
    settings: "Settings",
    folder: "Path",
    who: "Said",
    asked: "Asked",
    *,
    despite: str,
    rate: int | None,
    as_json: bool,
) -> None:
    from toolkit.usecase.dispatch.campaign import How, execute  # noqa: PLC0415

    with _asked_to_stop() as stopped:
        how = How(despite=despite, per_minute=rate, stop=lambda: bool(stopped), told=_Progress().tell)
        view, plan, sent = execute(settings, folder, who, asked, how)
    left = {channel: plan.waiting(channel) for channel in ("letter", "sms")}
    if as_json:
        numbers = {name: getattr(sent, name) for name in ("accepted", "refused", "later", "doubtful", "left")}
        print_json({**numbers, "stopped": sent.stopped or None, "waiting": left, "exercise": view.incident.exercise})
    else:
        _tell(sent, left, exercise=view.incident.exercise)
    if sent.stopped or sent.left or sent.doubtful:
        raise typer.Exit(130 if stopped else 3)


def _tell(sent: "Sent", left: dict[str, int], *, exercise: bool) -> None:
    words = "kept in the exercise's folder; nothing left this machine" if exercise else "taken by the server"
    typer.echo(f"{sent.accepted:,} mails {words}")
    for number, what in (
        (sent.refused, "addresses refused for good, moved to the next channel"),
        (sent.unreachable, "people whom no channel is left for: somebody must find another way"),
        (sent.doubtful, "in doubt: `notice send` names them"),
        (sent.left, "still to be sent: `notice send --execute` goes on"),
    ):
        if number:
            typer.echo(f"{number:,} {what}")
    if sent.stopped:
        typer.echo(f"it stopped: {sent.stopped}")
    for channel, command in (("letter", "letters"), ("sms", "texts")):
        if left[channel]:
            typer.echo(f"{left[channel]:,} wait for `notice {command} --out FOLDER`")


@contextmanager
def _asked_to_stop() -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM end it after the mail in hand; a second one is as anywhere."""
    heard: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, _frame: object) -> None:
        heard.append(number)
        signal.signal(number, before[signal.Signals(number)])
        sys.stderr.write("\nstopping after the mail in hand\n")

    try:
        for number in before:
            signal.signal(number, stop)
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Progress:
    """A line that is written over on a terminal, and now and then elsewhere."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._begun = time.monotonic()
        self._next = self._begun + EVERY

    def tell(self, sent: "Sent", mails: int) -> None:
        now = time.monotonic()
        done = sent.accepted + sent.refused + sent.doubtful
        if now < self._next and done < mails:
            return
        self._next = now + (EVERY if self._terminal else 10 * EVERY)
        rate = done / max(now - self._begun, 0.001)
        line = f"{done:,} of {mails:,} mails, {rate:,.0f} a second"
        line += f", {sent.doubtful:,} in doubt" if sent.doubtful else ""
        end = "\n" if not self._terminal or done >= mails else ""
        sys.stderr.write(f"\r\x1b[K{line}{end}" if self._terminal else f"{line}\n")
        sys.stderr.flush()


def _show(view: "View", plan: "Plan", *, as_json: bool) -> None:
    problems = [str(one) for one in plan.problems]
    if plan.paused:
        problems.append(f"paused by {plan.paused}: --resume lets it go on")
    versions = [(one.notice.id, one.digest, one.standing, one.lacking) for one in plan.going.each()]
    if as_json:
        from reports.dispatch.document import line, telling  # noqa: PLC0415
        from reports.notices.document import approval  # noqa: PLC0415

        print_json(
            {
                "incident": view.incident.id,
                "exercise": view.incident.exercise,
                "people": plan.people,
                "without_plan": plan.fresh,
                "to_be_told": [line(one) for one in plan.lines],
                "told": [
                    {"state": s, "channel": c or None, "people": n} for (s, c), n in sorted(plan.counts.items())
                ],
                "notices": [
                    {
                        "notice": name,
                        "version": digest,
                        "approvals": [approval(yes, digest) for yes in standing],
                        "lacking": list(lacking),
                    }
                    for name, digest, standing, lacking in versions
                ],
                "mails": plan.waiting("mail"),
                "per_minute": plan.per_minute,
                "seconds": plan.seconds,
                "problems": problems,
                "doubts": list(plan.doubts),
                "in_doubt": [{"person": one.person.key, **telling(one)} for one in plan.doubtful],
            }
        )
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.dispatch import terminal  # noqa: PLC0415

    console = Console()
    terminal.plan(plan.lines, plan.fresh, plan.people, console)
    terminal.versions(versions, console)
    terminal.pace(plan.waiting("mail"), plan.per_minute, plan.seconds, console)
    terminal.counts({key: number for key, number in plan.counts.items() if key[0] != "planned"}, console)
    terminal.doubtful(plan.doubtful, console)
    terminal.hindrances(problems, plan.doubts, console)
    if view.incident.exercise:
        say("an exercise: mails are kept in its own folder, nothing leaves this machine")
    say("nothing was sent; --execute sends" if not problems else "nothing was sent")


def try_(
    *,
    to: Annotated[str, typer.Option("--to", help="Your own address.")],
    notice: Notices = None,
    incident: Id = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Send each notice in each language to one address, marked as a test; the ledger knows nothing of it."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from toolkit.core.notice import Field, FieldType  # noqa: PLC0415
    from toolkit.core.notice.checked import checked  # noqa: PLC0415
    from toolkit.usecase.dispatch.trying import try_out as run  # noqa: PLC0415
    from toolkit.usecase.dispatch.trying import went  # noqa: PLC0415

    try:
        checked(Field(id="to", type=FieldType.MAIL, label="", help="", given_by="", example={}), to)
    except ValueError as no:
        raise UserError(Problem("--to", "", str(no))) from no
    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    sent = list(run(settings, folder, to, notice or (), at=datetime.now(UTC)))
    if as_json:
        print_json([{"notice": n, "language": c, "taken": went(a), "answer": a.words} for n, c, a in sent])
    else:
        for name, code, answer in sent:
            typer.echo(f"{name} ({code}): {answer.fate}: {answer.words}")
    if not all(went(answer) for _, _, answer in sent):
        raise typer.Exit(3)
