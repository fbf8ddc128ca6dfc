"""`exceptions`: what somebody answers for, until when, and what each rule does."""

from datetime import UTC, datetime

import typer

from toolkit.cli.options import AsJson, Config, State, catalogue_of, print_json, settings_of, store_of


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command(epilog="Example: breachready exceptions --json")(exceptions)


def exceptions(*, config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """List the rules of exceptions.toml, and what each excepts of the last run.

    A rule is [[mute]] or [[accept]] with check, target, owner, reason, expires, and optionally resource, ticket and
    up_to (a severity). Check, target and resource are patterns for the whole name: * any text, ? one letter. They
    shorten the lists of what to do and the findings that fail a build; they never move the score.

    JSON: run (null: none yet), rules[] (kind, check, target, resource, owner, reason, expires, ticket, up_to,
    findings, expired, days_left).
    """
    from toolkit.store import is_there  # noqa: PLC0415
    from toolkit.usecase.exceptions import current  # noqa: PLC0415  imports stay lazy, so that --help is quick

    settings = settings_of(config, state)
    today, catalogue = datetime.now(UTC).date(), catalogue_of(settings)
    if is_there(settings.state, settings.database.url):
        with store_of(settings, reading=True) as store:
            number, rules = current(settings, catalogue, today, store.run())
    else:
        number, rules = current(settings, catalogue, today, None)
    if as_json:
        from reports.document import rule_document  # noqa: PLC0415

        print_json({"run": number, "rules": [rule_document(one) for one in rules]})
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.listing import rules_table  # noqa: PLC0415

    rules_table(rules, Console())
