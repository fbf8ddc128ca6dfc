"""`notice kinds|show|ready|status|lint|preview|diff`: nothing is recorded by looking."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.incident.options import (
    AsJson,
    Config,
    Id,
    State,
    Zone,
    folder_of,
    print_json,
    say,
    settings_of,
    write_out,
)
from toolkit.cli.notice.options import KindName, Laws, NoticeId, seen_of, show_standing
from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from toolkit.config.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog="Example: breachready notice kinds")(kinds)
    app.command(epilog="Example: breachready notice show people-full --form > values.toml")(show)
    app.command(epilog="Example: breachready notice ready --json")(ready)
    app.command(epilog="Example: breachready notice status --json")(status)
    app.command(epilog="Example: breachready notice lint people-full")(lint)
    app.command(epilog="Example: breachready notice preview people-full --language th --html letter.html")(preview)
    app.command(epilog="Example: breachready notice diff people-full --from 2 --to 5")(diff)


def kinds(*, config: Config = None, as_json: AsJson = False) -> None:
    """List the kinds of notice, and the laws whose rules for letters are known."""
    from toolkit.usecase.notice.shelf import library  # noqa: PLC0415  imports stay lazy, so that --help is quick

    shelf = library(settings_of(config, None))
    if as_json:
        from reports.notices.document import kind, law  # noqa: PLC0415

        listed = [kind(one.template, one.digest, one.where) for one in shelf.templates.values()]
        print_json({"kinds": listed, "laws": [law(one) for one in shelf.laws.values()]})
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.notices.terminal import kinds as listing  # noqa: PLC0415

    listing([(one.template, one.digest) for one in shelf.templates.values()], shelf.laws.values(), Console())


def show(
    kind: KindName,
    *,
    as_form: Annotated[bool, typer.Option("--form", help="As TOML to fill in, for `notice set --from`.")] = False,
    text: Annotated[str, typer.Option("--text", help="The template's words in this language instead.")] = "",
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show the fields of a kind: what each asks, who supplies it, whether it may be told later."""
    from toolkit.usecase.notice.shelf import chosen, library  # noqa: PLC0415

    settings = settings_of(config, None)
    shelved = chosen(library(settings), kind)
    template = shelved.template
    if text and text not in template.text:
        raise UserError(Problem("--text", "", f"{kind} is written in {', '.join(template.text)}"))
    if text:
        write_out([template.text[text]])
    elif as_json:
        from reports.notices.document import kind as document  # noqa: PLC0415

        print_json(document(template, shelved.digest, shelved.where))
    elif as_form:
        from reports.notices.form import form  # noqa: PLC0415

        write_out(f"{line}\n" for line in form(template, tuple(template.text)))
    else:
        from rich.console import Console  # noqa: PLC0415

        from reports.notices.terminal import form as drawn  # noqa: PLC0415

        drawn(template, Console())


