"""`readiness`: how well prepared the organisation is for the day after a breach."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import AsJson, Config, State, catalogue_of, print_json, settings_of, store_of

if TYPE_CHECKING:
    from toolkit.config.settings import Settings
    from toolkit.core.run import Run


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command(epilog="Example: breachready readiness --json")(readiness)


def readiness(
    *,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Store by store: which playbooks it calls for, and the gaps.")
    ] = False,
    config: Config = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Say how ready the organisation is, what holds it down, and what to do next for each kind of incident.

    A minimum, never a mean: of all that must work on the day, for every kind of incident that the data demands.
    From the inventory ([[contact]], [[prepared]]), the playbooks, and the last run.

    `playbook ready` says the same of each playbook on its own.

    JSON: score (0 to 100, null when nothing demands readiness), easiest, model, scenarios[] (scenario, because,
    score, phases, elements[] with element, title, phase, score, because, mend).
    """
    from toolkit.store import is_there  # noqa: PLC0415  imports stay lazy, so that --help is quick
    from toolkit.usecase.history import kept  # noqa: PLC0415
    from toolkit.usecase.readiness import readiness_of  # noqa: PLC0415

    settings = settings_of(config, state)
    run = None
    if is_there(settings.state, settings.database.url):
        with store_of(settings, reading=True) as store:
            run = kept(store, None, catalogue_of(settings)) if store.run() else None
    if coverage:
        _coverage(settings, run, as_json=as_json)
        return
    found = readiness_of(settings, run, datetime.now(UTC).date())
    if as_json:
        from reports.readiness.document import readiness_document  # noqa: PLC0415

        print_json(readiness_document(found))
        return
    from rich.console import Console  # noqa: PLC0415

    from reports.readiness.terminal import readiness as show  # noqa: PLC0415

    show(found, Console())


def _coverage(settings: "Settings", run: "Run | None", *, as_json: bool) -> None:
    from reports.playbook.ready import coverage, coverage_document  # noqa: PLC0415
    from toolkit.usecase.coverage import coverage as cells_of  # noqa: PLC0415

    cells = cells_of(settings, run, datetime.now(UTC).date())
    if as_json:
        print_json(coverage_document(cells))
        return
    from rich.console import Console  # noqa: PLC0415

    coverage(cells, Console())
