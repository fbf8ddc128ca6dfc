"""What the reports for people show of a run, worked out once.

The path with its evidence, points that sum, findings grouped and capped. Holds no markup; everything in it is
still outside text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor

from reports import words
from reports.firmness import firmness
from toolkit.core.finding import Finding
from toolkit.core.posture import AttackPath, PathStep, Posture
from toolkit.core.run import Gap, Run
from toolkit.core.target import Family, Target
from toolkit.core.verdict import Outcome

Key = tuple[str, str, str]

WORST = 5
"""Findings that a summary puts first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a page holds before it counts instead of listing. A phone opens what this lets through."""

    gaps: int = 40
    changes: int = 25
    failing: int = 1000
    unknown: int = 500
    passing: int = 600
    acts: int = 20
    passing_each: int = 60
    """Passing and not applicable findings of one target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the sum that is the score."""

    what: str
    ease: float
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One step of the path with what proves it."""

    number: int
    step: PathStep
    start: str
    end: str
    sentence: str
    points: str
    evidence: tuple[Finding, ...]
    unseen: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An attack path as people read it; the points of `rows` sum to `total`, as printed."""

    path: AttackPath
    start: str
    store: str
    legs: tuple[Leg, ...]
    rows: tuple[Row, ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """One reason on one target, with every read that it refused."""

    target: str
    reason: str
    calls: tuple[str, ...]
    checks: tuple[str, ...]
    fault: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The findings of one target, the worst first, and how many of each are not listed."""

    number: int
    target: Target
    counts: dict[Outcome, int]
    failing: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    quiet: tuple[Finding, ...]
    omitted: int


