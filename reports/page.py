"""The HTML report: one file, no network, no script. Jinja2 escapes, and nothing from outside is an attribute."""

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import words
from reports.drawing import NARROW, WIDE, Drawing, draw
from reports.identity import anchor
from reports.inert import coded, inert
from reports.readiness import words as ready
from reports.trend import plot as plotting
from reports.trend.plot import plot
from reports.trend.shares import headline, shares, still
from reports.view import View
from toolkit.core.run import Run
from toolkit.core.verdict import Outcome


def page(run: Run) -> Iterator[str]:
    """The page in pieces. What it does not list it counts, and says that `findings.jsonl` holds it."""
    view = View(run)
    style = _style()
    template = _environment().get_template("posture.html.j2")
    return template.generate(
        view=view,
        run=run,
        posture=run.posture,
        drawings=_drawings(view),
        **_trend(run),
        style=Markup(style),  # noqa: S704 our own file
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        Outcome=Outcome,
        words=words,
        ready=ready,
        coded=coded,
        anchor=anchor,
    )


def styled(name: str, **given: Any) -> Iterator[str]:
    """Another template as a page with the same style and the same rules, in pieces."""
    style = _style()
    return (
        _environment()
        .get_template(name)
        .generate(
            style=Markup(style),  # noqa: S704 our own file
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            **given,
        )
    )


def _drawings(view: View) -> list[Drawing]:
    if not view.route:
        return []
    kept = next((risk for risk in view.run.posture.stores if risk.store == view.route.path.store), None)  # type: ignore[union-attr]
    prize = f"{words.many(kept.records, 'record')}, {kept.data_class}" if kept else ""
    return [draw(view.route, style, view.listed, prize) for style in (WIDE, NARROW)]


def _trend(run: Run) -> dict[str, Any]:
    """What the section on the trend needs."""
    if not run.trend:
        return {}
    found = run.trend.attribution
    return {
        "plots": [plot(run.trend, style) for style in (plotting.WIDE, plotting.NARROW)],
        "plot_said": plotting.described(run.trend),
        "moved": shares(found) if found else None,
        "moved_said": headline(found) if found else "",
        "still": still,
    }


def _shown(value: Any) -> Any:
    """Every expression of a template passes here, so no template can forget it."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return inert(value)
    return value


def _plain(text: str, **given: Any) -> str:
    """Reports are in English; pages of the web that use the same parts translate them."""
    return text % given if given else text


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["_"] = _plain
    return made


def _style() -> str:
    environment = _environment()
    return environment.loader.get_source(environment, "page.css")[0]  # type: ignore[union-attr]
