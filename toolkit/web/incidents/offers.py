"""Which buttons a step has. What may be recorded is the use cases' business; this keeps out what never helps."""

from collections.abc import Iterator

from reports.incident.telling import Work
from toolkit.core.incident import Status
from toolkit.core.incident.gate import in_progress, wants_approval
from toolkit.core.playbook import Action, Decision, Loop, Parallel, Step, Sub, Wait

START, DONE, DECIDE, END, ACT, APPROVE = "start", "done", "decide", "end", "act", "approve"

TYPED = {"start": START, "done": DONE, "decide": DECIDE, "fail": END, "skip": END, "na": END}
"""What was typed into, and came back: its form is shown again, whatever became of the step meanwhile."""


def offers(work: Work, typed: str = "") -> frozenset[str]:
    """`start`, `done`, `decide`, `end` (failed, skipped, not applicable), `act` (the tool does it), `approve`."""
    step, again = work.step, {TYPED[typed]} if typed in TYPED else set()
    if step is None:
        return frozenset()
    if work.state.settled:
        return frozenset(again | ({DONE} if work.state.status is Status.UNVERIFIED else set()))
    return frozenset({END, *again, *_of_kind(work, step), *_approval(work, step)})


def _of_kind(work: Work, step: Step) -> Iterator[str]:
    match step:
        case Decision():
            yield from () if work.state.proposed else (DECIDE,)
        case Loop():
            yield from (DECIDE,) if work.answers else ()
            yield from (START,) if work.state.status is Status.FAILED else ()
        case Parallel():
            return
        case Sub() if _in_hand(work):
            return
        case Wait():
            yield DONE
        case _:
            yield from _by_hand(work, step)


def _by_hand(work: Work, step: Step) -> Iterator[str]:
    incident = work.telling.incident
    yield DONE
    if isinstance(step, Action) and step.verb and not incident.exercise:
        yield ACT
    if not in_progress(incident, work.key):
        yield START


def _in_hand(work: Work) -> bool:
    """Whether the steps of the playbook that it runs are being worked at."""
    frame = work.telling.incident.frames.get(work.key)
    return bool(frame and frame.tokens)


def _approval(work: Work, step: Step) -> Iterator[str]:
    if (isinstance(step, Decision) and work.state.proposed) or wants_approval(step) or getattr(step, "verb", ""):
        yield APPROVE
