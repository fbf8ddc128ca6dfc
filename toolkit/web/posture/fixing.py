"""What to do about the weakest path: the short answer at once; the whole one, and "what if", of a run rebuilt."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from reports.identity import fingerprint
from reports.words import place
from toolkit.config.settings import Settings
from toolkit.config.strict import expand
from toolkit.core.errors import UserError
from toolkit.core.fix import ACTS, Fix, Fixes
from toolkit.usecase.fixes import Answer, Done, Scene, opened
from toolkit.web.house import house
from toolkit.web.posture.asked import Look, look
from toolkit.web.posture.memory import remembered
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

TARGET = 60.0
COSTS = "costs.toml"
"""A price list beside the configuration; without one every fix is one act."""
LISTED = 60
"""Fixes that gain nothing alone and are listed to choose from all the same."""
CHOSEN = 500
"""Fixes that one "what if" may name."""


@page("posture/fixes/", may=May.SEE)
def fixes(request: HttpRequest) -> HttpResponse:
    """What helps at once, and room for the whole answer, which takes longer."""
    seen = look(request)
    if seen is None:
        return redirect("posture")
    posture = seen.found.run.posture
    given = {"look": seen, "advice": posture.advice if posture else None, "query": request.GET.urlencode()}
    return render(request, "posture/fixes.html", given)


@page("posture/fixes/whole/", may=May.SEE)
def fixes_whole(request: HttpRequest) -> HttpResponse:
    """Every gain, the cheapest set to a score with its proof, choke points, and what chosen fixes would make."""
    seen = look(request)
    if seen is None:
        return redirect("posture")
    given: dict[str, Any] = {"look": seen, "target": request.GET.get("target", ""), "problems": (), "answer": None}
    try:
        given |= _worked_out(request, seen)
    except UserError as error:
        given["problems"] = [one.expected for one in error.problems]
    return render(request, "posture/fixespart.html" if request.htmx else "posture/fixeswhole.html", given)


def _worked_out(request: HttpRequest, seen: Look) -> dict[str, Any]:
    scene = scene_of(seen)
    target = target_of(request.GET.get("target", ""))
    costs = costs_of(house().settings)
    mark = costs.stat().st_mtime_ns if costs else 0
    answer: Answer = remembered(("fixes", seen.found.id, target, mark), lambda: scene.answer(target, costs))
    wanted = frozenset(request.GET.getlist("do")[:CHOSEN])
    listed, rest = listed_of(answer.fixes, scene, wanted)
    names = frozenset(fix.name for fix in listed if mark_of(fix) in wanted)
    done: Done | None = remembered(("done", seen.found.id, names), lambda: scene.done(names)) if names else None
    return {
        "answer": answer,
        "target": target,
        "priced": answer.fixes.to_target.unit != ACTS,
        "listed": listed,
        "more": rest[:LISTED],
        "unlisted": len(rest[LISTED:]),
        "chosen": wanted,
        "done": done,
        "gain_of": {one.fix.name: one for one in answer.fixes.gains},
        "cost_of": {one.fix.name: one.cost for one in (*answer.fixes.to_target.fixes, *answer.fixes.next.fixes)},
        "mark_of": mark_of,
        "place": place,
        "set_marks": [mark_of(one.fix) for one in answer.fixes.to_target.fixes],
    }


def scene_of(seen: Look) -> Scene:
    """The run rebuilt; remembered, since it takes seconds where the estate is large."""
    here = house()
    catalogue = here.catalogue
    return remembered(
        ("scene", seen.found.id, catalogue.digest), lambda: opened(catalogue, here.store, seen.found.id)
    )


def target_of(said: str) -> float:
    """A score; what is none is the usual one."""
    try:
        score = float(said)
    except ValueError:
        return TARGET
    return score if 0 <= score <= 100 else TARGET


def costs_of(settings: Settings) -> Path | None:
    """The price list beside the configuration, if there is one."""
    path = expand(COSTS, settings.source)
    return path if settings.source and path.is_file() else None


def mark_of(fix: Fix) -> str:
    """A fix in an address."""
    return fingerprint((fix.target, fix.check, fix.act.value))[:12]


def listed_of(found: Fixes, scene: Scene, wanted: frozenset[str]) -> tuple[list[Fix], list[Fix]]:
    """Fixes to choose from: those of the sets, what gains alone and what the address names; and all the others."""
    first = [one.fix for one in (*found.to_target.fixes, *found.next.fixes)]
    first += [one.fix for one in found.gains if one.gain > 0]
    every = [one.fix for one in scene.what.candidates]
    named = [fix for fix in every if mark_of(fix) in wanted] if wanted else []
    listed = {fix.name: fix for fix in (*first, *named)}
    return list(listed.values()), [fix for fix in every if fix.name not in listed]
