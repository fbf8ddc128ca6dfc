"""What to do about the weakest path of a kept run: rebuilt from what it kept, scored again for every what-if."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.config.costs import read_prices
from toolkit.core.check import Check
from toolkit.core.errors import Problem, UserError
from toolkit.core.finding import Finding
from toolkit.core.fix import Fix, Fixes, Prices
from toolkit.core.posture import AttackPath
from toolkit.core.run import Run, RunStatus
from toolkit.registry import Catalogue
from toolkit.score.tables import shipped
from toolkit.store import Store
from toolkit.usecase.kept_inputs import load

if TYPE_CHECKING:
    from toolkit.score.fixes.whatif import WhatIf

SAME = 1e-6
"""Points by which a score may differ from the kept one: what a database may do to a moment in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The run that was asked about, what can be done, and in words what the reader must know of the rebuilt score."""

    run: Run
    fixes: Fixes
    note: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What some fixes together make of the score, and the weakest path that is left."""

    fixes: tuple[Fix, ...]
    before: float
    score: float
    path: AttackPath | None


def fixes_of(
    catalogue: Catalogue,
    store: Store,
    *,
    run: int | None = None,
    target: float = 60.0,
    costs: Path | None = None,
) -> Answer:
    """The fixes of run `run`, or of the last finished one. Nothing is kept.

    `target` is a score from 0 to 100; `costs` a price list, without which every fix is one act. Raises `UserError`
    for both, and when the run cannot be scored again.
    """
    return opened(catalogue, store, run).answer(target, costs)


def opened(catalogue: Catalogue, store: Store, run: int | None = None) -> "Scene":
    """A run rebuilt, to be asked more than once. Raises `UserError` when it cannot be scored again."""
    kept = _scored(store, run)
    from toolkit.score.assess import model_of  # noqa: PLC0415  scipy loads here and not before
    from toolkit.score.fixes.catalogue import catalogue as candidates  # noqa: PLC0415
    from toolkit.score.fixes.data import overdue_records  # noqa: PLC0415
    from toolkit.score.fixes.whatif import WhatIf  # noqa: PLC0415

    catalogue = catalogue.asking(finding.check for finding in kept.findings)
    given = replace(load(store, kept.id, shipped()), checks=catalogue.checks)
    judged = given.judged()
    model = model_of(
        given.inventory, judged, given.checks, given.seen, at=given.at, past=given.past, tables=given.tables
    )
    overdue = overdue_records(given.seen, model.estate)
    what = WhatIf(model, candidates(model, judged, given.checks, overdue))
    return Scene(replace(kept, findings=()), what, tuple(judged), given.checks, overdue)


@dataclass(frozen=True, slots=True)
class Scene:
    """A run as it was scored, and everything that could be done about it. Reading it needs no store."""

    run: Run
    """Without its findings."""
    what: "WhatIf"
    judged: Sequence[Finding]
    checks: Sequence[Check]
    overdue: Mapping[str, int]

    def answer(self, target: float = 60.0, costs: Path | None = None) -> Answer:
        """All that can be said of fixes. Raises `UserError` for a target that is none and for the price list."""
        if not 0 <= target <= 100:  # not a number is neither
            raise UserError(Problem("--target", "", f"expected a score from 0 to 100, not {target}"))
        from toolkit.score.fixes import fixes  # noqa: PLC0415  scipy loads here and not before

        prices = read_prices(costs) if costs else Prices()
        found = fixes(self.what.model, self.judged, self.checks, self.overdue, target=target, prices=prices)
        return Answer(self.run, found, _differs(self.run, found.score))

    def done(self, names: Collection[tuple[str, str]]) -> Done:
        """What the score would be with the fixes of these names (check, target) done; unknown ones are left out."""
        from toolkit.score.explain import attack_path  # noqa: PLC0415  scipy loads here and not before

        chosen = {at: one.fix for at, one in enumerate(self.what.candidates) if one.fix.name in names}
        after = self.what.look(chosen)
        return Done(tuple(chosen.values()), self.what.now.score, after.score, attack_path(after.model, after.look))


def _scored(store: Store, number: int | None) -> Run:
    run = store.run(number)
    if run is None:
        what = f"run {number}" if number is not None else "finished run"
        raise UserError(Problem(str(store.state), "", f"holds no {what}; `breachready scan` makes one"))
    if run.status is not RunStatus.FINISHED:
        raise UserError(
            Problem(f"run {run.id}", "", f"did not finish ({run.status}), so it has no score to work from")
        )
    return run


def _differs(run: Run, score: float) -> str:
    if run.posture is None or abs(run.posture.score - score) <= SAME:
        return ""
    return (
        f"Run {run.id} was scored {run.posture.score:.1f}; from what is kept of it, today's checks, tables and "
        f"formulas make {score:.1f}. What follows is about the latter."
    )
