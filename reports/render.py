"""One door to every format: `render(run, format)` is text in pieces, the same bytes for the same run."""

import os
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.core.run import Run  # the help of a command needs the formats alone


class Format(StrEnum):
    """What a run can be written as."""

    HTML = "html"
    MARKDOWN = "markdown"
    JSONL = "jsonl"
    CSV = "csv"
    SARIF = "sarif"
    OCSF = "ocsf"
    JSON = "json"
    JUNIT = "junit"


_SUFFIX = {
    Format.HTML: ".html",
    Format.MARKDOWN: ".md",
    Format.JSONL: ".jsonl",
    Format.CSV: ".csv",
    Format.SARIF: ".sarif",
    Format.OCSF: ".ocsf.jsonl",
    Format.JSON: ".json",
    Format.JUNIT: ".junit.xml",
}


def suffix(format: Format) -> str:
    """What a file of this format is called after its first dot, the dot included."""
    return _SUFFIX[format]


def render(run: "Run", format: Format) -> Iterator[str]:
    """The run in pieces of text, to be encoded as UTF-8 without changing line ends.

    Findings are written one by one in every format but HTML and Markdown, which cap what they list.
    """
    match format:
        case Format.HTML:
            from reports.page import page  # noqa: PLC0415 Jinja2 loads when a page is asked for

            return page(run)
        case Format.MARKDOWN:
            from reports.markdown import markdown  # noqa: PLC0415 likewise

            return markdown(run)
        case Format.JSONL:
            from reports.lines import jsonl  # noqa: PLC0415 likewise

            return jsonl(run.findings)
        case Format.CSV:
            from reports.table import table  # noqa: PLC0415 likewise

            return table(run.findings)
        case Format.SARIF:
            from reports.sarif import sarif  # noqa: PLC0415 likewise

            return sarif(run)
        case Format.OCSF:
            from reports.ocsf import ocsf  # noqa: PLC0415 likewise

            return ocsf(run)
        case Format.JSON:
            from reports.document import run_document  # noqa: PLC0415 likewise

            return run_document(run)
        case Format.JUNIT:
            from reports.junit import junit  # noqa: PLC0415 likewise

            return junit(run)


def write(run: "Run", format: Format, path: Path) -> Path:
    """Write the report to `path`, whole or not at all; readable by its owner only, since it names every weakness.

    Raises `OSError` when the place cannot be written or the disk is full; what was there before stays.
    A pipe or a device is written to as it is, and a link is followed.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            file.writelines(render(run, format))
        return path
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.writelines(render(run, format))
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return path
