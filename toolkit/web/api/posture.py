"""Calls on the posture."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from reports import document
from reports.fixes.document import fixes_document
from reports.lines import record
from reports.playbook.ready import coverage_document, ready_document
from reports.readiness.document import readiness_document
from reports.trend.document import trend_document
from toolkit.core.errors import Problem, UserError
from toolkit.core.run import Run
from toolkit.usecase.coverage import coverage as cells_of
from toolkit.usecase.fixes import fixes_of
from toolkit.usecase.history import kept
from toolkit.usecase.playbook import ready as books
from toolkit.usecase.playbook.shelf import shelf
from toolkit.usecase.readiness import readiness_of
from toolkit.usecase.trend import trend as trend_of
from toolkit.web.api.door import Given, call
from toolkit.web.house import house
from toolkit.web.roles import May

PAGE = 500
RUN = Given(name="run", says="Number of a run; without it, the last finished one.", kind="integer")
AFTER = Given(name="after", says="Where the page before ended.", kind="integer")


@call("posture/", may=May.SEE, query=(RUN,))
def posture(request: HttpRequest) -> Any:
    """The score, its interval, the weakest path and what was not seen; null where nothing was scored."""
    found = _run(request)
    return document.posture(found.posture) if found.posture else None


@call("runs/", may=May.SEE)
def runs(_request: HttpRequest) -> Any:
    """The newest runs."""
    return [
        {
            "id": one.id,
            "status": str(one.status),
            "started_at": one.started_at.isoformat(),
            "finished_at": one.finished_at.isoformat() if one.finished_at else None,
            "score": one.score,
        }
        for one in house().store.runs(50)
    ]


@call("findings/", may=May.SEE, query=(RUN, AFTER))
def findings(request: HttpRequest) -> Any:
    """Findings of a run, 500 a page; `next` is null on the last one."""
    after = _number(request, "after") or 0
    found = _run(request)
    rows = found.findings[after : after + PAGE]
    more = after + PAGE if after + PAGE < len(found.findings) else None
    return {"run": found.id, "findings": [record(one) for one in rows], "next": more}


@call("fixes/", may=May.SEE, query=(RUN, Given(name="target", says="Score to reach, 0 to 100.", kind="number")))
def fixes(request: HttpRequest) -> Any:
    """What to do, what it gains, and the cheapest set of fixes to a score."""
    try:
        target = float(request.GET.get("target", "60"))
    except ValueError as no:
        raise UserError(Problem("target", "", "expected a number")) from no
    answer = fixes_of(house().catalogue, house().store, run=_number(request, "run"), target=target)
    return fixes_document(answer.run, answer.fixes, answer.note)


@call("trend/", may=May.SEE)
def trend(_request: HttpRequest) -> Any:
    """The score from run to run, and why it changed last."""
    return trend_document(trend_of(house().store))


@call("readiness/", may=May.SEE)
def readiness(_request: HttpRequest) -> Any:
    """How well prepared the organisation is for the day after."""
    return readiness_document(readiness_of(house().settings, _last(), datetime.now(UTC).date()))


@call("coverage/", may=May.SEE)
def coverage(_request: HttpRequest) -> Any:
    """Stores, the playbooks each calls for, and the gaps."""
    return coverage_document(cells_of(house().settings, _last(), datetime.now(UTC).date()))


@call("playbooks/", may=May.SEE)
def playbooks(_request: HttpRequest) -> Any:
    """Each playbook, how ready it is, and what to do for what is not."""
    settings, catalogue = house().settings, house().catalogue
    known = {one.check.id for one in (*catalogue.found, *catalogue.dormant)}
    return ready_document(books.ready(settings, list(shelf(settings)), known, datetime.now(UTC).date()))


def _run(request: HttpRequest) -> Run:
    return kept(house().store, _number(request, "run"), house().catalogue)


def _last() -> Run | None:
    return kept(house().store, None, house().catalogue) if house().store.run() else None


def _number(request: HttpRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    if said and not (said.isdecimal() and len(said) < 12):
        raise UserError(Problem(name, "", "expected a number"))
    return int(said) if said else None
