"""A statement written out, and kept: what was told to customers, when, and from which run."""

from pathlib import Path

from reports.notices.html import html
from reports.notices.text import text
from toolkit.core.errors import Problem, UserError
from toolkit.store.journal import write_whole
from toolkit.usecase.trust.statement import FOLDER, Made

ENDINGS = (".html", ".txt", ".pdf", ".docx")


def write(state: Path, made: Made, out: Path) -> Path:
    """Keep it in the state directory, then write it as the file's ending says. Raises `UserError`."""
    raw = _as(made, out)
    kept = keep(state, made)
    _whole(out.resolve(), raw)
    return kept


def keep(state: Path, made: Made) -> Path:
    """Keep it under its digest. Raises `UserError` when the disk refuses."""
    path = state / FOLDER / f"{made.digest.removeprefix('sha256:')}.json"
    if not path.exists():
        _whole(path, made.bytes)
    return path


def _as(made: Made, out: Path) -> bytes:
    match out.suffix.lower():
        case ".html":
            return html(made.document, made.letterhead, made.language, mark=made.mark).encode()
        case ".txt":
            return text(made.document).encode()
        case ".pdf":
            from reports.notices.pdf import pdf  # noqa: PLC0415 typst loads when a PDF is asked for

            return pdf([made.document], made.letterhead, made.language, mark=made.mark)
        case ".docx":
            from reports.notices.docx import docx  # noqa: PLC0415 likewise

            return docx(made.document, made.letterhead, made.language, mark=made.mark)
    raise UserError(
        Problem("--out", "", f"expected a file that ends with {', '.join(ENDINGS)}, not {out.name[:60]!r}")
    )


def _whole(path: Path, raw: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, raw)
    except OSError as no:
        raise UserError(Problem(str(path), "", no.strerror or str(no))) from no
