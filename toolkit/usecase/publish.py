"""The page that every scan leaves behind."""

from pathlib import Path

from reports.render import Format, suffix, write
from toolkit.core.errors import Problem, UserError
from toolkit.core.run import Run


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
