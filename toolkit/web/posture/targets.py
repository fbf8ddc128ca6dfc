"""Targets: all of them, the worst first, and one with its findings."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from reports.view import merged
from toolkit.core.target import Family
from toolkit.store.sieve import OfTarget
from toolkit.web.house import house
from toolkit.web.posture.asked import LONGEST, Asked, Look, look
from toolkit.web.posture.findings import ORDERS, listed
from toolkit.web.posture.memory import remembered
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

EACH = 100
GAPS = 20


@page("posture/targets/", may=May.SEE)
def targets(request: HttpRequest) -> HttpResponse:
    """Every target that was read, the worst first."""
    seen = look(request)
    if seen is None:
        return redirect("posture")
    text, family = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("family", "")
    every = every_target(seen)
    some = [one for one in every if text.lower() in one.name.lower() and family in ("", one.family.value)]
    families = [one for one in Family if any(row.family is one for row in every)]
    given = {
        "look": seen,
        "found": Paginator(some, EACH).get_page(request.GET.get("page")),
        "text": text,
        "family": family,
        "families": families,
    }
    return render(request, "posture/targets.html", given)


@page("posture/targets/<str:family>/<path:name>/", may=May.SEE)
def target(request: HttpRequest, family: str, name: str) -> HttpResponse:
    """One target: what was seen of it and what was not."""
    seen = look(request)
    if seen is None:
        raise Http404("there is no run")
    if name not in seen.found.observed:
        raise Http404("no such target was read in this run")
    kinds = {str(one.family) for one in seen.found.run.targets if one.name == name} or set(Family)
    if family not in kinds:
        raise Http404("no such target was read in this run")
    said = request.GET.copy()
    said["target"] = name
    asked = Asked.of(said)
    with house().store.asked():
        gaps, every = seen.found.unseen(GAPS, name)
    posture = seen.found.run.posture
    path = posture.path.steps if posture and posture.path else ()
    given = {
        "look": seen,
        "family": Family(family),
        "orders": ORDERS,
        "name": name,
        "read_at": seen.found.observed[name],
        "asked": asked,
        "path": request.path,
        "gaps": merged(gaps),
        "more_gaps": every - len(gaps),
        "steps": [
            (at, step)
            for at, step in enumerate(path, 1)
            if any(key[0] == name for key in (*step.findings, *step.unknown))
        ],
        **listed(request, seen, asked),
    }
    return render(request, "posture/target.html", given)


def every_target(seen: Look) -> tuple[OfTarget, ...]:
    """The targets of a run, remembered."""

    def ask() -> tuple[OfTarget, ...]:
        with house().store.asked():
            return seen.found.by_target()

    return remembered(("targets", seen.found.id), ask)
