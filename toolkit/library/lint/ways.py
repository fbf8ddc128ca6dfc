"""The ways through a playbook: what lies inside what, and what is surely behind whoever stands at a step.

A playbook is a graph with two brackets in it: a parallel, whose branches are all walked, and a loop, whose body is
walked at least once. Plain reachability misses both: after a parallel everything of every branch is done, not only
what the branches have in common.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.core.playbook import BACK, CLOSE, Decision, Loop, Parallel, Playbook, Step, following

Inside = tuple[tuple[str, str], ...]
"""Brackets around a step, the outermost first: the parallel's or loop's id and the branch's or body's first step."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One way on. `option` is the number of a decision's answer, or -1."""

    source: str
    option: int = -1


@dataclass(frozen=True, slots=True)
class Ending:
    """The way on from a bracket when all that is inside it is done."""

    bracket: str


Arrival = Edge | Ending


@dataclass(slots=True)
class Ways:
    """Filled in by `ways`."""

    playbook: Playbook
    steps: Mapping[str, Step]
    inside: dict[str, Inside] = field(default_factory=dict)
    """Of every step that can be reached."""
    arrivals: dict[str, list[Arrival]] = field(default_factory=dict)
    """How one comes to a step, or to `close`."""
    backs: dict[tuple[str, str], list[Arrival]] = field(default_factory=dict)
    """How a branch or body ends."""
    wrong: list[tuple[str, str]] = field(default_factory=list)
    """Step and what is wrong with where it leads."""

    def behind(self) -> Mapping[str, int]:
        """For each step the steps that are surely done on arriving there, as a set of bits (`bit`)."""
        return _Behind(self).settle()

    def bit(self, step: str) -> int:
        """The bit of a step."""
        return 1 << self._order()[step]

    def _order(self) -> Mapping[str, int]:
        return {step.id: place for place, step in enumerate(self.playbook.step)}

    def branches(self, bracket: str) -> tuple[str, ...]:
        """The first steps inside a bracket."""
        step = self.steps[bracket]
        if isinstance(step, Parallel):
            return step.branches
        return (step.body,) if isinstance(step, Loop) else ()

    def onward(self, step: str) -> Iterator[str]:
        """Every step that one can come to next, and `close`."""
        for target, arrivals in self.arrivals.items():
            if any(_of(one) == step for one in arrivals):
                yield target


def _of(arrival: Arrival) -> str:
    return arrival.source if isinstance(arrival, Edge) else arrival.bracket


def ways(playbook: Playbook) -> Ways:
    """Walk a playbook from its first step. What leads nowhere is written down and not followed."""
    found = Ways(playbook, playbook.steps())
    _Walk(found).all()
    return found


class _Walk:
    def __init__(self, found: Ways) -> None:
        self.found = found
        self.after = following(found.playbook)
        self.ahead: list[tuple[str, Inside]] = []

    def all(self) -> None:
        self.found.arrivals[CLOSE] = []
        self.ahead.append((self.found.playbook.start.id, ()))
        while self.ahead:
            name, inside = self.ahead.pop()
            if name not in self.found.inside:
                self.found.inside[name] = inside
                self._leave(self.found.steps[name], inside)
            elif self.found.inside[name] != inside:
                self.found.wrong.append((name, _twice(self.found.inside[name], inside)))

    def _leave(self, step: Step, inside: Inside) -> None:
        after = self.after[step.id]
        if step.only_at and isinstance(step, Decision | Parallel | Loop):  # at another level it is passed by
            self._go(after, inside, Edge(step.id), step.id)
        match step:
            case Decision():
                for number, option in enumerate(step.options):
                    self._go(option.next, inside, Edge(step.id, number), step.id)
            case Parallel() | Loop():
                for first in self.found.branches(step.id):
                    self.found.backs.setdefault((step.id, first), [])
                    self._go(first, (*inside, (step.id, first)), Edge(step.id), step.id)
                self._go(after, inside, Ending(step.id), step.id)
            case _:
                self._go(after, inside, Edge(step.id), step.id)

    def _go(self, target: str, inside: Inside, way: Arrival, source: str) -> None:
        if inside and target == inside[-1][0]:
            target = BACK  # a way to what is around it is the way back
        if target == BACK and not inside:
            self.found.wrong.append((source, "goes `back`, and is in no branch and no loop"))
        elif target == BACK:
            self.found.backs[inside[-1]].append(way)
        elif target == CLOSE and inside:
            self.found.wrong.append((source, f"closes the playbook from within {inside[-1][0]}: say `back`"))
            self.found.backs[inside[-1]].append(way)
        elif target == CLOSE or target in self.found.steps:
            self.found.arrivals.setdefault(target, []).append(way)
            if target != CLOSE:
                self.ahead.append((target, inside))
        else:
            self.found.wrong.append((source, f"leads to {target!r}, and there is no such step"))


def _twice(one: Inside, other: Inside) -> str:
    names = [f"{way[-1][0]} ({way[-1][1]})" if way else "no branch" for way in (one, other)]
    return f"is come to from {names[0]} and from {names[1]}: a step belongs to one"


class _Behind:
    """A greatest fixed point: everything is behind everywhere, until a way is found on which it is not."""

    def __init__(self, found: Ways) -> None:
        self.found = found
        self.bits = {step.id: 1 << place for place, step in enumerate(found.playbook.step)}
        everything = (1 << len(self.bits)) - 1
        self.now = dict.fromkeys(found.inside, everything)

    def settle(self) -> Mapping[str, int]:
        start = self.found.playbook.start.id
        changed = True
        while changed:
            changed = False
            for name in self.found.inside:
                arrivals = self.found.arrivals.get(name, [])
                fresh = 0 if name == start else self._all(arrivals)
                changed |= fresh != self.now[name]
                self.now[name] = fresh
        return self.now

    def _all(self, arrivals: list[Arrival]) -> int:
        common = -1
        for one in arrivals:
            common &= self._along(one)
        return max(common, 0)

    def _along(self, arrival: Arrival) -> int:
        name = _of(arrival)
        done = self.now[name] | self.bits[name]
        if isinstance(arrival, Ending):
            for first in self.found.branches(name):
                ends = self.found.backs.get((name, first), [])
                done |= self._all(ends) if ends else 0
        return done
