"""The first page: the score, the weakest path, what was not seen, what changed; and why the score changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from reports.drawing import NARROW, WIDE, Drawing, draw
from reports.trend import plot as plotting
from reports.trend.shares import headline, shares, still
from reports.view import View
from reports.words import many
from toolkit.core.errors import UserError
from toolkit.core.trend import Trend
from toolkit.core.verdict import Outcome
from toolkit.usecase.posture import Overview, overview
from toolkit.usecase.trend import SHOWN, trend
from toolkit.web.house import house
from toolkit.web.posture.asked import Look, look
from toolkit.web.posture.memory import remembered
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

AT_ONCE = 20_000
"""Findings up to which the reasons of a change are worked out unasked: the estate is scored many times for it."""


@page("posture/", may=May.SEE)
def posture(request: HttpRequest) -> HttpResponse:
    """The score and the weakest path of the last run, or of the run asked for."""
    seen = look(request)
    if seen is None:
        return render(request, "posture/none.html")
    shown = seen_of(seen)
    view = View(shown.run)
    line = _line(seen)
    given = {
        "look": seen,
        "run": shown.run,
        "posture": shown.run.posture,
        "view": view,
        "counts": seen.found.totals,
        "more_gaps": view.more_gaps + shown.more_gaps,
        "drawings": drawings(view, seen),
        "line": line,
        "plots": [plotting.plot(line, style) for style in (plotting.WIDE, plotting.NARROW)] if line else [],
        "plot_said": plotting.described(line) if line else "",
        "why_at_once": sum(seen.found.totals.values()) <= AT_ONCE,
        "Outcome": Outcome,
    }
    return render(request, "posture/posture.html", given)


@page("posture/why/", may=May.SEE, name="posture_why")
def why(request: HttpRequest) -> HttpResponse:
    """Why the score changed last: a part of the page, and a page of its own where scripts are off."""
    seen = look(request)
    if seen is None:
        return redirect("posture")
    found = remembered(("why", seen.found.id), lambda: _explained(seen))
    moved = shares(found.attribution) if found and found.attribution else None
    given: dict[str, Any] = {
        "look": seen,
        "run": seen.found.run,
        "line": found,
        "moved": moved,
        "moved_said": headline(found.attribution) if found and found.attribution else "",
        "still": still,
    }
    return render(request, "posture/whypart.html" if request.htmx else "posture/why.html", given)


def seen_of(seen: Look) -> Overview:
    """What the first page needs of a run, remembered with the rules that hold."""
    here = house()
    catalogue = here.catalogue
    key = ("overview", seen.found.id, seen.rules.held, catalogue.digest, catalogue.skipped)
    return remembered(key, lambda: overview(here.store, catalogue, seen.found, seen.rules.held), most=4)


def drawings(view: View, seen: Look) -> list[Drawing]:
    """The weakest path, wide and narrow; each step leads to what makes it so easy."""
    if not view.route or not view.posture:
        return []
    path = view.route.path
    kept = next((risk for risk in view.posture.stores if risk.store == path.store), None)
    prize = f"{many(kept.records, 'record')}, {kept.data_class}" if kept else ""
    known = {finding.key for finding in view.run.findings}
    return [draw(view.route, style, known, prize, seen.link) for style in (WIDE, NARROW)]


def _line(seen: Look) -> Trend | None:
    """The score from run to run; None where there are not two runs with a score. Nothing is scored anew for it."""
    try:
        until = None if seen.newest else seen.found.id
        found = trend(house().store, runs=SHOWN, until=until, most=0, explain=False)
    except UserError:
        return None
    return found if len(found.points) > 1 else None


def _explained(seen: Look) -> Trend | None:
    try:
        return trend(house().store, runs=2, until=seen.found.id, most=0)
    except UserError:
        return None
