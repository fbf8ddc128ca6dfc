"""Markdown, for tickets and wikis. Outside text stands in code spans or with every mark of the language escaped."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports import words
from reports.inert import coded, line
from reports.readiness import words as ready
from reports.trend.shares import headline, shares
from reports.view import Limits, View
from toolkit.core.finding import Finding
from toolkit.core.run import Run
from toolkit.core.verdict import Outcome

LIMITS = Limits(gaps=40, changes=25, failing=500, unknown=200, passing=0)
"""A wiki page lists what is wrong; what passes is counted."""

_MARKS = re.compile(r"([\\`*_{\[\]#~$])")
_START = re.compile(r"^([-+=]|\d+(?=[.)](?:\s|$)))")


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


def markdown(run: Run) -> Iterator[str]:
    """The report in pieces, GitHub's dialect."""
    view = View(run, LIMITS)
    template = _environment().get_template("posture.md.j2")
    found = run.trend.attribution if run.trend else None
    return template.generate(
        view=view,
        run=run,
        posture=run.posture,
        words=words,
        ready=ready,
        Outcome=Outcome,
        moved=shares(found) if found else None,
        moved_said=headline(found) if found else "",
    )


def written(name: str, **given: Any) -> Iterator[str]:
    """Another template of this dialect, in pieces. What it shows is escaped as all is here."""
    return _environment().get_template(name).generate(**given)


def escaped(text: str) -> Markdown:
    """Text that shows as itself: no mark-up, no HTML, no link that a renderer makes of an address."""
    shown = _MARKS.sub(r"\\\1", line(text))
    shown = _START.sub(lambda found: f"\\{found[1]}" if found[1] in "-+=" else f"{found[1]}\\", shown)
    for mark, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("@", "&#64;"),
        ("|", "&#124;"),
        ("://", "&#58;//"),
    ):
        shown = shown.replace(mark, entity)
    return Markdown(re.sub(r"(?i)(www)\.", r"\1&#46;", shown))


def code(text: str) -> Markdown:
    """A code span that the text cannot leave."""
    shown = line(text)
    if not shown:
        return Markdown("")
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    return Markdown(f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}")


def where(finding: Finding) -> Markdown:
    """Target and resource."""
    return Markdown(" ".join(filter(None, (code(finding.target), code(finding.resource)))))


def prose(text: str) -> Markdown:
    """Our own sentences, whose backticks mean code."""
    return Markdown("".join(code(piece) if is_code else _piece(piece) for is_code, piece in coded(text)))


def _piece(piece: str) -> str:
    before = " " if piece[:1].isspace() else ""
    after = " " if piece[-1:].isspace() and piece.strip() else ""
    return f"{before}{escaped(piece)}{after}"


def _shown(value: Any) -> Any:
    """Every expression of the template passes here, so it cannot be forgotten."""
    return escaped(value) if isinstance(value, str) and not isinstance(value, Markdown) else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=False,  # noqa: S701 this is not HTML; `finalize` escapes for Markdown
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(code=code, prose=prose, where=where)
    return environment
