"""What a run was scored from, kept with it and read back: enough to score it again, by any model.

Findings and the answers of earlier runs are states of the store. The structure (inventory, and the few facts that
the graph is built from) is a small file named by its content; tables and rules are texts. So this outlives the
facts file, which is pruned.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from toolkit.core.check import Check
from toolkit.core.errors import Problem, UserError
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.inventory import Inventory
from toolkit.core.step import Step
from toolkit.core.target import Family, Target
from toolkit.core.verdict import Severity, Verdict
from toolkit.facts.line import TargetFacts, end, header, lines, read
from toolkit.score import FORMULAS, Past
from toolkit.score.tables import Tables, shipped, shipped_text
from toolkit.score.tables import read as read_tables
from toolkit.score.trend import Inputs
from toolkit.store import RunInputs, Store
from toolkit.usecase.factsfile import fact_modules

log = logging.getLogger(__name__)

EPOCH = datetime.fromtimestamp(0, UTC)
"""In the place of a time: when a target was read is the run's, and would make every file another one."""


def keep(
    store: Store,
    run: int,
    inventory: Inventory,
    seen: Iterable[Seen],
    checks: Sequence[Check],
    *,
    at: datetime,
    feeds: Mapping[str, str] | None = None,
) -> None:
    """Keep what `run` is scored from: call before it is finished. Raises `UserError` when the disk refuses.

    `checks` is the whole catalogue; `feeds` names what was known from elsewhere, with its date or version.
    """
    kept = RunInputs(
        at=at,
        structure=store.trail.keep_structure(structure_lines(inventory, seen)),
        tables=shipped_text(),
        tables_version=shipped().version,
        rules=rules_text(checks),
        formulas=FORMULAS,
        feeds=feeds or {},
    )
    store.trail.keep(run, kept)


def load(store: Store, run: int, tables: Tables | None = None) -> Inputs:
    """What a run was scored from, with other tables if given.

    Raises `UserError` that says why it cannot be had, `UnusableTables` when all but its tables can; nothing is
    ever guessed.
    """
    kept = store.trail.inputs(run)
    where = f"run {run}"
    inventory, seen = structure_of(store.trail.structure(kept.structure), where)
    return Inputs(
        inventory=inventory,
        findings=tuple(store.findings(run)),
        checks=rules_of(kept.rules, where),
        seen=seen,
        at=kept.at,
        past={key: Past(*answer) for key, answer in store.past(run=run).items()},
        tables=tables or _tables(kept.tables, where),
    )


def inventory_of(store: Store, run: int | None) -> Inventory | None:
    """What a run had in scope; None without a run, or when it kept nothing that can be read."""
    if run is None:
        return None
    try:
        inventory, _ = structure_of(store.trail.structure(store.trail.inputs(run).structure), f"run {run}")
    except UserError as error:
        log.warning("what run %s had in scope cannot be read: %s", run, error)
        return None
    return inventory


class UnusableTables(UserError):
    """The tables of a run are of a form that this version does not know."""


def _tables(kept: str, where: str) -> Tables:
    try:
        return read_tables(kept, f"the tables of {where}")
    except UserError as error:
        raise UnusableTables(error.problems) from error


def structure_lines(inventory: Inventory, seen: Iterable[Seen]) -> Iterator[str]:
    """The structure as lines of a facts file, the same whatever the order and time of reading."""
    yield header(inventory, "")
    by_target: dict[str, list[Seen]] = {target.name: [] for target in inventory.targets()}
    families = {target.name: target.family for target in inventory.targets()}
    for one in seen:
        by_target.setdefault(one.target, []).append(one)
    for name in sorted(by_target):
        target = Target(families.get(name, Family.REGISTER), name)
        first, *rest = lines(TargetFacts(target=target, observed_at=EPOCH, seen=tuple(by_target[name])))
        yield first
        yield from sorted(rest)
    yield end(len(by_target))


def structure_of(kept: Sequence[str], where: str) -> tuple[Inventory, tuple[Seen, ...]]:
    """The structure from its lines. Raises `UserError` when any line says what is not known here."""
    inventory, found = read(kept, where, fact_modules())
    seen = tuple(one for facts in found for one in facts.seen)
    if _forms(seen) != [sum(f'"is":"{form}"' in line[:20] for line in kept) for form in ("fact", "absent", "unread")]:
        raise UserError(Problem(where, "", "its inputs hold kinds of fact that this version does not know"))
    return inventory, seen


def _forms(seen: Sequence[Seen]) -> list[int]:
    absent, unread = (sum(isinstance(one, form) for one in seen) for form in (Absent, Unread))
    return [len(seen) - absent - unread, absent, unread]


def rules_text(checks: Iterable[Check]) -> str:
    """What of a catalogue the score looks at, as kept."""
    rules = {
        rule.id: {
            "title": rule.title,
            "family": rule.family,
            "severity": rule.severity,
            "opens": rule.opens,
            "holds": rule.holds,
            "required": rule.required,
            "formerly": sorted(rule.formerly),
        }
        for rule in checks
    }
    return json.dumps(rules, sort_keys=True, separators=(",", ":"))


def rules_of(kept: str, where: str) -> tuple[Check, ...]:
    """The catalogue as the score looks at it: nothing of it can judge. Raises `UserError` when it makes no sense."""
    try:
        return tuple(_rule(name, said) for name, said in sorted(json.loads(kept).items()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        words = f"its checks cannot be read by this version ({type(error).__name__}: {error})"
        raise UserError(Problem(where, "", words)) from error


def _rule(name: str, said: Mapping[str, Any]) -> Check:
    stand_in = _STAND_IN[Family(said["family"])]
    return Check(
        id=name,
        title=said["title"],
        severity=Severity(said["severity"]),
        fix="",
        needs=stand_in,
        judge=_never,
        why="",
        good=stand_in(),
        bad=stand_in(),
        opens=Step(said["opens"]) if said["opens"] else None,
        holds=Step(said["holds"]) if said["holds"] else None,
        required=said["required"],
        formerly=tuple(said["formerly"]),
    )


def _never(_fact: Fact) -> Verdict:
    raise RuntimeError("a check of a kept catalogue says what it was, and judges nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server(Fact):
    family: ClassVar[Family] = Family.SERVER


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cloud(Fact):
    family: ClassVar[Family] = Family.CLOUD


@dataclass(frozen=True, slots=True, kw_only=True)
class _Network(Fact):
    family: ClassVar[Family] = Family.NETWORK


@dataclass(frozen=True, slots=True, kw_only=True)
class _Register(Fact):
    family: ClassVar[Family] = Family.REGISTER


_STAND_IN: Mapping[Family, type[Fact]] = {kind.family: kind for kind in (_Server, _Cloud, _Network, _Register)}
