"""Exceptions of this place, checked against the checks that there are; and a run with them."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from toolkit.config.exceptions import path_of, read_exceptions
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.exemption import Exemption, Used, excepted, fits, renamed, used
from toolkit.core.run import Run
from toolkit.registry import Catalogue


def exceptions_of(settings: Settings, catalogue: Catalogue, today: date) -> tuple[Exemption, ...]:
    """The rules of the file, if there is one. Raises `UserError` when any of them makes no sense."""
    path = path_of(settings)
    return checked(path, catalogue, today) if path else ()


def checked(path: Path, catalogue: Catalogue, today: date) -> tuple[Exemption, ...]:
    """The rules of a file, held against the checks that there are; former ids of checks are replaced by today's.

    Raises `UserError` when any of them makes no sense.
    """
    rules = read_exceptions(path, today)
    every = [found.check for found in (*catalogue.found, *catalogue.dormant)]
    former = {old: check.id for check in every for old in check.formerly}
    names = [*(check.id for check in every), *former]
    if problems := list(_unknown(rules, names, str(path))):
        raise UserError(problems)
    return renamed(rules, former)


def _unknown(rules: Sequence[Exemption], names: Sequence[str], where: str) -> Iterator[Problem]:
    for rule in rules:
        if not any(fits(rule.check, name) for name in names):
            close = difflib.get_close_matches(rule.check, names, 1)
            meant = f"; did you mean {close[0]}?" if close else "; `breachready checks list` lists them"
            yield Problem(where, f'{rule.kind} of "{rule.check}" on "{rule.target}"', f"fits no check{meant}")


def current(
    settings: Settings, catalogue: Catalogue, today: date, run: Run | None
) -> tuple[int | None, tuple[Used, ...]]:
    """The number of the run, if there is one, and what the rules of today do to its findings."""
    rules = exceptions_of(settings, catalogue, today)
    findings = excepted(run.findings if run else (), rules, today)
    return run.id if run else None, used(findings, rules, today)


def with_exceptions(run: Run, rules: Sequence[Exemption]) -> Run:
    """The run, its findings with the rules that held when it ended."""
    on = (run.finished_at or run.started_at).date()
    return replace(run, findings=excepted(run.findings, rules, on), exceptions=tuple(rules))
