"""How prepared the house is: what holds it down, what is due, what to do next."""

from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse

from reports.readiness import words as said
from toolkit.core.run import Run
from toolkit.usecase.coverage import coverage
from toolkit.usecase.history import kept
from toolkit.usecase.incident.listing import every
from toolkit.usecase.notice.ready import notices_ready
from toolkit.usecase.playbook import ready
from toolkit.usecase.playbook.shelf import shelf
from toolkit.usecase.readiness import readiness_of
from toolkit.web.house import house
from toolkit.web.rendering import render
from toolkit.web.roles import May
from toolkit.web.route import page

CALLED_WITHIN = timedelta(days=ready.CALLED_WITHIN)


@page("readiness/", may=May.SEE)
def readiness(request: HttpRequest) -> HttpResponse:
    """The number, the scenario of today's weakest path on top, and what to do next."""
    found = readiness_of(house().settings, _last(), _today())
    first = next((one for one in found.scenarios if one.scenario == found.easiest), None)
    given = {
        "found": found,
        "first": first,
        "rest": [one for one in found.scenarios if one is not first],
        "next": list(said.next_steps(([first] if first else []) + list(found.scenarios)))[:12],
        "said": said,
        "titles": _titles(),
        "tab": "readiness",
    }
    return render(request, "readiness/readiness.html", given)


@page("readiness/playbooks/", may=May.SEE, name="ready_playbooks")
def playbooks(request: HttpRequest) -> HttpResponse:
    """Each playbook: proved, signed, rehearsed, with people to call."""
    catalogue = house().catalogue
    known = {one.check.id for one in (*catalogue.found, *catalogue.dormant)}
    found = ready.ready(house().settings, list(shelf(house().settings)), known, _today())
    ordered = sorted(found, key=lambda one: (one.so, -sum(not item.ok for item in one.items), one.title))
    return render(request, "readiness/playbooks.html", {"found": ordered, "tab": "playbooks"})


@page("readiness/coverage/", may=May.SEE, name="ready_coverage")
def matrix(request: HttpRequest) -> HttpResponse:
    """Stores against playbooks."""
    cells = coverage(house().settings, _last(), _today())
    by_place = {(one.store, one.playbook): one for one in cells}
    stores = {one.store: one.sensitive for one in cells}
    books = sorted(
        {one.playbook for one in cells}, key=lambda name: (-sum(c.gap for c in cells if c.playbook == name), name)
    )
    given = {"cells": by_place, "stores": stores, "books": books, "titles": _titles(), "tab": "coverage"}
    return render(request, "readiness/coverage.html", given)


@page("readiness/notices/", may=May.SEE, name="ready_notices")
def notices(request: HttpRequest) -> HttpResponse:
    """Each letter that a law asks for: written, linted, approved, rehearsed, addressed."""
    found = notices_ready(house().settings, _today())
    laws = sorted({one.law for one in found.letters})
    by_law = {law: [one for one in found.letters if one.law == law] for law in laws}
    return render(request, "readiness/notices.html", {"found": found, "by_law": by_law, "tab": "notices"})


@page("readiness/contacts/", may=May.SEE_INCIDENTS, name="ready_contacts")
def contacts(request: HttpRequest) -> HttpResponse:
    """Whom to call, by role, and when they last answered; roles that nobody has."""
    people = house().settings.inventory.contacts
    wanted = {name for one in shelf(house().settings).values() for name in one.playbook.roles}
    given = {
        "people": sorted(people, key=lambda one: (one.role, one.deputy, one.name)),
        "late": {one.name for one in people if one.verified_on is None or _today() - one.verified_on > CALLED_WITHIN},
        "missing": sorted(wanted - {one.role for one in people}),
        "days": CALLED_WITHIN.days,
        "tab": "contacts",
    }
    return render(request, "readiness/contacts.html", given)


@page("readiness/exercises/", may=May.SEE_INCIDENTS, name="ready_exercises")
def exercises(request: HttpRequest) -> HttpResponse:
    """What was rehearsed, and how it went."""
    from toolkit.core.incident.exercise import result  # noqa: PLC0415

    views, broken = every(house().settings.state, exercise=True)
    rows = [(one.incident, result(one.incident, one.events)) for one in views]
    given = {"rows": rows, "broken": broken, "titles": _titles(), "tab": "exercises"}
    return render(request, "readiness/exercises.html", given)


def _today() -> date:
    return datetime.now(UTC).date()


def _last() -> Run | None:
    return kept(house().store, None, house().catalogue) if house().store.run() else None


def _titles() -> dict[str, str]:
    return {name: one.playbook.title for name, one in shelf(house().settings).items()}
