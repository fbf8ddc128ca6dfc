"""What runs were scored from, and what other models made of it: the part of the store that a trend stands on."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from toolkit.store import inputs, structure
from toolkit.store.kept import Reported, RunInputs

T = TypeVar("T")


class Ask(Protocol):
    """Asks the open database, and says in words what is wrong with it."""

    def __call__(self, question: Callable[[], T], /) -> T:
        """Raises `UserError` for what the user can mend."""


class Trail:
    """`Store.trail`. Every method raises `UserError` for what the user can mend."""

    def __init__(self, state: Path, ask: Ask) -> None:
        self._state = state
        self._ask = ask

    def keep_structure(self, lines: Iterable[str]) -> str:
        """Keep these lines in a file named by what is in it; gives the digest to read it with."""
        return structure.write(self._state, lines)

    def structure(self, digest: str) -> list[str]:
        """The lines of a kept structure; `UserError` when the file is missing, cut or was edited."""
        return structure.read(self._state, digest)

    def keep(self, run: int, kept: RunInputs) -> None:
        """Keep what a run is scored from, before it is finished; `RuntimeError` when it is not running."""
        self._ask(lambda: inputs.keep(run, kept))

    def inputs(self, run: int) -> RunInputs:
        """What a run was scored from; `UserError` with the reason when that cannot be had."""
        return self._ask(lambda: inputs.read(run))

    def prune(self) -> None:
        """Remove structures that no run names. Call inside `Store.lock`, where no run can be about to name one."""
        named = self._ask(inputs.structures)
        if named is not None:
            structure.collect(self._state, named)

    def reported(
        self, runs: Collection[int] | None = None, *, limit: int = 10**6, since: datetime | None = None
    ) -> list[Reported]:
        """Finished runs with a score, the oldest first: these, or the newest `limit` begun at `since` or later."""
        return self._ask(lambda: inputs.reported(runs, limit=limit, since=since))

    def model(self, tables: str, formulas: int) -> str:
        """What `Reported.model` is of a run that these tables and formulas scored."""
        return self._ask(lambda: inputs.model_digest(tables, formulas))

    def restated(self, model: str) -> Mapping[int, float]:
        """What this model is known to make of runs, by their number."""
        return self._ask(lambda: inputs.restated(model))

    def keep_restated(self, run: int, model: str, score: float) -> None:
        """Remember what this model makes of a run."""
        self._ask(lambda: inputs.keep_restated(run, model, score))
