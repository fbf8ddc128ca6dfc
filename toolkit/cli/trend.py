"""`trend`: how the score went, and why it changed."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from toolkit.cli.options import AsJson, Config, State, print_json, say, settings_of, store_of
from toolkit.core.errors import Problem, UserError

EPILOG = """Example: breachready trend --since 2026-01-01

--json prints one object: `model` (version of the tables of today); `points`, oldest run first, each with `run`, `at`,
`reported`, `interval`, `restated` (null where it cannot be had: `why_not` says why), `model`, `changed` (what of the
way of scoring changed since the point before); `attribution` (null: `why_none` says why) with `from`, `to`,
`score_before`, `score_now`, `change`, `evaluations` and `parts`, each with `group` (fixed, new-or-regressed,
evidence-expired, coverage, asset-or-data, feed, model-or-catalogue), `points` (they sum to `change`), `exact` (a
fraction; these sum to the difference of the scores without any rest) and `differences`; `notes`."""


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command(epilog=EPILOG)(trend)


def trend(
    *,
    since: Annotated[
        str | None, typer.Option("--since", help="Only runs of this day (YYYY-MM-DD, UTC) or later.")
    ] = None,
    runs: Annotated[int, typer.Option("--runs", "-n", min=1, help="At most so many runs, the newest.")] = 30,
    before: Annotated[int | None, typer.Option("--from", help="With --to: explain the change from this run.")] = None,
    now: Annotated[int | None, typer.Option("--to", help="With --from: to this run.")] = None,
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Show how the score went, as reported and restated with the model of today, and why it changed last."""
    from toolkit.usecase import trend as usecase  # noqa: PLC0415  imports stay lazy, so that --help is quick

    if (before is None) is not (now is None):
        raise UserError(Problem("--from" if now is None else "--to", "", "needs the other one: --from RUN --to RUN"))
    first = _day(since)
    with store_of(settings_of(config, state)) as store:
        if before is not None and now is not None:
            found = usecase.between(store, before, now)
        else:
            found = usecase.trend(store, since=first, runs=runs, tell=_tell)
    if as_json:
        from reports.trend.document import trend_document  # noqa: PLC0415

        print_json(trend_document(found))
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.trend.terminal import show  # noqa: PLC0415

    show(found, Console())


def _day(said: str | None) -> datetime | None:
    if said is None:
        return None
    try:
        return datetime.strptime(said, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise UserError(Problem("--since", said, "is no day; expected YYYY-MM-DD, as in 2026-01-31")) from error


def _tell(done: int, of: int) -> None:
    """A word now and then where many runs are scored anew; once done it is remembered."""
    if of >= 10 and done % 10 == 0:
        say(f"restating run {done + 1} of {of} with the model of today")
