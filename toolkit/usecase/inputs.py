"""What a kept run was scored from: its facts file, its findings, and the answers that earlier runs gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.exploit import Exploit
from toolkit.core.fact import Seen
from toolkit.core.inventory import Inventory
from toolkit.core.run import Run, RunStatus
from toolkit.core.verdict import Outcome, Severity
from toolkit.score import Past
from toolkit.store import Store
from toolkit.usecase.factsfile import digest, kept_at, load

Key = tuple[str, str, str]
Answer = tuple[Outcome, datetime, Severity, Exploit | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Enough to score the run again; `seen` is every fact, not the structure alone."""

    run: Run
    inventory: Inventory
    seen: tuple[Seen, ...]
    at: datetime
    past: Mapping[Key, Past]


def inputs_of(settings: Settings, store: Store, number: int | None) -> Inputs:
    """The inputs of run `number`, or of the last finished one.

    `past` is what is known of earlier answers today; for a run that is not the last it may know more than the run
    did. Raises `UserError` when there is no such run, it never finished, or its facts were pruned or changed.
    """
    run = store.run(number)
    if run is None:
        what = f"run {number}" if number is not None else "finished run"
        raise UserError(Problem(str(store.state), "", f"holds no {what}; `breachready scan` makes one"))
    if run.status is not RunStatus.FINISHED or run.finished_at is None:
        raise UserError(
            Problem(f"run {run.id}", "", f"did not finish ({run.status}), so it has no score to work from")
        )
    path = kept_at(settings.state, run.id)
    if not path.is_file():
        expected = (
            "its facts are not kept any more (see `keep_facts` under [scan]); choose a newer run, or scan again"
        )
        raise UserError(Problem(f"run {run.id}", str(path), expected))
    if run.evidence.get(path.name) != digest(path):
        raise UserError(Problem(f"run {run.id}", str(path), "is not the file that the run wrote; scan again"))
    inventory, found = load(path)
    return Inputs(
        run=run,
        inventory=inventory,
        seen=tuple(one for facts in found for one in facts.seen),
        at=run.finished_at,
        past=_until(run, store.past()),
    )


def _until(run: Run, past: Mapping[Key, Answer]) -> Mapping[Key, Past]:
    """Without answers that are newer than the run."""
    assert run.finished_at
    return {key: Past(*answer) for key, answer in past.items() if answer[1] <= run.finished_at}
