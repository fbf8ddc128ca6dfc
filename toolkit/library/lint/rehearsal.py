"""Rules on the exercise: there is one, and it tries what matters."""

from collections.abc import Iterator

from toolkit.core.playbook import Playbook
from toolkit.core.span import span
from toolkit.library.lint.kinds import Around, Fault
from toolkit.library.lint.ways import Ways

INJECTS, QUESTIONS = 3, 3


def exercise(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """A story, at least three turns in it, in order, each asking for steps, and questions for the talk afterwards."""
    said = playbook.exercise
    if not said.scenario.strip():
        yield Fault(rule="", where="exercise.scenario", says="is empty")
    if len(said.injects) < INJECTS:
        yield Fault(rule="", where="exercise.injects", says=f"expected {INJECTS} or more")
    if len(said.questions) < QUESTIONS:
        yield Fault(rule="", where="exercise.questions", says=f"expected {QUESTIONS} or more")
    if not said.target:
        says = "says no time within which containment should be reached"
        yield Fault(rule="", where="exercise.target", says=says, warning=True)
    for number, one in enumerate(said.injects):
        if not one.expects:
            yield Fault(rule="", where=f"exercise.injects[{number}]", says="expects nothing of anybody")
    yield from _order(playbook)


def _order(playbook: Playbook) -> Iterator[Fault]:
    try:
        times = [span(one.at) for one in playbook.exercise.injects]
    except ValueError:
        return  # said by the rule on spans
    if times != sorted(times):
        yield Fault(rule="", where="exercise.injects", says="are not in the order of their times")
