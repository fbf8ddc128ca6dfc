"""Rules on the graph itself: names, ends, what cannot be reached and what cannot be left."""

import re
from collections import Counter
from collections.abc import Iterator

from toolkit.core.playbook import (
    BACK,
    CLOSE,
    OPENED,
    Decision,
    Level,
    Loop,
    Milestone,
    Parallel,
    Phase,
    Playbook,
    Sub,
)
from toolkit.library.lint.kinds import Around, Fault, at
from toolkit.library.lint.ways import Edge, Ways

_NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
RESERVED = (CLOSE, BACK, OPENED)
MOST = 200
"""Steps. A longer playbook is not followed at three in the morning."""


def names(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """Ids are kebab-case, each is used once, and none is a word of the format."""
    if not _NAME.match(playbook.id):
        yield Fault(rule="", where="id", says=f"{playbook.id!r}: expected words of small letters, joined by hyphens")
    for name, times in Counter(step.id for step in playbook.step).items():
        if not _NAME.match(name):
            yield Fault(rule="", where=at(name), says="expected words of small letters, joined by hyphens")
        if name in RESERVED or name in tuple(Milestone):
            yield Fault(rule="", where=at(name), says="is a word of the format and cannot name a step")
        if times > 1:
            yield Fault(rule="", where=at(name), says=f"{times} steps have this id")
    if len(playbook.step) > MOST:
        says = f"has {len(playbook.step)} steps; nobody follows more than {MOST}: make playbooks of its parts"
        yield Fault(rule="", where="step", says=says, warning=True)


def leads_somewhere(_playbook: Playbook, _around: Around, found: Ways) -> Iterator[Fault]:
    """Every way leads to a step of the playbook, branches end with `back`, and a step belongs to one branch."""
    yield from (Fault(rule="", where=at(step), says=says) for step, says in found.wrong)
    for bracket in (
        step for step in found.playbook.step if isinstance(step, Parallel | Loop) and step.id in found.inside
    ):
        if isinstance(bracket, Parallel) and len(set(bracket.branches)) < 2:
            yield Fault(rule="", where=at(bracket.id, "branches"), says="expected two branches or more")
        for first in found.branches(bracket.id):
            if first in found.steps and not found.backs.get((bracket.id, first)):
                yield Fault(rule="", where=at(bracket.id), says=f"what begins with {first} never comes `back`")


def reachable(playbook: Playbook, _around: Around, found: Ways) -> Iterator[Fault]:
    """Every step can be come to: a step that nobody reaches is a step that nobody does."""
    for step in playbook.step:
        if step.id not in found.inside:
            yield Fault(rule="", where=at(step.id), says="cannot be reached from the first step")


def ends(playbook: Playbook, around: Around, found: Ways) -> Iterator[Fault]:
    """From every step there is a way to the end, loops are bounded, and no playbook runs itself."""
    leaving = _leaving(found)
    for name in found.inside:
        if name not in leaving:
            yield Fault(rule="", where=at(name), says="there is no way from here to the end: it goes round for ever")
    for step in playbook.step:
        if isinstance(step, Loop) and step.at_most < 1:
            yield Fault(rule="", where=at(step.id, "at_most"), says="expected a number from 1")
        if isinstance(step, Sub) and (circle := _circle(playbook, step.playbook, around)):
            yield Fault(rule="", where=at(step.id), says=f"runs itself: {' -> '.join(circle)}")


def _leaving(found: Ways) -> set[str]:
    """Steps from which the end of the playbook, branch or body can be come to."""
    back: dict[str, set[str]] = {}
    ahead: list[str] = []
    for target, arrivals in found.arrivals.items():
        for one in arrivals:
            source = one.source if isinstance(one, Edge) else one.bracket
            back.setdefault(target, set()).add(source)
    ahead += back.get(CLOSE, ())
    for ending in found.backs.values():
        ahead += [one.source if isinstance(one, Edge) else one.bracket for one in ending]
    leaving: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name not in leaving:
            leaving.add(name)
            ahead += back.get(name, ())
    return leaving


def _circle(playbook: Playbook, called: str, around: Around) -> list[str]:
    """The way on which a playbook comes to run itself, if there is one."""
    ahead = [[playbook.id, called]]
    seen: set[str] = set()
    while ahead:
        way = ahead.pop()
        if way[-1] == playbook.id:
            return way
        if way[-1] in seen or way[-1] not in around.playbooks:
            continue
        seen.add(way[-1])
        ahead += [[*way, step.playbook] for step in around.playbooks[way[-1]].step if isinstance(step, Sub)]
    return []


REACHED = (Milestone.CONTAINED, Milestone.ERADICATED, Milestone.RECOVERED, Milestone.REVIEWED)
PHASES = (Phase.TRIAGE, Phase.CONTAIN, Phase.RECOVER, Phase.LEARN)
WORKSTREAM = "personal-data-breach"


def whole(playbook: Playbook, _around: Around, found: Ways) -> Iterator[Fault]:
    """A playbook goes from triage to the lessons, and reaches what is measured."""
    steps = [step for step in playbook.step if step.id in found.inside]
    reached = {step.reaches for step in steps}
    reached |= {option.reaches for step in steps if isinstance(step, Decision) for option in step.options}
    if Milestone.REVIEWED not in reached:
        yield Fault(rule="", where="step", says="no step reaches `reviewed`: nobody learns from it")
    if playbook.id == WORKSTREAM:  # runs beside another playbook, which contains and recovers
        return
    for milestone in REACHED[:-1]:
        if milestone not in reached:
            yield Fault(rule="", where="step", says=f"no step reaches `{milestone}`: it cannot be measured")
    for phase in PHASES:
        if phase not in {step.phase for step in steps}:
            yield Fault(rule="", where="step", says=f"has no step in the phase {phase}")


def levels(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """How bad is how bad: each level once, the worst among them."""
    said = Counter(one.level for one in playbook.severity)
    for level, times in said.items():
        if times > 1:
            yield Fault(rule="", where="severity", says=f"{level} is there {times} times")
    if Level.P1 not in said:
        yield Fault(rule="", where="severity", says="does not say when it is P1")
