"""What must hold of the way through a workflow: it begins once, every way on leads to an end, and no way leads back.

In CACAO a loop is a branch that ends and returns to its `while-condition`; a pointer back to a step is an error.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.library.cacao.kinds import Fault, at
from toolkit.library.cacao.words import POINTERS

Steps = Mapping[str, Mapping[str, Any]]
FLOW = "/workflow"


def pointers(step: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where a step leads: the pointer within the step, and the id there."""
    yield from ((key, step[key]) for key in POINTERS if isinstance(step.get(key), str))
    yield from branches(step, told_already=True)


def branches(step: Mapping[str, Any], *, told_already: bool = False) -> Iterator[tuple[str, str]]:
    """The branches of a branching step; each runs to an end of its own and comes back."""
    if not told_already:
        yield from ((key, step[key]) for key in ("on_true", "on_false") if isinstance(step.get(key), str))
    ways, cases = step.get("next_steps"), step.get("cases")
    if isinstance(ways, list):
        yield from ((f"next_steps/{n}", one) for n, one in enumerate(ways) if isinstance(one, str))
    if isinstance(cases, dict):
        yield from ((at("cases", key), one) for key, one in cases.items() if isinstance(one, str))


def flow_faults(document: Mapping[str, Any], steps: Steps) -> Iterator[Fault]:
    """Everything that is wrong with the way through."""
    yield from _resolved(document, steps)
    yield from _begins(document, steps)
    for key, step in steps.items():
        yield from _goes_on(key, step)
    known = {key: [one for _, one in pointers(step) if one in steps] for key, step in steps.items()}
    reached = _reach(known, [document.get("workflow_start"), document.get("workflow_exception")])
    yield from (Fault(at(FLOW, key), "is never reached") for key in steps if key not in reached)
    if not any(steps[key].get("type") == "end" for key in reached):
        yield Fault(FLOW, "has no end that can be reached")
    ring = _ring(known)
    if ring:
        yield Fault(at(FLOW, ring), "leads back to itself; CACAO repeats with a while-condition only")
        return  # what follows walks branches to their ends
    yield from _own_ends(steps, known)


def _resolved(document: Mapping[str, Any], steps: Steps) -> Iterator[Fault]:
    for key in ("workflow_start", "workflow_exception"):
        if isinstance(document.get(key), str) and document[key] not in steps:
            yield Fault(f"/{key}", "is no step of the workflow")
    for key, step in steps.items():
        for place, there in pointers(step):
            where = f"{at(FLOW, key)}/{place}"
            if there not in steps:
                yield Fault(where, "is no step of the workflow")
            elif steps[there].get("type") == "start":
                yield Fault(where, "leads to a start; nothing may")


def _begins(document: Mapping[str, Any], steps: Steps) -> Iterator[Fault]:
    starts = [key for key, step in steps.items() if step.get("type") == "start"]
    if len(starts) != 1:
        yield Fault(FLOW, f"has {len(starts)} start steps; expected one")
    begin = document.get("workflow_start")
    if isinstance(begin, str) and begin in steps and begin not in starts:
        yield Fault("/workflow_start", "is no start step")
    if not any(step.get("type") in ("action", "playbook-action") for step in steps.values()):
        yield Fault(FLOW, "has nothing to do: expected an action or a playbook-action")


def _goes_on(key: str, step: Mapping[str, Any]) -> Iterator[Fault]:
    if step.get("type") in ("start", "end"):
        return
    outcome = [key for key in ("on_success", "on_failure") if key in step]
    if "on_completion" in step and outcome:
        yield Fault(
            at(FLOW, key), f"has on_completion together with {outcome[0]}; only one of both says what follows"
        )
    if "on_completion" not in step and "on_success" not in step:
        yield Fault(at(FLOW, key), "leads nowhere: expected on_completion or on_success")
    if step.get("type") == "parallel" and isinstance(step.get("next_steps"), list) and len(step["next_steps"]) < 2:
        yield Fault(f"{at(FLOW, key)}/next_steps", "expected two steps at least")


def _reach(known: Mapping[str, list[str]], begin: list[Any]) -> set[str]:
    found: set[str] = set()
    waiting = [one for one in begin if isinstance(one, str) and one in known]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += known[here]
    return found


def _ring(known: Mapping[str, list[str]]) -> str:
    """A step of a ring, or nothing: take away what nothing leads to, until nothing more can be taken."""
    led_to = dict.fromkeys(known, 0)
    for ways in known.values():
        for one in ways:
            led_to[one] += 1
    free = [key for key, count in led_to.items() if not count]
    while free:
        here = free.pop()
        del led_to[here]
        for one in known[here]:
            led_to[one] -= 1
            if not led_to[one]:
                free.append(one)
    # What is left is in a ring or behind one; walking on from any of it, among it, ends in a ring.
    return next((key for key in led_to if any(one in led_to for one in known[key])), "")


def _own_ends(steps: Steps, known: Mapping[str, list[str]]) -> Iterator[Fault]:
    for key, step in steps.items():
        seen: set[str] = set()
        for place, branch in branches(step):
            ends = {one for one in _reach(known, [branch]) if steps[one].get("type") == "end"}
            if ends & seen:
                yield Fault(
                    f"{at(FLOW, key)}/{place}", "shares an end with another branch; each wants its own", warning=True
                )
            seen |= ends
