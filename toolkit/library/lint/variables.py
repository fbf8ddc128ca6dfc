"""Rules on variables: each has one producer, and nobody reads one before it is known."""

from collections.abc import Iterator, Mapping

from toolkit.core.playbook import Giver, Playbook, Step, Sub
from toolkit.library.lint.kinds import Around, Fault, at
from toolkit.library.lint.said import mentions
from toolkit.library.lint.ways import Ways


def produced_once(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """A variable has exactly one producer: who gives it, or the step that finds it out. And somebody reads it."""
    makers = _makers(playbook)
    read = {name for step in playbook.step for _key, name in mentions(step)}
    for name, variable in playbook.variables.items():
        where = f"variables.{name}"
        by = [step.id for step in makers.get(name, ())]
        if variable.given_by and by:
            yield Fault(rule="", where=where, says=f"is given by the {variable.given_by} and produced by {by[0]}")
        if not variable.given_by and not by:
            yield Fault(rule="", where=where, says="nobody gives it and no step produces it")
        if len(by) > 1:
            yield Fault(rule="", where=where, says=f"is produced by {' and by '.join(by)}: expected one step")
        if name not in read:
            yield Fault(
                rule="", where=where, says="no step mentions it: who is to know it, and what for?", warning=True
            )
    for name, steps in makers.items():
        if name not in playbook.variables:
            yield Fault(rule="", where=at(steps[0].id, "produces"), says=f"{name!r} is not declared")


def known_in_time(playbook: Playbook, _around: Around, found: Ways) -> Iterator[Fault]:
    """On every way to a step that mentions a variable, the step that finds it out lies before."""
    makers = _makers(playbook)
    behind = found.behind()
    for step in playbook.step:
        for key, name in mentions(step):
            if name not in playbook.variables:
                yield Fault(rule="", where=at(step.id, key), says=f"{{{name}}} is not declared")
                continue
            for maker in makers.get(name, [])[:1] if step.id in behind else ():
                if why := _too_late(step, maker, behind[step.id], found):
                    yield Fault(rule="", where=at(step.id, key), says=f"{{{name}}} {why}")


def _too_late(step: Step, maker: Step, behind: int, found: Ways) -> str:
    """Why the step that finds something out may not have done so; empty when it has."""
    if maker.id == step.id:  # it may speak of what it finds out
        return ""
    if not behind & found.bit(maker.id):
        return f"is found out by {maker.id}, which does not come before this on every way"
    if maker.only_at and not _covers(maker, step):
        return f"is found out by {maker.id} at {', '.join(maker.only_at)} only"
    return ""


def _covers(maker: Step, step: Step) -> bool:
    return bool(step.only_at) and set(step.only_at) <= set(maker.only_at)


def handed_on(playbook: Playbook, around: Around, _found: Ways) -> Iterator[Fault]:
    """A sub-playbook is given the variables that its caller is to give, and no others."""
    for step in playbook.step:
        if not isinstance(step, Sub) or step.playbook not in around.playbooks:
            continue
        theirs = around.playbooks[step.playbook].variables
        for name in step.given:
            if name not in theirs:
                says = f"{step.playbook} has no variable {name!r}"
                yield Fault(rule="", where=at(step.id, f"with.{name}"), says=says)
        missing = [name for name, one in theirs.items() if one.given_by is Giver.CALLER and name not in step.given]
        for name in missing:
            says = f"{step.playbook} expects {name!r} of whoever runs it"
            yield Fault(rule="", where=at(step.id, "with"), says=says)


def _makers(playbook: Playbook) -> Mapping[str, list[Step]]:
    makers: dict[str, list[Step]] = {}
    for step in playbook.step:
        for name in step.produces:
            makers.setdefault(name, []).append(step)
    return makers
