"""From facts to a judged run: here and now, or again later from a facts file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import toolkit
from toolkit.collect.flaws.feeds import Feeds
from toolkit.collect.runner import Collected
from toolkit.config.settings import Settings
from toolkit.core.check import Check
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.finding import Finding
from toolkit.core.posture import Posture
from toolkit.core.run import Gap, Run, RunStatus, gaps
from toolkit.core.target import Target
from toolkit.evaluate import evaluate
from toolkit.facts.line import TargetFacts
from toolkit.facts.structure import STRUCTURE
from toolkit.registry import Catalogue
from toolkit.score import Past, posture
from toolkit.score.priority import worst
from toolkit.usecase.exceptions import exceptions_of, with_exceptions
from toolkit.usecase.factsfile import load
from toolkit.usecase.flaws import feeds_of
from toolkit.usecase.policies import policy_for

Key = tuple[str, str, str]
EPOCH = datetime.fromtimestamp(0, UTC)
Facts = Collected | TargetFacts


@dataclass(slots=True)
class Examined:
    """What a run has so far: findings, and the few facts that the score builds its graph from."""

    findings: list[Finding] = field(default_factory=list)
    structure: list[Seen] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def add(self, facts: Facts, findings: Sequence[Finding]) -> None:
        """Take in one target."""
        self.targets.append(facts.target)
        self.findings += findings
        self.structure += [one for one in facts.seen if _about(one) in STRUCTURE or _about(one) is Fact]


def _about(one: Seen) -> type[Fact]:
    return one.kind if isinstance(one, Absent | Unread) else type(one)


def judge(settings: Settings, checks: Sequence[Check], facts: Facts, feeds: Feeds | None = None) -> list[Finding]:
    """The findings of one target; `feeds` say which published flaws its packages have."""
    known = feeds.flaws(facts.seen, facts.observed_at) if feeds else ()
    return evaluate(
        facts.target,
        [*facts.seen, *known],
        checks,
        observed_at=facts.observed_at,
        policy_for=policy_for(settings.inventory, settings.policy),
    )


def score(
    settings: Settings, catalogue: Catalogue, examined: Examined, *, at: datetime, past: Mapping[Key, Past]
) -> Posture:
    """The weakest link over everything examined; checks that were deselected count as not seen."""
    return posture(settings.inventory, examined.findings, catalogue.checks, examined.structure, at=at, past=past)


def judge_file(settings: Settings, catalogue: Catalogue, path: Path) -> Run:
    """Judge a facts file with the checks of this place and the inventory that the file carries.

    Nothing is kept. The age of the evidence is measured at the newest observation, so that the same file
    is judged alike on any day. Raises `UserError` when it is no facts file.
    """
    inventory, found = load(path)
    settings = replace(settings, inventory=inventory)
    examined, feeds = Examined(), feeds_of(settings)
    for facts in sorted(found, key=lambda one: one.target):
        examined.add(facts, judge(settings, catalogue.selected, facts, feeds))
    rules = exceptions_of(settings, catalogue, max((facts.observed_at for facts in found), default=EPOCH).date())
    times = [facts.observed_at for facts in found] or [EPOCH]
    result = score(settings, catalogue, examined, at=max(times), past={})
    run = Run(
        id=0,
        status=RunStatus.FINISHED,
        started_at=min(times),
        finished_at=max(times),
        organisation=settings.organisation.name,
        version=toolkit.__version__,
        targets=tuple(inventory.targets()),
        findings=tuple(examined.findings),
        posture=result,
        gaps=(*not_asked(catalogue), *gaps(examined.findings)),
        inventory_note=inventory.assumed,
    )
    run = with_exceptions(run, rules)
    return replace(run, worst=worst(result, run.to_do))


def not_asked(catalogue: Catalogue) -> tuple[Gap, ...]:
    """What nobody looked at: plug-ins that could not be loaded, and checks that were deselected."""
    deselected = Gap(
        target="breachready",
        reason="deselected by `skip` under [checks]: not run, and counted as not seen",
        call="",
        checks=tuple(sorted(catalogue.skipped)),
        resources=0,
    )
    broken = tuple(
        Gap(
            target="breachready",
            reason=f"the plug-in {plugin.source} could not be loaded: {plugin.reason}",
            call=plugin.source,
            checks=(),
            resources=0,
            fault=True,
        )
        for plugin in catalogue.broken
    )
    return (*broken, deselected) if catalogue.skipped else broken
