"""The score from run to run: as reported then, as today's model would have it, and why it changed last."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from toolkit.core.errors import Problem, UserError
from toolkit.core.run import Run
from toolkit.core.trend import Attribution, Point, Trend
from toolkit.score import FORMULAS
from toolkit.score.tables import shipped, shipped_text
from toolkit.score.trend import Inputs, attribute
from toolkit.store import Reported, Store
from toolkit.usecase.kept_inputs import UnusableTables, load

Tell = Callable[[int, int], None]
"""How many runs are restated, of how many."""

RUNS = 30

SHOWN = 60
"""Runs on the plot of a report."""

AT_ONCE = 8
"""Runs that a report restates; the rest waits for `breachready trend`, so that no scan waits for them."""

LARGE = 100_000
"""Findings above which a report leaves the explanation to `breachready trend`: it scores the estate many times."""

TOO_LARGE = "the estate is large; `breachready trend` explains it"

LATER = "not restated yet; `breachready trend` does that"


def trend(
    store: Store,
    *,
    since: datetime | None = None,
    runs: int = RUNS,
    until: int | None = None,
    most: int | None = None,
    explain: bool = True,
    tell: Tell = lambda _done, _of: None,
) -> Trend:
    """The newest `runs` finished runs (since a moment; up to the run `until`) on both curves, and the last change.

    What was restated once is remembered; `most` limits how many are restated now, the newest first; without
    `explain` the last change is not explained. Raises `UserError` when there is no run to show.
    """
    limit = runs if until is None else 10**6
    rows = [row for row in store.trail.reported(limit=limit, since=since) if until is None or row.run <= until]
    rows = rows[-runs:]
    if not rows:
        when = f" since {since:%Y-%m-%d}" if since else ""
        raise UserError(Problem(str(store.state), "", f"holds no finished run{when}; `breachready scan` makes one"))
    points = _points(store, rows, tell, most)
    if len(rows) < 2:
        return Trend(points=points, model=shipped().version, why_none="there is one run; a change needs two")
    found, why_none = explained(store, rows[-2], rows[-1]) if explain else (None, TOO_LARGE)
    return Trend(
        points=points,
        model=shipped().version,
        attribution=found,
        why_none=why_none,
        notes=tuple(_notes(rows)),
    )


def with_trend(store: Store, run: Run) -> Run:
    """The run, with how the score went up to it; a run without a score stays as it is."""
    explain = len(run.findings) <= LARGE
    try:
        return replace(run, trend=trend(store, runs=SHOWN, until=run.id, most=AT_ONCE, explain=explain))
    except UserError:
        return run


def between(store: Store, before: int, now: int) -> Trend:
    """Two runs by number and why the score changed from one to the other, whichever was first.

    Raises `UserError` for a run that is not there, was not finished or has no score.
    """
    if before == now:
        raise UserError(Problem("--to", "", f"run {now} is the same run; two are needed"))
    rows = {row.run: row for row in store.trail.reported({before, now})}
    missing = [number for number in (before, now) if number not in rows]
    if missing:
        words = "is no finished run with a score; `breachready runs` lists them"
        raise UserError(Problem("--from/--to", str(number), words) for number in missing)
    pair = (rows[before], rows[now])
    found, why_none = explained(store, *pair)
    points = _points(store, pair, lambda _done, _of: None, None)
    return Trend(
        points=points, model=shipped().version, attribution=found, why_none=why_none, notes=tuple(_notes(pair))
    )


def explained(store: Store, before: Reported, now: Reported) -> tuple[Attribution | None, str]:
    """Why the score changed, or None and why that cannot be said."""
    found: list[tuple[Inputs, str]] = []
    for row in (before, now):
        try:
            found.append(_inputs(store, row))
        except UserError as error:
            return None, f"run {row.run}: {_reason(error)}"
    (first, unusable), (second, unusable_now) = found
    said = "; ".join(filter(None, (unusable, unusable_now, _formulas(before, now))))
    try:
        runs, reported = (before.run, now.run), (before.score, now.score)
        return attribute(first, second, runs=runs, reported=reported, otherwise=said), ""
    except ValueError as error:
        return None, f"what was kept is not what was scored: {error}"


def _inputs(store: Store, row: Reported) -> tuple[Inputs, str]:
    """The inputs of a run; with today's tables, and a word on that, where its own are of another form."""
    try:
        return load(store, row.run), ""
    except UnusableTables:
        words = f"run {row.run} was scored with tables {row.tables_version}, which this version cannot use"
        return load(store, row.run, shipped()), words


def _formulas(before: Reported, now: Reported) -> str:
    then = sorted({row.formulas for row in (before, now)} - {FORMULAS})
    versions = " and ".join(map(str, then))
    return f"the score's formulas changed (version {versions} then, {FORMULAS} today)" if then else ""


def _points(store: Store, rows: Sequence[Reported], tell: Tell, most: int | None) -> tuple[Point, ...]:
    model = store.trail.model(shipped_text(), FORMULAS)
    known = dict(store.trail.restated(model)) | {row.run: row.score for row in rows if row.model == model}
    reasons = {row.run: row.why_not for row in rows}
    todo = [row.run for row in rows if row.run not in known and not row.why_not]
    reasons |= dict.fromkeys(todo, LATER)
    todo = todo if most is None else todo[len(todo) - min(most, len(todo)) :]
    for done, run in enumerate(todo):
        tell(done, len(todo))
        score, reasons[run] = _restated(store, run, model)
        if score is not None:
            known[run] = score
    return tuple(
        Point(
            run=row.run,
            at=row.at,
            reported=row.score,
            interval=row.interval,
            restated=known.get(row.run),
            why_not="" if row.run in known else reasons[row.run],
            model=row.tables_version,
            changed=changed,
        )
        for row, changed in zip(rows, _changed(rows), strict=True)
    )


def _restated(store: Store, run: int, model: str) -> tuple[float | None, str]:
    """What today's model makes of a run, kept for the next time; or None and why not."""
    try:
        score = load(store, run, shipped()).score()
    except UserError as error:
        return None, _reason(error)
    store.trail.keep_restated(run, model, score)
    return score, ""


def _changed(rows: Sequence[Reported]) -> Iterator[tuple[str, ...]]:
    yield ()
    for old, new in pairwise(rows):
        if old.why_not or new.why_not:
            yield ()
            continue
        said = []
        if old.tables != new.tables:
            said.append(f"tables {old.tables_version} → {new.tables_version}")
        if old.formulas != new.formulas:
            said.append(f"formulas {old.formulas} → {new.formulas}")
        if old.rules != new.rules:
            said.append("checks changed")
        yield tuple(said)


def _notes(rows: Sequence[Reported]) -> Iterator[str]:
    for old, new in pairwise(rows):
        if new.at < old.at:
            yield f"the clock was set back between runs {old.run} and {new.run}; they stand in the order of making"


def _reason(error: UserError) -> str:
    """Without our files' places: a report may go further than the machine."""
    return "; ".join(problem.expected for problem in error.problems)
