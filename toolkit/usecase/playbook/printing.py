"""Sheets as files, whole or not at all, for their owner alone: they hold people's private numbers."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from reports.paper.html import html
from reports.paper.index import index
from reports.paper.leaf import leaf
from reports.paper.parts import Leaf
from reports.paper.pdf import pdf
from reports.paper.size import Size
from toolkit.core.errors import Problem, UserError
from toolkit.core.sheet import Sheet
from toolkit.store.journal import write_whole

INDEX = "index"

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def page(sheet: Sheet, size: Size) -> str:
    """The sheet as HTML."""
    return html(leaf(sheet), size)


def write(sheet: Sheet, path: Path, size: Size) -> None:
    """Write a sheet as what the file's name ends in. A file that is there is replaced. Raises `UserError`."""
    form = path.suffix.casefold()
    if form not in (".html", ".htm", ".pdf"):
        raise UserError(Problem("--out", "", f"expected a file that ends in .html or .pdf, not {path.name!r}"))
    _write(path, leaf(sheet), size)


def write_all(sheets: Sequence[Sheet], folder: Path, size: Size) -> Iterator[Path]:
    """Write every sheet as page and PDF, and the index; gives the files as they are written. Raises `UserError`.

    The pages first: they need no font, and are there when a PDF cannot be set.
    """
    for name in (one.playbook.id for one in sheets):
        if not _NAME.fullmatch(name) or name == INDEX:
            raise UserError(Problem(name, "id", "cannot be the name of a file; print it alone, with --out"))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as no:
        raise UserError(Problem(str(folder), "", no.strerror or str(no))) from no
    leaves = {one.playbook.id: leaf(one) for one in sheets}
    leaves[INDEX] = index([(one, (f"{one.playbook.id}.html", f"{one.playbook.id}.pdf")) for one in sheets])
    for form in (".html", ".pdf"):
        for name, made in leaves.items():
            path = folder / f"{name}{form}"
            _write(path, made, size)
            yield path


def _write(path: Path, what: Leaf, size: Size) -> None:
    is_pdf = path.suffix.casefold() == ".pdf"
    content = pdf(what, size) if is_pdf else html(what, size).encode("utf-8", "replace")
    try:
        write_whole(path.resolve(), content)
    except OSError as no:
        raise UserError(Problem(str(path), "", no.strerror or str(no))) from no
