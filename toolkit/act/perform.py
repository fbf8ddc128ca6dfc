"""Walks one verb: plan, capture, promise, act, verify; and puts it back from what was captured.

Without `execute` nothing is changed and nothing written. Every stage stands in the ledger before it is done, so
after a crash anywhere the same call comes to the same end: it goes on from the promise, with what was captured
then.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from toolkit.act.approval import Approval, Asked, require
from toolkit.act.ledger import Ledger, Standing
from toolkit.act.verb import CannotAct, Captured, Parameters, Plan, Verb, Verified
from toolkit.core.errors import Problem, UserError


class Ending(StrEnum):
    """How it ended. `DONE`, `ALREADY` and `UNDONE` were seen by reading the state; nothing else is success."""

    PLANNED = "planned"
    ALREADY = "already"
    DONE = "done"
    UNDONE = "undone"
    REFUSED = "refused"
    """The precondition does not hold, or the present state cannot be read: nothing was changed."""
    UNVERIFIED = "unverified"
    """Every call was answered, but the state could not be read back, or is not settled yet."""
    FAILED = "failed"
    """It is not so. Part of it may be done."""
    IN_DOUBT = "in doubt"
    """An answer was lost: it may be done. The same call again settles it."""


SEEN = frozenset({Ending.ALREADY, Ending.DONE, Ending.UNDONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Performed:
    """One walk: how it ended, why, what was planned, how things were before."""

    ending: Ending
    words: str
    plan: Plan | None = None
    captured: Captured | None = None

    @property
    def success(self) -> bool:
        """True only for what reading the state showed."""
        return self.ending in SEEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A verb with everything it needs: its hands, its exact parameters, who asks, and where it is written."""

    verb: Verb
    hands: object
    parameters: Parameters
    asked: Asked
    ledger: Ledger

    def standing(self) -> Standing | None:
        """What the ledger knows of it."""
        return self.ledger.standing(self.verb.id, self.parameters)


def perform(act: Act, *, execute: bool = False, approval: Approval | None = None) -> Performed:
    """Do it, or without `execute` only say what would be done.

    Raises `UserError` for wrong parameters, and when a second person's approval is missing or was for something else.
    """
    given(act.verb, act.parameters)
    if not execute:
        return _planned(act)
    require(act.verb, act.parameters, act.asked, approval)
    standing = act.standing()
    if standing and standing.undoing:
        return Performed(
            ending=Ending.REFUSED,
            words="putting it back was begun and not finished: finish that first",
            captured=standing.captured,
        )
    if standing and standing.kept:
        return _again(act, standing.captured, approval)
    return _go_on(act, standing.captured) if standing else _begin(act, approval)


def rollback(act: Act, *, execute: bool = False) -> Performed:
    """Put back what the standing promise captured, or without `execute` only show it.

    Raises `UserError` when there is nothing to put back, or the verb cannot be undone.
    """
    given(act.verb, act.parameters)
    standing = act.standing()
    if act.verb.rollback is None:
        raise UserError(Problem(act.verb.id, "rollback", "it cannot be undone"))
    if standing is None:
        raise UserError(
            Problem(act.verb.id, "rollback", "it was not done with these parameters, or is put back already")
        )
    if not execute:
        words = "would be put back as it was before"
        return Performed(ending=Ending.PLANNED, words=words, captured=standing.captured)
    act.ledger.undo(act.verb.id, act.parameters)
    return _put_back(act, standing.captured)


def given(verb: Verb, parameters: Parameters) -> None:
    """Raise `UserError` with everything that is missing, empty or unknown among the parameters."""
    problems = [Problem(verb.id, name, words) for name, words in _wrong(verb, parameters)]
    if problems:
        raise UserError(problems)


def _wrong(verb: Verb, parameters: Parameters) -> Iterator[tuple[str, str]]:
    known = {one.name: one for one in verb.parameters}
    for name in parameters.keys() - known.keys():
        yield name, f"is no parameter of it; it has {', '.join(known)}"
    for name, one in known.items():
        if not one.optional and name not in parameters:
            yield name, f"is missing: {one.help}"
        elif name in parameters and not parameters[name].strip():
            yield name, f"is empty: {one.help}"


def _planned(act: Act) -> Performed:
    try:
        plan = act.verb.plan(act.hands, act.parameters)
    except CannotAct as no:
        return Performed(ending=Ending.REFUSED, words=str(no))
    standing = act.standing()
    doubt = "an earlier attempt was begun and is in doubt; " if standing and not standing.kept else ""
    words = f"{doubt}nothing was changed; {len(plan.changes)} change(s) would be made"
    return Performed(ending=Ending.PLANNED, words=words, plan=plan)


def _begin(act: Act, approval: Approval | None) -> Performed:
    try:
        plan = act.verb.plan(act.hands, act.parameters)
        captured = _plain(act.verb, act.verb.capture(act.hands, act.parameters))
        if not plan.changes:
            return _already(act, plan, captured)
    except CannotAct as no:
        return Performed(ending=Ending.REFUSED, words=f"nothing was changed: {no}")
    act.ledger.promise(act.verb.id, act.parameters, captured, approval)
    return _go_on(act, captured, plan)


