"""Who did a step, when, or why not: lines to write on, and what the incident knows of it already."""

from collections.abc import Iterator

from reports.incident.words import STATUS
from reports.paper import later
from reports.paper.goes import moment
from reports.paper.parts import Blank, Blanks, Code, Part, Tick, Ticks
from toolkit.core.incident import Status
from toolkit.core.incident.gate import wants_approval
from toolkit.core.playbook import Decision, Loop, Parallel, Step
from toolkit.core.sheet import Entry, Sheet

ROUNDS = 4
"""Rounds of a loop that have lines of their own; further ones go on a copy of the page. A judgement."""


def record(sheet: Sheet, entry: Entry) -> Iterator[Part]:
    """Who did it and when; ticked and filled in where the incident knows it."""
    step, state = entry.step, entry.state
    if isinstance(step, Parallel):
        return
    if approver := wants_approval(step) or (step.approver if isinstance(step, Decision) else ""):
        yes = sheet.incident.approvals.get(entry.key) if sheet.incident else None
        yield Blanks(
            (
                Blank(f"Agreed by {approver}", yes.by if yes else "", 3),
                Blank("at", moment(sheet, yes.at) if yes else "", 2),
            )
        )
    if state.status is not Status.TODO and (state.settled or state.started_by or state.status is Status.FAILED):
        yield Ticks((Tick(_recorded(sheet, entry), ticked=state.settled),), "In the journal")
    if state.proposed and not state.settled:
        words = f"answer “{state.proposed}” given by {state.proposed_by}; it counts when another person has agreed"
        yield Ticks((Tick(words),), "In the journal")
    if not over(sheet, entry):
        for _round in range(ROUNDS if _loops(sheet, entry) else 1):
            yield from _lines(step)
        if commands := tuple(later.for_step(sheet, entry)):
            yield Code(commands, "Enter later")


def over(sheet: Sheet, entry: Entry) -> bool:
    """Whether nothing of it is left to do: it is settled, and no loop around it has a round to come."""
    return entry.state.settled and all(one.state.settled for one in _loops(sheet, entry))


def _loops(sheet: Sheet, entry: Entry) -> list[Entry]:
    around = (sheet.entries[number - 1] for number, _ in entry.inside)
    return [one for one in around if isinstance(one.step, Loop)]


def _lines(step: Step) -> Iterator[Part]:
    if isinstance(step, Loop):
        return
    if isinstance(step, Decision):
        yield Blanks((Blank("Answered at", share=2), Blank("Initials")))
        return
    yield Blanks((Blank("Begun at", share=3), Blank("Done at", share=3), Blank("Initials", share=2)))
    yield Blanks((Blank("Not done, because"),))


def _recorded(sheet: Sheet, entry: Entry) -> str:
    state = entry.state
    said = [STATUS[state.status]]
    if state.answer:
        said.append(f"answer “{state.answer}”")
    if state.started_at and state.started_by:
        said.append(f"begun {moment(sheet, state.started_at)} by {state.started_by}")
    if state.ended_at:
        by = f" by {state.ended_by}" if state.ended_by else ""
        said.append(f"ended {moment(sheet, state.ended_at)}{by}")
    if state.verified:
        said.append(f"seen: {state.verified}")
    if state.note:
        said.append(f"note: {state.note}")
    if state.despite:
        said.append(f"although not in order: {state.despite}")
    return "; ".join(said)
