"""What goes on the printed sheet of a playbook, for the day the network is down."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any, TypeVar

from toolkit.act.verbs import verbs
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Frame, Incident, StepState, due_at, key_of
from toolkit.core.playbook import BACK, CLOSE, Action, Notify, Playbook, Step, filled, following, leads_to
from toolkit.core.sheet import ByHand, Entry, Inside, Sheet
from toolkit.library.lint.ways import Edge, Ways, ways
from toolkit.library.notices import Shelf
from toolkit.library.playbooks import Shelved, references
from toolkit.usecase.notice.shelf import library as notices
from toolkit.usecase.playbook.shelf import shelf

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What sheets take names from, read once for all of them."""

    settings: Settings
    books: Mapping[str, Shelved]
    notices: Shelf


@dataclass(frozen=True, slots=True)
class _Filling:
    """What an incident fills a sheet with; without one it stays blank."""

    incident: Incident | None = None
    frame: str = ""

    @property
    def known(self) -> Mapping[str, str]:
        return self.incident.known(self.frame) if self.incident else {}

    def state(self, key: str) -> StepState:
        return self.incident.state_of(key) if self.incident else StepState()

    def due(self, key: str) -> datetime | None:
        times = due_at(self.incident, key) if self.incident else None
        return times[1] if times else None


def library(settings: Settings) -> Library:
    """Everything there is. Raises `UserError` when something of it is broken."""
    return Library(settings=settings, books=shelf(settings), notices=notices(settings))


def sheet(library: Library, book: Shelved, today: date) -> Sheet:
    """The blank sheet of a playbook. Raises `UserError`."""
    return _sheet(library, book.playbook, book.digest, today, _Filling())


def filled_sheet(library: Library, incident: Incident, playbook: str, today: date, zone: tzinfo = UTC) -> Sheet:
    """The sheet of a playbook that this incident is at, with what is known and done; empty: of its first one.

    Raises `UserError` when the incident runs no such playbook.
    """
    frame = _frame(incident, playbook)
    made = _sheet(library, frame.playbook, frame.digest, today, _Filling(incident, frame.key))
    return replace(made, zone=zone)


def in_progress(incident: Incident) -> tuple[str, ...]:
    """Ids of the playbooks that an incident is at or has been through, the first one first."""
    return tuple(dict.fromkeys(frame.playbook.id for frame in incident.frames.values()))


def _frame(incident: Incident, playbook: str) -> Frame:
    fitting = [one for one in incident.frames.values() if playbook in ("", one.playbook.id, one.key)]
    if not fitting:
        known = ", ".join(in_progress(incident))
        raise UserError(Problem("PLAYBOOK", "", f"{incident.id} does not run {playbook!r}; it runs {known}"))
    return fitting[0]


def _sheet(
    library: Library,
    playbook: Playbook,
    digest: str,
    today: date,
    filling: _Filling,
) -> Sheet:
    _sound(playbook)
    settings, inventory = library.settings, library.settings.inventory
    return Sheet(
        playbook=playbook,
        digest=digest,
        entries=tuple(_entries(playbook, filling)),
        printed_on=today,
        organisation=settings.organisation.name,
        contacts=inventory.contacts,
        vendors=tuple(one.name for one in inventory.vendors),
        data_protection_contact=settings.organisation.data_protection_contact,
        sheets=_titles(library.books, playbook),
        notices=_notices(library.notices, playbook),
        verbs=_verbs(playbook),
        known=filling.known,
        incident=filling.incident,
        frame=filling.frame,
    )


def _sound(playbook: Playbook) -> None:
    """Raise `UserError` where a step leads nowhere: on paper nobody would find out before the day."""
    steps, after = playbook.steps(), following(playbook)
    problems = [Problem(playbook.id, f"step[{name}]", words) for name, words in ways(playbook).wrong]
    for step in playbook.step:
        problems += [
            Problem(playbook.id, f"step[{step.id}]", f"leads to {target!r}, and there is no such step")
            for target in leads_to(step, after[step.id])
            if target not in (*steps, CLOSE, BACK)
        ]
    if len(steps) < len(playbook.step):
        problems.append(Problem(playbook.id, "step", "two steps have one id"))
    if problems:
        raise UserError(dict.fromkeys(problems))