class View:
    """A run, ready to be shown."""

    def __init__(self, run: Run, limits: Limits = Limits()) -> None:
        self.run = run
        self.limits = limits
        self.posture: Posture | None = run.posture
        self.worst = run.worst[:WORST]
        gaps = merged(run.gaps)
        self.gaps = gaps[: limits.gaps]
        self.more_gaps = len(gaps) - len(self.gaps)
        said = (run.inventory_note,)
        self.notes = tuple(note for note in (run.posture.notes if run.posture else ()) if note not in said)
        self.counts = {outcome: run.count(outcome) for outcome in Outcome}

    @cached_property
    def route(self) -> Route | None:
        """The weakest path."""
        return self._route(self.posture.path) if self.posture and self.posture.path else None

    @cached_property
    def next_route(self) -> Route | None:
        """What would be weakest if the weakest were mended."""
        return self._route(self.posture.next_path) if self.posture and self.posture.next_path else None

    @cached_property
    def loss(self) -> Route | None:
        """The easiest way to destroy a dataset with every copy of it."""
        return self._route(self.posture.destruction) if self.posture and self.posture.destruction else None

    @cached_property
    def firmness(self) -> tuple[str, ...]:
        """How far the weakest path can be relied on to be the weakest, in sentences."""
        return tuple(firmness(self.posture)) if self.posture else ()

    @cached_property
    def held(self) -> str:
        """Why the score is not the sum of the points, in words; empty when it is."""
        if not self.posture or not self.posture.path or abs(self.posture.score - self.posture.path.points) < 0.05:
            return ""
        binding = [cap.name for cap in self.posture.caps if abs(cap.ceiling - self.posture.score) < 0.05]
        if binding:
            return f"the ceiling {binding[0]}"
        return "the model's limits" if 0 < self.posture.score < 100 else "the ends of the scale"

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Findings by target; targets with failures first."""
        by_target: dict[tuple[Family, str], list[Finding]] = {(one.family, one.name): [] for one in self.run.targets}
        for finding in self.run.findings:
            by_target.setdefault((finding.family, finding.target), []).append(finding)
        ordered = sorted(by_target.items(), key=lambda item: (*_weight(item[1]), item[0]))
        left = {"failing": self.limits.failing, "unknown": self.limits.unknown, "quiet": self.limits.passing}
        return tuple(
            _group(number, Target(*name), findings, left, self.limits)
            for number, (name, findings) in enumerate(ordered, 1)
        )

    @cached_property
    def listed(self) -> frozenset[Key]:
        """Keys of the findings that have a place of their own in the page."""
        return frozenset(
            finding.key
            for group in self.groups
            for part in (group.failing, group.unknown, group.quiet)
            for finding in part
        )

    def _route(self, path: AttackPath) -> Route:
        wanted = {key for step in path.steps for key in (*step.findings, *step.unknown)}
        known = {finding.key: finding for finding in self.run.findings if finding.key in wanted}
        points = summing([path.prior_points, *(step.points for step in path.steps), path.value_points])
        legs = tuple(
            Leg(
                number=number,
                step=step,
                start=words.place(step.start),
                end=words.place(step.end),
                sentence=words.sentence(step.sentence),
                points=points[number],
                evidence=_known(known, step.findings),
                unseen=_known(known, step.unknown),
            )
            for number, step in enumerate(path.steps, 1)
        )
        rows = (
            Row(what=f"Start: {words.POSITION[path.position]}", ease=path.prior, points=points[0]),
            *(Row(what=leg.sentence, ease=leg.step.probability, points=leg.points) for leg in legs),
            Row(what="How much the data is worth", ease=path.value, points=points[-1]),
        )
        return Route(
            path=path,
            start=words.POSITION[path.position],
            store=self._store_title(path.store),
            legs=legs,
            rows=rows,
            total=f"{path.points:.1f}",
        )

    def _store_title(self, store: str) -> str:
        stores = self.posture.stores if self.posture else ()
        return next((risk.title for risk in stores if risk.store == store and risk.title), words.place(store))


def summing(parts: Sequence[float]) -> list[str]:
    """The parts to one decimal place so that what is printed adds up to the printed total (largest remainder)."""
    tenths = [part * 10 for part in parts]
    floors = [floor(tenth) for tenth in tenths]
    missing = round(round(sum(parts), 9) * 10) - sum(floors)
    by_rest = sorted(range(len(parts)), key=lambda at: (floors[at] - tenths[at], at))
    for at in by_rest[: max(0, missing)]:
        floors[at] += 1
    return [f"{tenth / 10:.1f}" for tenth in floors]


def merged(gaps: Iterable[Gap]) -> tuple[Blind, ...]:
    """Gaps with the same target and reason as one, our own faults first, then the widest."""
    same: dict[tuple[bool, str, str], list[Gap]] = {}
    for gap in gaps:
        same.setdefault((gap.fault, gap.target, gap.reason), []).append(gap)
    blind = [
        Blind(
            target=target,
            reason=reason,
            calls=tuple(dict.fromkeys(gap.call for gap in group if gap.call)),
            checks=tuple(sorted({check for gap in group for check in gap.checks})),
            fault=fault,
        )
        for (fault, target, reason), group in same.items()
    ]
    return tuple(sorted(blind, key=lambda one: (not one.fault, -len(one.checks), one.target, one.reason)))


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The worst first, then by name."""
    return sorted(findings, key=lambda finding: (-finding.severity.rank, finding.key))


def _known(known: dict[Key, Finding], keys: Iterable[Key]) -> tuple[Finding, ...]:
    return tuple(known[key] for key in keys if key in known)


def _weight(findings: list[Finding]) -> tuple[int, int]:
    failing = [finding.severity.rank for finding in findings if finding.outcome is Outcome.FAIL]
    return -max(failing, default=-1), -len(failing)


def _group(number: int, target: Target, findings: list[Finding], left: dict[str, int], limits: Limits) -> Group:
    by_outcome: dict[Outcome, list[Finding]] = {outcome: [] for outcome in Outcome}
    for finding in findings:
        by_outcome[finding.outcome].append(finding)
    quiet = by_outcome[Outcome.PASS] + by_outcome[Outcome.NOT_APPLICABLE]
    parts = {
        "failing": ordered(by_outcome[Outcome.FAIL]),
        "unknown": ordered(by_outcome[Outcome.UNKNOWN]),
        "quiet": quiet[: limits.passing_each],
    }
    taken = {name: tuple(part[: left[name]]) for name, part in parts.items()}
    for name, part in taken.items():
        left[name] -= len(part)
    return Group(
        number=number,
        target=target,
        counts={outcome: len(part) for outcome, part in by_outcome.items()},
        failing=taken["failing"],
        unknown=taken["unknown"],
        quiet=taken["quiet"],
        omitted=len(findings) - sum(map(len, taken.values())),
    )