def _again(act: Act, captured: Captured, approval: Approval | None) -> Performed:
    """It was done. Where it still is so, nothing is done twice; where not, anew, if it can be undone."""
    try:
        seen = act.verb.verify(act.hands, act.parameters, captured)
    except CannotAct as no:
        return Performed(
            ending=Ending.UNVERIFIED, words=f"was done before; now not verified: {no}", captured=captured
        )
    if seen.so:
        return Performed(ending=Ending.ALREADY, words=f"was done before: {seen.words}", captured=captured)
    if act.verb.irreversible:
        words = f"was done before and is not done twice on one approval, but it is no longer so: {seen.words}"
        return Performed(ending=Ending.FAILED, words=words, captured=captured)
    anew = _begin(act, approval)
    return replace(anew, words=f"was done before, and is so no longer ({seen.words}); now: {anew.words}")


def _already(act: Act, plan: Plan, captured: Captured) -> Performed:
    """The plan says that it is so. It is looked at like any other: a plan's word is no proof."""
    seen = act.verb.verify(act.hands, act.parameters, captured)
    ending = Ending.ALREADY if seen.so else Ending.FAILED
    return Performed(ending=ending, words=plan.because if seen.so else seen.words, plan=plan)


def _go_on(act: Act, captured: Captured, plan: Plan | None = None) -> Performed:
    """From the promise to the end; also where an earlier process stopped."""
    lost = ""
    try:
        act.verb.act(act.hands, act.parameters, captured)
    except CannotAct as no:
        act.ledger.failed(act.verb.id, act.parameters, str(no), maybe=no.maybe)
        if not no.maybe:
            words = f"{no}. Calls before this one stand: do it again, or put it back"
            return Performed(ending=Ending.FAILED, words=words, plan=plan, captured=captured)
        lost = str(no)
    else:
        act.ledger.acted(act.verb.id, act.parameters)
    return _look(act, captured, plan, lost)


def _look(act: Act, captured: Captured, plan: Plan | None, lost: str) -> Performed:
    """`lost`: the call whose answer was lost. Only the state itself can say then that it is so."""
    try:
        seen = act.verb.verify(act.hands, act.parameters, captured)
    except CannotAct as no:
        act.ledger.failed(act.verb.id, act.parameters, f"not verified: {no}", maybe=True)
        words = f"{lost}; it could not be read back either: {no}" if lost else f"not verified: {no}"
        ending = Ending.IN_DOUBT if lost else Ending.UNVERIFIED
        return Performed(ending=ending, words=words, plan=plan, captured=captured)
    act.ledger.verified(act.verb.id, act.parameters, seen)
    if seen.so:
        return Performed(ending=Ending.DONE, words=seen.words, plan=plan, captured=captured)
    ending = Ending.IN_DOUBT if lost else Ending.FAILED
    words = f"{lost}; read back: {seen.words}" if lost else seen.words
    return Performed(ending=ending, words=words, plan=plan, captured=captured)


def _put_back(act: Act, captured: Captured) -> Performed:
    undo = act.verb.rollback
    assert undo is not None
    try:
        undo(act.hands, act.parameters, captured)
    except CannotAct as no:
        act.ledger.failed(act.verb.id, act.parameters, f"not put back: {no}", maybe=no.maybe)
        ending = Ending.IN_DOUBT if no.maybe else Ending.FAILED
        return Performed(ending=ending, words=f"not put back: {no}", captured=captured)
    try:
        seen = _as_before(captured, act.verb.capture(act.hands, act.parameters))
    except CannotAct as no:
        act.ledger.failed(act.verb.id, act.parameters, f"put back, not verified: {no}", maybe=True)
        return Performed(ending=Ending.UNVERIFIED, words=f"put back, not verified: {no}", captured=captured)
    if seen is None:
        unseen = Verified(so=True, words="put back; this verb keeps no state that could be compared")
        act.ledger.undone(act.verb.id, act.parameters, unseen)
        return Performed(ending=Ending.UNVERIFIED, words=unseen.words, captured=captured)
    act.ledger.undone(act.verb.id, act.parameters, seen)
    return Performed(ending=Ending.UNDONE if seen.so else Ending.FAILED, words=seen.words, captured=captured)


def _as_before(before: Captured, now: Captured) -> Verified | None:
    if "was" not in before:
        return None
    if before["was"] == now.get("was"):
        return Verified(so=True, words="read again: as it was before")
    shown = json.dumps({"before": before["was"], "now": now.get("was")}, sort_keys=True, default=str)
    return Verified(so=False, words=f"put back, but it is not as it was: {shown[:500]}")


def _plain(verb: Verb, captured: Captured) -> Captured:
    """What is written must come back the same from a journal, or a rollback would put back something else."""
    if json.loads(json.dumps(captured)) != captured:
        raise TypeError(f"{verb.id} captured what JSON does not keep")
    return captured