def _entries(playbook: Playbook, filling: _Filling) -> Iterator[Entry]:
    found, after = ways(playbook), following(playbook)
    order = in_order_of_flow(found)
    numbers = {name: number for number, name in enumerate(order, 1)}
    for name in order:
        key = key_of(filling.frame, name)
        yield Entry(
            number=numbers[name],
            key=key,
            step=_filled(found.steps[name], filling.known),
            then=after[name],
            inside=_inside(found, name, numbers),
            state=filling.state(key),
            due=filling.due(key),
        )


def _inside(found: Ways, name: str, numbers: Mapping[str, int]) -> Inside:
    around = found.inside.get(name, ())
    return tuple((numbers[bracket], found.branches(bracket).index(first)) for bracket, first in around)


def in_order_of_flow(found: Ways) -> tuple[str, ...]:
    """Ids of all steps: each behind what leads to it, what is in a bracket straight behind the bracket.

    Between ways of equal right the order of the file decides, and so it does where a way leads back. What no way
    leads to comes last: it is printed all the same.
    """
    reached = tuple(_level(found, ()))
    return (*reached, *(step.id for step in found.playbook.step if step.id not in found.inside))


def _level(found: Ways, around: tuple[tuple[str, str], ...]) -> Iterator[str]:
    here = [step.id for step in found.playbook.step if found.inside.get(step.id) == around]
    for name in _sorted(found, here):
        yield name
        for first in found.branches(name):
            yield from _level(found, (*around, (name, first)))


def _sorted(found: Ways, here: list[str]) -> Iterator[str]:
    """Steps of one level, topologically; the first in the file of those that may come."""
    place = {name: at for at, name in enumerate(here)}
    before = {name: _sources(found, name) & place.keys() - {name} for name in here}
    ready = [place[name] for name in here if not before[name]]
    left = set(here)
    while left:
        at = heapq.heappop(ready) if ready else min(place[name] for name in left)
        name = here[at]
        if name not in left:
            continue
        left.discard(name)
        yield name
        for other in left:
            if name in before[other]:
                before[other] = before[other] - {name}
                if not before[other]:
                    heapq.heappush(ready, place[other])


def _sources(found: Ways, name: str) -> set[str]:
    arrivals = found.arrivals.get(name, ())
    return {one.source if isinstance(one, Edge) else one.bracket for one in arrivals}


def _filled(value: T, known: Mapping[str, str]) -> T:
    """A step with what is known put into every text of it."""
    return _put(value, known) if known else value


def _put(value: Any, known: Mapping[str, str]) -> Any:
    if type(value) is str:  # a word of a closed vocabulary is a str, too, and stays
        return filled(value, known)
    if isinstance(value, tuple):
        return tuple(_put(one, known) for one in value)
    if isinstance(value, Mapping):
        return {name: _put(one, known) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _put(getattr(value, one.name), known) for one in fields(value)})
    return value


def _titles(books: Mapping[str, Shelved], playbook: Playbook) -> Mapping[str, str]:
    return {name: books[name].playbook.title for name in references(playbook) if name in books}


def _notices(shelf: Shelf, playbook: Playbook) -> Mapping[str, str]:
    wanted = {step.template for step in _of(playbook.step, Notify)} & shelf.templates.keys()
    return {name: shelf.templates[name].template.title for name in sorted(wanted)}


def _verbs(playbook: Playbook) -> Mapping[str, ByHand]:
    there = verbs()
    used = {step.verb for step in _of(playbook.step, Action)} & there.keys()
    return {
        name: ByHand(title=there[name].title, does=there[name].does, permissions=there[name].permissions)
        for name in sorted(used)
    }


def _of(steps: Iterable[Step], kind: type[T]) -> Iterator[T]:
    return (step for step in steps if isinstance(step, kind))
