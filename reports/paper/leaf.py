"""A sheet as sections and parts: the one content that the page and the PDF are set from."""

from collections.abc import Iterator

from reports.paper.annexes import annexes
from reports.paper.front import front
from reports.paper.goes import moment
from reports.paper.parts import Leaf, Section, Text
from reports.paper.steps import block
from toolkit.core.sheet import Sheet

SHORT = 12
"""Digits of a hash that a person compares."""


def leaf(sheet: Sheet) -> Leaf:
    """The whole of it."""
    book = sheet.playbook
    return Leaf(
        title=book.title,
        under=" · ".join(_under(sheet)),
        mark=_mark(sheet),
        sections=(*front(sheet), _steps(sheet), *annexes(sheet), _foot(sheet)),
    )


def _mark(sheet: Sheet) -> str:
    book = sheet.playbook
    short = sheet.digest.removeprefix("sha256:")[:SHORT]
    of = f" · {sheet.incident.id}" if sheet.incident else ""
    return f"{book.id} {book.version} · {short}{of}"


def _under(sheet: Sheet) -> Iterator[str]:
    book = sheet.playbook
    if sheet.organisation:
        yield sheet.organisation
    yield f"{book.id} {book.version}"
    yield f"kept by {book.owner}"
    late = " (that day is over: it may be out of date)" if sheet.printed_on > book.review_by else ""
    yield f"to be read again by {book.review_by}{late}"
    yield f"printed {sheet.printed_on}"


def _steps(sheet: Sheet) -> Section:
    words = (
        f"{len(sheet.entries)} steps. Begin with step 1 and go where each step sends you; what no way leads to is "
        "left out. Write times as day and hour, and put your initials. What is not done gets a reason."
    )
    blocks = tuple(block(sheet, entry) for entry in sheet.entries)
    return Section(title="Steps", parts=(Text((words,)),), blocks=blocks)


def _foot(sheet: Sheet) -> Section:
    book = sheet.playbook
    lines = [
        f"{book.id} {book.version}",
        sheet.digest,
        f"Read last on {book.reviewed_on}, to be read again by {book.review_by}.",
    ]
    if sheet.incident:
        one = sheet.incident
        lines.append(f"Filled from line {one.lines} of {one.id}, opened {moment(sheet, one.opened_at)}.")
    if book.sources:
        lines.append(f"Sources: {'; '.join(book.sources)}.")
    return Section(title="What this sheet is a print of", parts=(Text(tuple(lines)),))
