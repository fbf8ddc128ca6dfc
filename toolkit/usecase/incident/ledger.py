"""The incident's journal as the ledger of `toolkit.act`: every stage of an act is on disk before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.act.approval import Approval
from toolkit.act.ledger import Standing
from toolkit.act.verb import Captured, Parameters, Verified
from toolkit.core.incident import Kind
from toolkit.core.incident.promises import standing
from toolkit.usecase.incident.session import Clock, Said, look, real_clock, recording


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLedger:
    """Of one step's act. Others may write between two of its lines; the lock is held for one line at a time."""

    folder: Path
    step: str
    by: str
    clock: Clock = real_clock

    def standing(self, verb: str, parameters: Parameters) -> Standing | None:
        """The last promise of this that was not put back."""
        found = standing(look(self.folder, self.clock).incident.promises, verb, parameters)
        if found is None:
            return None
        return Standing(captured=found.captured, kept=found.kept, undoing=found.undoing)

    def promise(self, verb: str, parameters: Parameters, captured: Captured, approval: Approval | None) -> None:
        """What will be done now."""
        yes = {"approved_by": approval.by} if approval else {}
        self._write(Kind.ACT_PROMISED, verb, parameters, {"captured": dict(captured), **yes})

    def acted(self, verb: str, parameters: Parameters) -> None:
        """Every call was answered."""
        self._write(Kind.ACT_ACTED, verb, parameters, {})

    def verified(self, verb: str, parameters: Parameters, verified: Verified) -> None:
        """What reading the state back showed."""
        self._write(Kind.ACT_VERIFIED, verb, parameters, {"so": verified.so, "words": verified.words})

    def failed(self, verb: str, parameters: Parameters, reason: str, *, maybe: bool) -> None:
        """A call was refused, or its answer was lost."""
        self._write(Kind.ACT_FAILED, verb, parameters, {"reason": reason, "maybe": maybe})

    def undo(self, verb: str, parameters: Parameters) -> None:
        """It will be put back now."""
        self._write(Kind.ACT_UNDOING, verb, parameters, {})

    def undone(self, verb: str, parameters: Parameters, verified: Verified) -> None:
        """It was put back."""
        self._write(Kind.ACT_UNDONE, verb, parameters, {"so": verified.so, "words": verified.words})

    def _write(self, kind: Kind, verb: str, parameters: Parameters, more: Mapping[str, Any]) -> None:
        with recording(self.folder, self.clock) as record:
            data = {"verb": verb, "parameters": dict(parameters), **more}
            record.write(kind, Said(by=self.by), step=self.step, data=data)
