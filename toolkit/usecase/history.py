"""Kept runs, with what is derived from them: what matters most, what was not seen, what changed."""

from dataclasses import replace

from toolkit.core.change import Change, compare
from toolkit.core.errors import Problem, UserError
from toolkit.core.run import Run, RunStatus, gaps
from toolkit.registry import Catalogue
from toolkit.score.priority import worst
from toolkit.store import Store
from toolkit.usecase.exceptions import with_exceptions
from toolkit.usecase.judge import not_asked


def kept(store: Store, number: int | None, catalogue: Catalogue) -> Run:
    """The run `number`, or the last finished one. Raises `UserError` when there is none."""
    run = store.run(number)
    if run is None:
        what = f"run {number}" if number else "finished run"
        raise UserError(Problem(str(store.state), "", f"holds no {what}; `breachready scan` makes one"))
    run = with_exceptions(run, run.exceptions)
    return replace(
        run,
        worst=worst(run.posture, run.to_do) if run.posture else (),
        gaps=(*not_asked(catalogue), *gaps(run.findings)),
        change=_change(store, run),
    )


def _change(store: Store, run: Run) -> Change | None:
    number = store.previous(run.id)
    before = store.run(number) if number else None
    if before is None or before.status is not RunStatus.FINISHED:
        return None
    return compare(
        since_run=before.id,
        since=before.started_at,
        before=before.findings,
        now=run.findings,
        posture_before=before.posture,
        posture_now=run.posture,
    )
