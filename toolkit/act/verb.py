"""What a containment verb is: one change to the outside, with everything around it that makes it safe to press.

A verb is declared once, beside its functions. The engine (`toolkit.act.perform`) walks it: plan, capture, promise,
act, verify. Nothing is changed by `plan` and `capture`; what `capture` returns is all that `rollback` needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Parameters = Mapping[str, str]
Captured = Mapping[str, Any]
"""Plain JSON values: how things were. Never a password, a key or a customer's record.

`was` is the state: what `rollback` restores, and what is read again afterwards and compared. What stands beside it
are notes that let `act` come to the same end twice: a time, a token.
"""


class Rehearsal(StrEnum):
    """How far a verb can be tried without changing anything. Said honestly: none of these proves success."""

    DRY_RUN = "dry-run"
    """The provider itself says whether the call would be permitted."""
    PERMISSION = "permission"
    """The permission is simulated and the parameters are checked against the provider's model."""
    READ = "read"
    """Only that the present state can be read."""


class CannotAct(Exception):
    """The world said no, before or while acting. `call` is what was refused, `reason` why, for people.

    `maybe` is True where the change may have been made all the same: the answer was lost.
    """

    def __init__(self, call: str, reason: str, *, maybe: bool = False) -> None:
        self.call = call
        self.reason = reason
        self.maybe = maybe
        super().__init__(f"{call}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing a verb must be told."""

    name: str
    help: str
    example: str
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of a plan: what will be different, and by which call."""

    call: str
    """`s3:PutPublicAccessBlock`, or the command on a server."""
    resource: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would happen. Empty `changes`: it is so already, and `because` says what was seen."""

    changes: tuple[Change, ...]
    because: str = ""
    warnings: tuple[str, ...] = ()
    """What will stop working, what stays open, what cannot be undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What reading the state back showed. Not `so` is a failure, and said; it is never taken back silently."""

    so: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One permission or call as a rehearsal found it. None: nobody could say."""

    call: str
    permitted: bool | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What a rehearsal found. It changed nothing, and proves no success."""

    tried: tuple[Tried, ...]

    @property
    def ready(self) -> bool:
        """Whether all of it would be permitted. What nobody could say is not."""
        return bool(self.tried) and all(one.permitted for one in self.tried)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verb:
    """One containment act. `Hands` (the first argument of each function) is what reaches the outside.

    `plan` raises `CannotAct` when the precondition does not hold. `act` may be called again after a crash: it
    must come to the same end. `rollback` puts back what `capture` saw and nothing else.
    """

    id: str
    title: str
    does: str
    """What it does and, as important, what it does not do."""
    parameters: tuple[Parameter, ...]
    permissions: tuple[str, ...]
    """IAM actions, or `root on the server`."""
    rehearsal: Rehearsal
    plan: Callable[[Any, Parameters], Plan]
    capture: Callable[[Any, Parameters], Captured]
    act: Callable[[Any, Parameters, Captured], None]
    verify: Callable[[Any, Parameters, Captured], Verified]
    rollback: Callable[[Any, Parameters, Captured], None] | None
    """None: it cannot be undone, and a second person must approve."""
    sources: tuple[str, ...] = ()
    rehearse: Callable[[Any, Parameters], Rehearsed] | None = None
    """None: `plan`, which reads the present state, is all the rehearsal there is."""

    @property
    def irreversible(self) -> bool:
        """Whether a second person must approve it."""
        return self.rollback is None
