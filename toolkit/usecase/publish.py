"""Reports of kept runs, and the page that every scan leaves behind."""

from datetime import UTC, datetime
from pathlib import Path

from reports.render import Format, suffix, write
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.run import Run
from toolkit.registry import Catalogue
from toolkit.store import Store
from toolkit.usecase.history import kept
from toolkit.usecase.readiness import with_readiness
from toolkit.usecase.trend import with_trend


def reported(settings: Settings, store: Store, catalogue: Catalogue, number: int | None, format: Format) -> Run:
    """A kept run with what a report in this format shows of it. Raises `UserError` when there is no such run."""
    run = kept(store, number, catalogue)
    if format in (Format.HTML, Format.MARKDOWN):
        run = with_trend(store, run)
        last = store.sifted()
        if last and last.id == run.id:
            run = with_readiness(settings, run, datetime.now(UTC).date())
    return run


def publish(run: Run, state: Path) -> Path:
    """Write the HTML report of a run into the state directory. Raises `UserError` when the disk refuses."""
    folder = state / "reports"
    return write_report(run, Format.HTML, folder / f"run-{run.id}{suffix(Format.HTML)}")


def write_report(run: Run, format: Format, path: Path) -> Path:
    """Write a report whole or not at all. Raises `UserError` when the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return write(run, format, path)
    except OSError as error:
        raise UserError(Problem(str(path), "", error.strerror or str(error))) from error
