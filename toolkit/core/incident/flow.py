"""How an incident moves through its playbooks: tokens, one wherever somebody can work, pushed on by what is recorded.

A step that was done before the incident came to it is passed when it does. One that the incident has passed before
and comes to again is to be done again: that is what a way back in a playbook means.
"""

from collections import deque
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from toolkit.core.incident.draft import Draft
from toolkit.core.incident.state import Frame, StepState, Token, key_of
from toolkit.core.incident.words import SETTLED, Status
from toolkit.core.playbook import (
    BACK,
    CLOSE,
    Decision,
    Loop,
    Parallel,
    Step,
    Sub,
    Wait,
    body_of,
    following,
)

ASIDE = "(aside)"
"""Inside this, a token ends with its step: the incident has gone on already."""

YES, NO = "yes", "no"


class _Move(NamedTuple):
    """A token on its way. `kept`: the place holder that stands for it until it arrives."""

    frame: str
    name: str
    inside: tuple[str, ...]
    kept: str


class Flow:
    """The moves of one moment `at`."""

    def __init__(self, draft: Draft, at: datetime) -> None:
        self.draft = draft
        self.at = at
        self._seen: set[str] = set()
        self._moves: deque[_Move] = deque()

    def enter(self, frame: str) -> None:
        """Put a frame's first token at its first step."""
        self._go(frame, self._frame(frame).playbook.start.id, ())
        self._run()

    def settled(self, key: str) -> None:
        """Go on from a step that has just settled, if the incident is at it."""
        frame, _, name = key.rpartition("/")
        outer = self._leave(frame, name)
        if outer is None:
            return
        self._pass(frame, name, outer)
        self._run()

    def loop(self, key: str, *, so: bool) -> None:
        """The body of a loop is back, and somebody said whether it is so."""
        step = self.draft.step(key)
        assert isinstance(step, Loop)
        if so:
            self.draft.change(key, status=Status.DONE, asking=False, ended_at=self.at)
            self.settled(key)
        elif self.draft.of(key).turn >= step.at_most:
            self.draft.change(key, status=Status.FAILED, asking=False, ended_at=self.at)
        else:
            self.again(key)

    def again(self, key: str) -> None:
        """Another round of a loop."""
        frame, _, name = key.rpartition("/")
        step = self.draft.step(key)
        assert isinstance(step, Loop)
        outer = self._leave(frame, name)
        turn = self.draft.of(key).turn + 1
        self.draft.change(key, status=Status.STARTED, turn=turn, asking=False, started_at=self.at, ended_at=None)
        self._go(frame, step.body, (*(outer or ()), name))
        self._run()

    def replace(self, frame: str) -> None:
        """Find out anew where a frame stands, from its beginning: its playbook or what was recorded has changed."""
        before = {key: self.draft.of(key).passed for key in self.draft.keys(frame)}
        for key in before:
            again = {"status": Status.TODO, "asking": False} if self._walk_again(frame, key) else {}
            self.draft.change(key, passed=False, **again)
        self.draft.frames[frame] = replace(self._frame(frame), tokens=())
        self._seen.clear()
        self.enter(frame)
        self._ask_again(before)
        self._reopen_caller(frame)

    def level_changed(self) -> None:
        """Steps that the level now excludes are passed; those that it now asks for are opened beside the rest."""
        for frame in list(self.draft.frames):
            for token in self._frame(frame).tokens:
                key = key_of(frame, token.step)
                if not self._applies(key) and self.draft.of(key).status is Status.TODO:
                    self._exclude(key)
                    self.settled(key)
            for key in self.draft.keys(frame):
                state = self.draft.of(key)
                if state.by_level and state.passed and self._applies(key):
                    self.draft.steps[key] = StepState(round=state.round, assignee=state.assignee)
                    self._go(frame, key.rpartition("/")[2], (ASIDE,))
        self._run()

    # The moves themselves: one after the other, never one within the other, so that no playbook is too long.

    def _go(self, frame: str, name: str, inside: tuple[str, ...], kept: str = "") -> None:
        self._moves.append(_Move(frame, name, inside, kept))

    def _run(self) -> None:
        while self._moves or self._end_one():
            while self._moves:
                move = self._moves.popleft()
                self._take(move.frame, move.kept)
                self._arrive(move.frame, move.name, move.inside)

    def _arrive(self, frame: str, name: str, inside: tuple[str, ...]) -> None:
        if name in (CLOSE, BACK):
            self._back(frame, inside)
            return
        if name in inside:  # a way to what is around it is the way back
            self._back(frame, inside[: inside.index(name) + 1])
            return
        key = key_of(frame, name)
        step, state = self.draft.step(key), self.draft.of(key)
        if step is None or any(token.step == name for token in self._frame(frame).tokens):
            return
        if state.passed or (state.settled and key in self._seen):
            self.draft.afresh(key)
            state = self.draft.of(key)
        if key not in self._seen and state.status is Status.TODO and not self._applies(key):
            self._exclude(key)
            state = self.draft.of(key)
        self._seen.add(key)
        if state.settled:
            self._pass(frame, name, inside)
        else:
            self._rest(frame, step, inside)

    def _rest(self, frame: str, step: Step, inside: tuple[str, ...]) -> None:
        key = key_of(frame, step.id)
        state = self.draft.of(key)
        self.draft.change(key, arrived_at=state.arrived_at or self.at)
        match step:
            case Parallel():
                self._begin(key)
                within = (*inside, step.id)
                for branch in step.branches:  # a place holder keeps the parallel open until every branch has begun
                    self._put(frame, Token(f"{step.id}>{branch}", within))
                    self._go(frame, branch, within, f"{step.id}>{branch}")
            case Loop() if not state.asking and state.status is not Status.FAILED:
                self._begin(key)
                self.draft.change(key, turn=max(state.turn, 1))
                self._go(frame, step.body, (*inside, step.id))
            case Sub() if step.playbook in self.draft.pinned and not self._calls_itself(frame, step):
                self._put(frame, Token(step.id, inside))
                self._call(key, step)
            case Wait():
                self._begin(key)
                self._put(frame, Token(step.id, inside))
            case _:
                self._put(frame, Token(step.id, inside))

    def _call(self, key: str, step: Sub) -> None:
        """Open the frame of the playbook that a step runs, or take up the one that is there."""
        if key in self.draft.frames:
            frame = self._frame(key)
            if not frame.tokens and not self.draft.of(key).started_at:
                for one in self.draft.keys(key):
                    self.draft.afresh(one)
                self._begin(key)
                self._go(key, frame.playbook.start.id, ())
            return
        digest = self.draft.pinned[step.playbook]
        self.draft.frames[key] = Frame(
            key=key, playbook=self.draft.library[digest], digest=digest, caller=key, given=step.given
        )
        self._begin(key)
        self._go(key, self._frame(key).playbook.start.id, ())

    def _calls_itself(self, frame: str, step: Sub) -> bool:
        """A playbook that comes to run itself is left for a person to sort out."""
        digest = self.draft.pinned[step.playbook]
        while frame and self._frame(frame).digest != digest:
            frame = self._frame(frame).caller.rpartition("/")[0]
        return self._frame(frame).digest == digest

    def _begin(self, key: str) -> None:
        self.draft.change(key, status=Status.STARTED, started_at=self.draft.of(key).started_at or self.at)

    def _pass(self, frame: str, name: str, inside: tuple[str, ...]) -> None:
        key = key_of(frame, name)
        self.draft.change(key, passed=True)
        if inside[-1:] != (ASIDE,):
            self._go(frame, self._next(frame, name), inside)

    def _next(self, frame: str, name: str) -> str:
        playbook = self._frame(frame).playbook
        step, state = playbook.steps()[name], self.draft.of(key_of(frame, name))
        if isinstance(step, Decision) and state.answer:
            return next((one.next for one in step.options if one.answer == state.answer), name)
        return following(playbook)[name]

    def _back(self, frame: str, inside: tuple[str, ...]) -> None:
        """A branch or body is at its end."""
        if not inside or inside[-1] == ASIDE:
            return
        around, outer = inside[-1], inside[:-1]
        key = key_of(frame, around)
        if isinstance(self.draft.step(key), Loop):
            self.draft.change(key, asking=True)
            self._put(frame, Token(around, outer))
        elif not self._somebody_within(frame, inside):
            self.draft.change(key, status=Status.DONE, ended_at=self.at)
            self._pass(frame, around, outer)

    def _somebody_within(self, frame: str, inside: tuple[str, ...]) -> bool:
        """Whether a token rests inside, or is on its way there."""
        ways = [token.inside for token in self._frame(frame).tokens]
        ways += [move.inside for move in self._moves if move.frame == frame]
        return any(way[: len(inside)] == inside for way in ways)

    def _leave(self, frame: str, name: str) -> tuple[str, ...] | None:
        """Take away the token at a step, or for a parallel or loop all tokens inside; what is around it, or None."""
        outer = None
        kept = []
        for token in self._frame(frame).tokens:
            if token.step == name:
                outer = token.inside
            elif name in token.inside:
                outer = token.inside[: token.inside.index(name)]
            else:
                kept.append(token)
        self.draft.frames[frame] = replace(self._frame(frame), tokens=tuple(kept))
        if outer is not None:
            self._empty(key_of(frame, name))
        return outer

    def _empty(self, caller: str) -> None:
        """Whatever a step runs, and what that runs, is not worked at any more."""
        for key, frame in self.draft.frames.items():
            if key == caller or key.startswith(f"{caller}/"):
                self.draft.frames[key] = replace(frame, tokens=())

    def _end_one(self) -> bool:
        """A playbook without a token is at its end; whoever ran it goes on. Whether there was one."""
        for found in self.draft.frames.values():
            if found.caller and not found.tokens and self.draft.of(found.caller).status is Status.STARTED:
                self.draft.change(found.caller, status=Status.DONE, ended_at=self.at)
                frame, _, name = found.caller.rpartition("/")
                outer = self._leave(frame, name)
                if outer is not None:
                    self._pass(frame, name, outer)
                return True
        return False

    def _reopen_caller(self, frame: str) -> None:
        found = self._frame(frame)
        if found.tokens and found.caller and self.draft.of(found.caller).status in SETTLED:
            self.draft.change(found.caller, status=Status.STARTED, ended_at=None)
            self.replace(found.caller.rpartition("/")[0])

    def _ask_again(self, before: dict[str, bool]) -> None:
        """A decision that was passed and is not reached any more is asked again when it is."""
        for key, passed in before.items():
            state = self.draft.of(key)
            if passed and not state.passed and isinstance(self.draft.step(key), Decision) and state.settled:
                self.draft.afresh(key)

    def _walk_again(self, frame: str, key: str) -> bool:
        """Whether what a parallel or loop holds must be walked again to find where it stands."""
        step, state = self.draft.step(key), self.draft.of(key)
        match step:
            case Parallel():
                return state.status in (Status.STARTED, Status.DONE)
            case Loop():
                within = body_of(self._frame(frame).playbook, step)
                unsettled = any(not self.draft.of(key_of(frame, one)).settled for one in within)
                return state.status is Status.STARTED or (state.status is Status.DONE and unsettled)
        return False

    def _applies(self, key: str) -> bool:
        """Whether the level asks for this step. Nobody knows it: it does."""
        step = self.draft.step(key)
        return step is None or not step.only_at or self.draft.level is None or self.draft.level in step.only_at

    def _exclude(self, key: str) -> None:
        self.draft.change(key, status=Status.NOT_APPLICABLE, by_level=True, ended_at=self.at)

    def _put(self, frame: str, token: Token) -> None:
        found = self._frame(frame)
        self.draft.frames[frame] = replace(found, tokens=(*found.tokens, token))

    def _take(self, frame: str, name: str) -> None:
        found = self._frame(frame)
        self.draft.frames[frame] = replace(found, tokens=tuple(token for token in found.tokens if token.step != name))

    def _frame(self, key: str) -> Frame:
        return self.draft.frames[key]
