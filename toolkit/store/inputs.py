"""What each run was scored from, kept with it; and what other models made of that."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from toolkit.core.errors import Problem, UserError
from toolkit.core.run import RunStatus
from toolkit.store import models
from toolkit.store.kept import Reported, RunInputs
from toolkit.store.words import clean, digest

FORMAT = 1

NOT_KEPT = "made before runs kept what they were scored from"
NEWER = "its inputs were kept by a newer breachready"
DAMAGED = "what it was scored from cannot be read any more"


def keep(run: int, inputs: RunInputs) -> None:
    """Write down what a run is scored from, before it is finished. `RuntimeError` when it is not running."""
    with transaction.atomic():
        document = {
            "format": FORMAT,
            "at": inputs.at.isoformat(),
            "structure": inputs.structure,
            "tables": _document(inputs.tables),
            "tables_version": clean(inputs.tables_version),
            "rules": _document(inputs.rules),
            "formulas": inputs.formulas,
            "feeds": dict(inputs.feeds),
        }
        changed = models.Run.objects.filter(pk=run, status=RunStatus.RUNNING).update(
            inputs=json.dumps(document, sort_keys=True, separators=(",", ":"))
        )
        if not changed:
            raise RuntimeError(f"run {run} is not running")


def read(run: int) -> RunInputs:
    """What a run was scored from. Raises `UserError` that says why that cannot be had."""
    kept = models.Run.objects.filter(pk=run).values_list("inputs", flat=True).first()
    if kept is None:
        raise UserError(Problem(f"run {run}", "", "there is no such run"))
    said, why_not = _parsed(kept)
    if why_not:
        raise UserError(Problem(f"run {run}", "", why_not))
    bodies = dict(
        models.Document.objects.filter(digest__in=(said["tables"], said["rules"])).values_list("digest", "body")
    )
    whole = {name: bodies.get(said[name]) for name in ("tables", "rules")}
    if any(body is None or digest(body) != said[name] for name, body in whole.items()):
        raise UserError(Problem(f"run {run}", "", DAMAGED))
    return RunInputs(
        at=datetime.fromisoformat(said["at"]),
        structure=said["structure"],
        tables=str(whole["tables"]),
        tables_version=said["tables_version"],
        rules=str(whole["rules"]),
        formulas=said["formulas"],
        feeds=said["feeds"],
    )


def model_digest(tables: str, formulas: int) -> str:
    """What tells two models apart: the tables to the letter, and the version of the formulas."""
    return _model(digest(tables), formulas)


def reported(runs: Collection[int] | None, *, limit: int, since: datetime | None) -> list[Reported]:
    """Finished runs with a score, the oldest first: these, or the newest `limit` begun at `since` or later."""
    rows = models.Run.objects.filter(status=RunStatus.FINISHED, score__isnull=False)
    rows = rows if runs is None else rows.filter(pk__in=runs)
    rows = rows if since is None else rows.filter(started_at__gte=since)
    columns = ("pk", "started_at", "score", "low", "high", "inputs")
    newest = rows.order_by("-pk").values(*columns)[:limit]
    return [_reported(row) for row in reversed(newest)]


def restated(model: str) -> dict[int, float]:
    """What this model is known to make of runs, by their number."""
    return dict(models.Restated.objects.filter(model=model).values_list("run_id", "score"))


def keep_restated(run: int, model: str, score: float) -> None:
    """Remember it; harmless when it is known."""
    models.Restated.objects.get_or_create(run_id=run, model=model, defaults={"score": score})


def structures() -> set[str] | None:
    """Every structure that a run names, whatever became of the run; None when not all of them can be told."""
    named = set()
    for kept in models.Run.objects.exclude(inputs="").values_list("inputs", flat=True).iterator():
        said, why_not = _parsed(kept)
        if why_not:
            return None
        named.add(str(said["structure"]))
    return named


def _document(body: str) -> str:
    body = clean(body)
    models.Document.objects.get_or_create(digest=digest(body), defaults={"body": body})
    return digest(body)


def _reported(row: dict[str, Any]) -> Reported:
    said, why_not = _parsed(row["inputs"])
    return Reported(
        run=row["pk"],
        at=row["started_at"],
        score=row["score"],
        interval=None if row["low"] is None or row["high"] is None else (row["low"], row["high"]),
        model="" if why_not else _model(said["tables"], said["formulas"]),
        tables_version=said.get("tables_version", ""),
        tables=said.get("tables", ""),
        formulas=said.get("formulas", 0),
        rules=said.get("rules", ""),
        why_not=why_not,
    )


def _model(tables: str, formulas: int) -> str:
    return digest(tables, str(formulas))


_SHAPE = {"at": str, "structure": str, "tables": str, "tables_version": str, "rules": str, "formulas": int,
          "feeds": dict}  # fmt: skip


def _parsed(kept: str) -> tuple[dict[str, Any], str]:
    """What is written of a run's inputs, or nothing and why."""
    if not kept:
        return {}, NOT_KEPT
    try:
        said = json.loads(kept)
        newer = said["format"] > FORMAT
        whole = newer or all(type(said[name]) is kind for name, kind in _SHAPE.items())
        if not newer:
            datetime.fromisoformat(said["at"])
    except (ValueError, KeyError, TypeError):
        return {}, DAMAGED
    return ({}, NEWER) if newer else (said, "") if whole else ({}, DAMAGED)
