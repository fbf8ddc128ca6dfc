"""Start a scan and watch it. What is shown is what the store and the locks say, so it is right after any restart."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from toolkit.core.run import RunStatus
from toolkit.store import RunSummary
from toolkit.web.house import house
from toolkit.web.posture import started
from toolkit.web.posture.started import Started
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """How far a scan is. `run` is the newest run, None before there is one; `asked` what a page started last."""

    running: bool
    run: RunSummary | None
    asked: Started | None
    ours: bool
    """The run is that of the scan which a page started last."""
    said: str

    @property
    def share(self) -> int:
        """How much of it is read, in per cent."""
        return round(100 * self.run.observed / self.run.targets) if self.run and self.run.targets else 0

    @property
    def died(self) -> bool:
        """What a page started ended without a finished run."""
        if self.running or self.asked is None:
            return False
        return not (self.ours and self.run is not None and self.run.status is RunStatus.FINISHED)


@page("posture/scan/", may=May.SEE, post=May.SCAN, methods="GET POST")
def scan(request: HttpRequest) -> HttpResponse:
    """Whether a scan runs, how far it is, and the form that starts one."""
    here = house()
    names = [target.name for target in here.settings.inventory.targets()]
    if request.method == "POST":
        wanted = tuple(name for name in names if name in set(request.POST.getlist("target")))
        newest = next(iter(here.store.runs(1)), None)
        started.start(here, by=request.user.get_username(), targets=wanted, after=newest.id if newest else 0)
        return redirect("scan")
    return render(request, "posture/scan.html", {"watched": watched(), "names": names})


@page("posture/scan/part/", may=May.SEE, name="scan_part")
def part(request: HttpRequest) -> HttpResponse:
    """How far it is: the part of the page that is asked for every two seconds while a scan runs."""
    return render(request, "posture/scanpart.html", {"watched": watched()})


def watched() -> Watched:
    """What can be seen of the newest scan."""
    here = house()
    state = here.settings.state
    running = started.anybody_scans(state)
    run = next(iter(here.store.runs(1)), None)
    asked = started.last(state)
    ours = bool(asked and run and run.id > asked.after)
    return Watched(running=running, run=run, asked=asked, ours=ours, said=started.said(state) if asked else "")
