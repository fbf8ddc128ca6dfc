"""Findings: searched, filtered, sorted, exported; and one finding with its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from reports.table import table
from toolkit.core.finding import Finding
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome
from toolkit.store.sieve import Counted, Order, Sieve
from toolkit.usecase.posture import with_rule
from toolkit.web.house import house
from toolkit.web.posture.asked import Asked, Look, look
from toolkit.web.posture.memory import remembered
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page
from toolkit.web.vocabulary import SEVERITY

QUARTER = timedelta(days=90)
"""For how long an exception is proposed."""

EACH = 50
"""Findings on a page."""

ORDERS = (
    (Order.WORST, _("The worst first")),
    (Order.NEWEST, _("The newest first")),
    (Order.TARGET, _("By target")),
    (Order.CHECK, _("By check")),
)


@page("posture/findings/", may=May.SEE)
def findings(request: HttpRequest) -> HttpResponse:
    """The findings of a run that the filters in the address let through."""
    seen = look(request)
    if seen is None:
        return redirect("posture")
    asked = Asked.of(request.GET)
    given = {"look": seen, "asked": asked, "orders": ORDERS, **listed(request, seen, asked)}
    answer = render(request, "posture/findings.html", given)
    if request.htmx:  # without the empty fields of the form
        answer["HX-Push-Url"] = f"{request.path}?{asked.query}" if asked.query else request.path
    return answer


@page("posture/findings.csv", may=May.SEE)
def findings_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The same findings as a table, all of them, without pages."""
    seen = look(request)
    if seen is None:
        raise Http404("there is no run")
    asked = Asked.of(request.GET)
    ruled = (with_rule(one, seen.rules.held) for one in seen.found.each(asked.sieve(seen.rules), asked.order))
    answer = StreamingHttpResponse(
        (piece.encode("utf-8", "replace") for piece in table(ruled)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="findings-run-{seen.found.id}.csv"'
    return answer


@page("posture/finding/", may=May.SEE)
def finding(request: HttpRequest) -> HttpResponse:
    """One finding: what was seen, how it is mended, what it was before."""
    seen = look(request)
    if seen is None:
        raise Http404("there is no run")
    store = house().store
    key = (request.GET.get("target", ""), request.GET.get("check", ""), request.GET.get("resource", ""))
    with store.asked():
        found = seen.found.named([key]).get(key)
        states = seen.found.history(key)
    if found is None and not states:
        raise Http404("there is no such finding")
    given = {
        "look": seen,
        "finding": with_rule(found, seen.rules.held) if found else None,
        "key": key,
        "states": states[:EACH],
        "steps": steps(seen, key),
        "until": str(datetime.now(UTC).date() + QUARTER),
        "open_words": f"{key[1]}@{key[0]}:{key[2]}",
    }
    return render(request, "posture/finding.html", given)


def steps(seen: Look, key: tuple[str, str, str]) -> list[int]:
    """The steps of the weakest path that this finding eases, by number."""
    posture = seen.found.run.posture
    path = posture.path if posture else None
    return [at for at, step in enumerate(path.steps, 1) if key in (*step.findings, *step.unknown)] if path else []


class Listed:
    """The findings behind a paginator: counted already, and read only for the page that is shown."""

    def __init__(self, seen: Look, sieve: Sieve, order: Order, counts: Sequence[Counted]) -> None:
        self._seen, self._sieve, self._order, self._counts = seen, sieve, order, counts

    def __len__(self) -> int:
        return sum(one.number for one in self._counts if self._sieve.lets(one))

    def __getitem__(self, place: slice) -> list[Finding]:
        with house().store.asked():
            found = self._seen.found.page(
                self._sieve, self._order, self._counts, place.start, place.stop - place.start
            )
        return [with_rule(one, self._seen.rules.held) for one in found]


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: what can be chosen, how many findings each would show, and what is chosen."""

    name: str
    title: Any
    choices: tuple[tuple[str, Any, int], ...]
    chosen: frozenset[str]


def listed(request: HttpRequest, seen: Look, asked: Asked) -> dict[str, Any]:
    """A page of findings, with the counts of every filter as the others leave it."""
    wide = Sieve(text=asked.text, targets=(asked.target,) if asked.target else (), rules=seen.rules.held)
    key = ("counts", seen.found.id, wide.text, tuple(wide.targets), tuple(wide.rules))

    def count() -> tuple[Counted, ...]:
        with house().store.asked():
            return seen.found.counts(wide)

    counts = remembered(key, count, most=64)
    sieve = asked.sieve(seen.rules)
    behind = Listed(seen, sieve, asked.order, counts)
    found = Paginator(behind, EACH).get_page(request.GET.get("page"))
    return {
        "found": found,
        "number": len(behind),
        "facets": facets(counts, asked, sieve),
        "checks": checks(counts, asked, sieve),
    }


def facets(counts: Sequence[Counted], asked: Asked, sieve: Sieve) -> list[Facet]:
    """Outcome, severity, family."""
    families = [one for one in Family if any(row.family is one for row in counts)]
    return [
        _facet(("outcome", _("Outcome")), OUTCOMES, counts, sieve, asked.outcomes),
        _facet(("severity", _("Severity")), SEVERITY, counts, sieve, asked.severities),
        _facet(("family", _("Family")), {one: FAMILIES[one] for one in families}, counts, sieve, asked.families),
    ]


OUTCOMES = {
    Outcome.FAIL: _("Failing"),
    Outcome.UNKNOWN: _("Not seen"),
    Outcome.PASS: _("Passing"),
    Outcome.NOT_APPLICABLE: _("Not applicable"),
}
FAMILIES = {
    Family.SERVER: _("Servers"),
    Family.CLOUD: _("Cloud accounts"),
    Family.NETWORK: _("Networks"),
    Family.REGISTER: _("Registers"),
}


def checks(counts: Sequence[Counted], asked: Asked, sieve: Sieve) -> list[tuple[str, str]]:
    """The checks that have findings under the other filters, as options."""
    found: dict[str, int] = {}
    for one in counts:
        if sieve.lets(one, "check"):
            found[one.check] = found.get(one.check, 0) + one.number
    if asked.check:
        found.setdefault(asked.check, 0)
    return [(name, f"{name} ({found[name]:,})") for name in sorted(found)]


def _facet(
    about: tuple[str, Any], titles: dict[Any, Any], counts: Sequence[Counted], sieve: Sieve, chosen: Iterable[Any]
) -> Facet:
    name, title = about
    numbers = dict.fromkeys(titles, 0)
    for one in counts:
        if sieve.lets(one, name) and getattr(one, name) in numbers:
            numbers[getattr(one, name)] += one.number
    choices = tuple((one.value, words, numbers[one]) for one, words in titles.items())
    return Facet(name, title, choices, frozenset(one.value for one in chosen))