def ready(*, config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """Say whether every letter that the law could ask for could go out today. Exit 1 when one could not.

    By the countries in which people live: each law, kind and language; written, read, linted for that law, approved
    and rehearsed in an exercise, and the authority's address verified.

    JSON: ready, since, common[] and letters[] of law, kind, language, countries, ready, rehearsed_on, items[] of id,
    title, ok (null: nobody knows), because, mend.
    """
    from toolkit.usecase.notice.ready import notices_ready  # noqa: PLC0415

    found = notices_ready(settings_of(config, state), datetime.now(UTC).date())
    if as_json:
        from reports.notices.ready import ready_document  # noqa: PLC0415

        print_json(ready_document(found))
    else:
        from rich.console import Console  # noqa: PLC0415

        from reports.notices.ready import ready as listing  # noqa: PLC0415

        listing(found, Console())
    if not found.so:
        raise typer.Exit(1)


def status(
    notice: Annotated[str, typer.Argument(metavar="[NOTICE]", help="Only this one.")] = "",
    *,
    incident: Id = "",
    zone: Zone = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say where the incident's notices stand: what is missing, who has approved, whether that still counts."""
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    view = look(folder_of(settings, incident))
    there = [notice] if notice else list(view.incident.notices)
    if not there and not as_json:
        say(f"{view.incident.id} has no notices; `breachready notice draft KIND` begins one")
    show_standing(settings, view, there, zone=zone, as_json=as_json)


def lint(
    notice: Annotated[str, typer.Argument(metavar="NOTICE|KIND", help="A drafted notice; with --kind, a kind.")],
    *,
    template: Annotated[bool, typer.Option("--kind", help="Judge a kind, filled with its own examples.")] = False,
    law: Laws = None,
    incident: Id = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with a notice, where, and what to do. Exit code 1 when something stops it."""
    from toolkit.core.notice.fault import Weight  # noqa: PLC0415
    from toolkit.usecase.incident.session import look  # noqa: PLC0415

    settings = settings_of(config, state)
    if template:
        from toolkit.usecase.notice.linting import lint_kind  # noqa: PLC0415

        found = lint_kind(settings, notice, tuple(law or ()))
    elif law:
        raise UserError(Problem("--law", "", "goes with --kind; a draft has the laws it was begun with"))
    else:
        folder = folder_of(settings, incident)
        found = seen_of(settings, folder, look(folder), notice).faults
    if as_json:
        from reports.notices.document import fault  # noqa: PLC0415

        print_json([fault(one) for one in found])
    else:
        from rich.console import Console  # noqa: PLC0415

        from reports.notices.terminal import faults  # noqa: PLC0415

        faults(found, Console())
    if any(one.weight is Weight.STOPS for one in found):
        raise typer.Exit(1)


def preview(
    notice: Annotated[
        str, typer.Argument(metavar="[NOTICE]", help="A drafted notice; with --person it may be left out.")
    ] = "",
    *,
    language: Annotated[str, typer.Option("--language", help="Which; by default the draft's first.")] = "",
    html: Annotated[Path | None, typer.Option("--html", "--out", help="Write the page there instead.")] = None,
    person: Annotated[str, typer.Option("--person", help="As somebody on the list gets it: their key.")] = "",
    recipient: Annotated[
        list[str] | None,
        typer.Option("--for", help="A recipient's field, as in recipient_name=Ana; may be repeated."),
    ] = None,
    incident: Id = "",
    config: Config = None,
    state: State = None,
) -> None:
    """Show the notice as it stands, gaps marked; with --for or --person, as one recipient gets it."""
    from toolkit.usecase.incident.publishing import write  # noqa: PLC0415
    from toolkit.usecase.incident.session import look  # noqa: PLC0415
    from toolkit.usecase.incident.variables import pairs  # noqa: PLC0415
    from toolkit.usecase.notice.rendering import Printer  # noqa: PLC0415
    from toolkit.usecase.notice.rendering import preview as page_of  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    if person:
        if language or recipient:
            raise UserError(Problem("--person", "", "has a language and fields of their own"))
        _of_person(settings, folder, person, notice, html)
        return
    if not notice:
        raise UserError(Problem("NOTICE", "", "expected which; `notice status` lists them"))
    seen = seen_of(settings, folder, look(folder), notice)
    code = language or seen.notice.languages[0]
    printer = Printer(seen=seen)
    press = printer.press(code)
    if recipient:
        made = press.printed(printer.recipient(pairs(recipient)))
        text, page = made.text, made.html
    else:
        text, page = seen.texts[code], page_of(seen, code)
    if html is None:
        write_out([text])
    elif not page:
        raise UserError(Problem("--html", "", "a text message has no page"))
    else:
        write(html, [page])
        say(f"{html}: {notice} ({code}), {'lacks ' + '; '.join(seen.lacking) if seen.lacking else 'approved'}")


def _of_person(settings: "Settings", folder: Path, key: str, notice: str, html: Path | None) -> None:
    """What somebody on the list gets, and why so."""
    from rich.console import Console  # noqa: PLC0415

    from reports.dispatch.terminal import person  # noqa: PLC0415
    from toolkit.usecase.dispatch.planning import Asked  # noqa: PLC0415
    from toolkit.usecase.dispatch.trying import preview as run  # noqa: PLC0415
    from toolkit.usecase.incident.publishing import write  # noqa: PLC0415

    found = run(settings, folder, key, Asked(notices=(notice,) if notice else ()))
    person(found.person, Console(stderr=True))
    for one, text, page in found.choices:
        say(f"{one.letter} ({one.language}) by {one.channel or 'no channel'}, for {', '.join(one.laws) or 'no law'}:")
        for words in one.why:
            say(f"  {words}")
        if html is None:
            write_out([text])
        elif not page:
            raise UserError(Problem("--out", "", "a text message has no page"))
        else:
            to = html.with_stem(f"{html.stem}-{one.letter}") if len(found.choices) > 1 else html
            write(to, [page])
            say(str(to))
    for words in found.lacking:
        say(f"not to be sent yet: {words}")


def diff(
    notice: NoticeId,
    *,
    old: Annotated[
        int | None, typer.Option("--from", help="A change, by number; by default what was approved.")
    ] = None,
    new: Annotated[int | None, typer.Option("--to", help="A change, by number; by default the last.")] = None,
    incident: Id = "",
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed: since it was last approved or asked about, or between two changes."""
    from toolkit.usecase.incident.session import look  # noqa: PLC0415
    from toolkit.usecase.notice.difference import between, since_approved  # noqa: PLC0415

    settings = settings_of(config, state)
    folder = folder_of(settings, incident)
    view = look(folder)
    seen = seen_of(settings, folder, view, notice)
    if old is None and new is None:
        lines = list(since_approved(seen, folder))
    else:
        last = seen.notice.changes
        lines = list(
            between(
                seen, view, (last if new is None else new) - 1 if old is None else old, last if new is None else new
            )
        )
    if as_json:
        print_json({"notice": notice, "lines": lines})
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.notices.terminal import difference  # noqa: PLC0415

    if not difference(lines, Console()):
        say("nothing has changed")
