"""Whoever confirms that personal data was affected owes an answer: told, or decided not to and why.

For every step the obligations that may still be open on arriving there are computed, over every way through the
playbook. What is open at `close` is a fault, with a way on which it happens.
"""

from collections import deque
from collections.abc import Iterator, Mapping

from toolkit.core.playbook import CLOSE, Decision, Milestone, Playbook, Step, Sub
from toolkit.library.lint.kinds import Around, Fault, at
from toolkit.library.lint.ways import Arrival, Edge, Ending, Ways, ways

ANSWERS = (Milestone.NOTIFIED, Milestone.NOT_NOTIFYING)
AT_START = "(before)"


def obligations(playbook: Playbook, around: Around, found: Ways) -> Iterator[Fault]:
    """Every way on from "personal data confirmed" comes to "notified" or to a recorded decision not to notify."""
    owed = _Owed(found, around.playbooks, (playbook.id,))
    owed.settle()
    for point in owed.points:
        if owed.open_at_close(point):
            way = " -> ".join(owed.example(point))
            says = f"personal data is confirmed here, and the playbook can end with nobody told or decided: {way}"
            yield Fault(rule="", where=at(point.partition("#")[0]), says=says)


def answers(playbook: Playbook, library: Mapping[str, Playbook], running: tuple[str, ...]) -> bool:
    """Whether a playbook, run as a step, answers what was owed before it on each of its ways."""
    owed = _Owed(ways(playbook), library, (*running, playbook.id), before=True)
    owed.settle()
    return CLOSE in owed.found.arrivals and not owed.open_at_close(AT_START)


class _Owed:
    """A least fixed point: nothing is owed anywhere, until a way is found on which it is."""

    def __init__(
        self, found: Ways, library: Mapping[str, Playbook], running: tuple[str, ...], *, before: bool = False
    ) -> None:
        self.found = found
        self.library = library
        self.running = running
        self.before = before
        self.points = [AT_START] if before else []
        self.points += [point for step in found.inside for point in _confirms(found.steps[step])]
        self.bits = {point: 1 << place for place, point in enumerate(self.points)}
        self.now = dict.fromkeys((*found.inside, CLOSE), 0)
        self.answering = {name for name in found.inside if self._answers(found.steps[name])}

    def settle(self) -> None:
        changed = True
        while changed:
            changed = False
            for name in self.now:
                fresh = self._at(name)
                changed |= fresh != self.now[name]
                self.now[name] = fresh

    def open_at_close(self, point: str) -> bool:
        return bool(self.now[CLOSE] & self.bits[point])

    def _at(self, name: str) -> int:
        start = self.bits[AT_START] if self.before and name == self.found.playbook.start.id else 0
        return start | self._any(self.found.arrivals.get(name, []))

    def _any(self, arrivals: list[Arrival]) -> int:
        owed = 0
        for one in arrivals:
            owed |= self._along(one)
        return owed

    def _along(self, arrival: Arrival) -> int:
        if isinstance(arrival, Edge):
            return self._after(arrival)
        owed = self._after(Edge(arrival.bracket))
        ends = [
            self._any(self.found.backs.get((arrival.bracket, first), []))
            for first in self.found.branches(arrival.bracket)
        ]
        # What was owed before is answered when one branch answers it; what a branch confirms, it must answer itself.
        within = sum(self.bits[point] for point in self.points if self._is_within(point, arrival.bracket))
        for one in ends:
            owed &= one | within
        for one in ends:
            owed |= one & within
        return owed

    def _is_within(self, point: str, bracket: str) -> bool:
        name = point.partition("#")[0]
        return any(one == bracket for one, _first in self.found.inside.get(name, ()))

    def _after(self, edge: Edge) -> int:
        step = self.found.steps[edge.source]
        owed = self.now[edge.source]
        if isinstance(step, Decision) and edge.option >= 0:
            reached = step.options[edge.option].reaches
            owed |= self.bits.get(f"{step.id}#{edge.option}", 0)
            if reached in ANSWERS and not step.only_at:
                return 0
        owed |= self.bits.get(step.id, 0)
        return 0 if edge.source in self.answering else owed

    def _answers(self, step: Step) -> bool:
        """A step that the level may leave out answers nothing for sure."""
        if step.only_at:
            return False
        if step.reaches in ANSWERS:
            return True
        if not isinstance(step, Sub) or step.playbook in self.running or step.playbook not in self.library:
            return False
        return answers(self.library[step.playbook], self.library, self.running)

    def example(self, point: str) -> list[str]:
        """The shortest way on which it stays open, as steps from where it was confirmed."""
        first, _, option = point.partition("#")
        ahead = deque([[first]])
        seen: set[str] = set()
        while ahead:
            way = ahead.popleft()
            for target in self._onward(way[-1], option if way == [first] else ""):
                if target == CLOSE:
                    return [*way, CLOSE]
                if target not in seen and self.now[target] & self.bits[point]:
                    seen.add(target)
                    ahead.append([*way, target])
        return [first, "...", CLOSE]

    def _onward(self, name: str, option: str) -> Iterator[str]:
        """Where one comes from here with it still open; from a branch's end to what is after the bracket."""
        for target, arrivals in self.found.arrivals.items():
            for one in arrivals:
                leaves = isinstance(one, Edge) and one.source == name and (not option or one.option == int(option))
                ends = isinstance(one, Ending) and self._ends(one.bracket, name)
                if (leaves and self._along(one)) or ends:
                    yield target

    def _ends(self, bracket: str, name: str) -> bool:
        return any(
            isinstance(one, Edge) and one.source == name
            for (around, _first), ends in self.found.backs.items()
            for one in ends
            if around == bracket
        )


def _confirms(step: Step) -> Iterator[str]:
    if step.reaches is Milestone.PERSONAL_DATA_CONFIRMED:
        yield step.id
    if isinstance(step, Decision):
        for number, option in enumerate(step.options):
            if option.reaches is Milestone.PERSONAL_DATA_CONFIRMED:
                yield f"{step.id}#{number}"
