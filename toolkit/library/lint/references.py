"""Rules on what a playbook points at: other playbooks, checks, notices, its own steps."""

from collections.abc import Iterator

from toolkit.core.playbook import OPENED, Action, Milestone, Notify, Playbook, Sub
from toolkit.library.lint.kinds import Around, Fault, at
from toolkit.library.lint.ways import Ways


def playbooks(playbook: Playbook, around: Around, _found: Ways) -> Iterator[Fault]:
    """Every playbook that one is sent to exists."""
    named = [(f"out_of_scope[{number}].playbook", one.playbook) for number, one in enumerate(playbook.out_of_scope)]
    named += [(at(step.id, "playbook"), step.playbook) for step in playbook.step if isinstance(step, Sub)]
    for where, name in named:
        if name not in around.playbooks and name != playbook.id:
            yield Fault(rule="", where=where, says=f"there is no playbook {name!r}")
    if playbook.id in {one.playbook for one in playbook.out_of_scope}:
        yield Fault(rule="", where="out_of_scope", says="sends to itself")


def checks(playbook: Playbook, around: Around, _found: Ways) -> Iterator[Fault]:
    """The checks whose PASS is to prove something exist."""
    if around.checks is None:
        return
    named = [
        (f"prerequisites[{number}].checks", name)
        for number, one in enumerate(playbook.prerequisites)
        for name in one.checks
    ]
    named += [(at(step.id, "ends"), name) for step in playbook.step if isinstance(step, Action) for name in step.ends]
    for where, name in named:
        if name not in around.checks:
            yield Fault(rule="", where=where, says=f"there is no check {name!r}")


def templates(playbook: Playbook, around: Around, _found: Ways) -> Iterator[Fault]:
    """A notice that a step is to send exists; on the day nobody has the time to write one."""
    if around.templates is None:
        return
    for step in playbook.step:
        if isinstance(step, Notify) and step.template and step.template not in around.templates:
            says = f"there is no notice {step.template!r}; `breachready notice kinds` lists them"
            yield Fault(rule="", where=at(step.id, "template"), says=says)


def own_steps(playbook: Playbook, _around: Around, found: Ways) -> Iterator[Fault]:
    """Deadlines and the exercise speak of steps that exist."""
    for step in playbook.step:
        if step.of != OPENED and step.of not in found.steps and step.of not in tuple(Milestone):
            says = f"{step.of!r} is no step and no milestone"
            yield Fault(rule="", where=at(step.id, "of"), says=says)
    for number, inject in enumerate(playbook.exercise.injects):
        for name in inject.expects:
            if name not in found.steps:
                yield Fault(rule="", where=f"exercise.injects[{number}].expects", says=f"there is no step {name!r}")
