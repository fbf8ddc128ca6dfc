"""Where every stage of an act is written before it is done. The incident's journal is one.

Each call must be on disk when it returns. What raises here stops the act: nothing is done that was not written.
"""

from dataclasses import dataclass
from typing import Protocol

from toolkit.act.approval import Approval
from toolkit.act.verb import Captured, Parameters, Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The last promise of a verb with these parameters that was not undone."""

    captured: Captured
    kept: bool
    """`verified` followed it and said so. Otherwise it is in doubt: perhaps nothing was done, perhaps all of it."""
    undoing: bool = False
    """Putting it back was begun and not finished."""


class Ledger(Protocol):
    """Promises form a stack for each verb and parameters: `promise` puts one on it, `undone` takes the last off.

    So what was captured first is never lost, also when somebody else changed things between two acts.
    """

    def standing(self, verb: str, parameters: Parameters) -> Standing | None:
        """The last promise not undone. None: nothing was ever promised, or all of it was put back."""

    def promise(self, verb: str, parameters: Parameters, captured: Captured, approval: Approval | None) -> None:
        """What will be done now, how things were before, and who approved it."""

    def acted(self, verb: str, parameters: Parameters) -> None:
        """Every call was answered. Whether it is so is not known yet."""

    def verified(self, verb: str, parameters: Parameters, verified: Verified) -> None:
        """What reading the state back showed; with `so` the promise is kept."""

    def failed(self, verb: str, parameters: Parameters, reason: str, *, maybe: bool) -> None:
        """A call was refused, or (`maybe`) its answer was lost. The promise stands: part of it may be done."""

    def undo(self, verb: str, parameters: Parameters) -> None:
        """The standing promise will be put back now."""

    def undone(self, verb: str, parameters: Parameters, verified: Verified) -> None:
        """It was put back; what reading the state again showed. With `so` the promise is off the stack."""
