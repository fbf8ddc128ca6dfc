"""What pages show of a run without reading all its findings: the path's, the worst, the gaps, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from toolkit.config.settings import Settings
from toolkit.core.change import Change, compare
from toolkit.core.errors import UserError
from toolkit.core.exemption import Exemption, Used, used
from toolkit.core.finding import Finding
from toolkit.core.posture import AttackPath, Posture
from toolkit.core.run import Run, RunStatus
from toolkit.core.verdict import Outcome
from toolkit.registry import Catalogue
from toolkit.score.priority import worst
from toolkit.store import Key, Store
from toolkit.store.sieve import Sieve
from toolkit.usecase.exceptions import exceptions_of
from toolkit.usecase.judge import not_asked

if TYPE_CHECKING:
    from toolkit.store.sifting import Sifted

WORST = 5
"""Findings that are put first."""

EACH = 20
"""Findings of one step of a path that are read."""

GAPS = 12
"""Reasons for not seeing that are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The exceptions that hold for a run, the day that is meant, and what is wrong with the file that has them."""

    held: tuple[Exemption, ...]
    on: date
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """A run with the few findings that its first page names, what it counts, and how many gaps are not listed."""

    run: Run
    more_gaps: int


def rules_for(settings: Settings, catalogue: Catalogue, found: "Sifted", today: date, *, newest: bool) -> Rules:
    """Today's rules for the newest run, so that an acceptance shows at once; for an older one those of its day."""
    day = (found.run.finished_at or found.run.started_at).date()
    if not newest:
        return Rules(tuple(one for one in found.run.exceptions if day <= one.expires), day)
    try:
        rules = exceptions_of(settings, catalogue, today)
    except UserError as error:
        return Rules((), today, tuple(map(str, error.problems)))
    return Rules(tuple(one for one in rules if today <= one.expires), today)


def overview(store: Store, catalogue: Catalogue, found: "Sifted", rules: Sequence[Exemption]) -> Overview:
    """What the first page says of a run. Bounded in the number of queries and of findings, whatever the run holds."""
    with store.asked():
        known = found.named(_on_paths(found.run.posture))
        gaps, every = found.unseen(GAPS)
        first = _worst(found, known, rules)
        findings = {**known, **{one.key: one for one in first}}
    unasked = not_asked(catalogue)
    run = replace(
        found.run,
        findings=tuple(findings.values()),
        worst=first,
        gaps=(*unasked, *gaps),
        change=change(store, found),
    )
    return Overview(run, every - len(gaps))


def change(store: Store, found: "Sifted", since: int | None = None) -> Change | None:
    """What a run says that an earlier one (None: the last finished before it) did not; None when there is no such."""
    number = store.previous(found.id) if since is None else since
    before = store.sifted(number) if number is not None and number < found.id else None
    if before is None or before.run.status is not RunStatus.FINISHED:
        return None
    with store.asked():
        then, now = found.changed_since(before)
    return compare(
        since_run=before.id,
        since=before.run.started_at,
        before=then,
        now=now,
        posture_before=before.run.posture,
        posture_now=found.run.posture,
    )


def used_by(store: Store, found: "Sifted | None", rules: Sequence[Exemption], on: date) -> tuple[Used, ...]:
    """What each rule does to the findings of a run; reads only what some rule that holds fits."""
    live = [one for one in rules if on <= one.expires]
    if found is None or not live:
        return used((), rules, on)
    with store.asked():
        fitting = found.each(Sieve(outcomes=(Outcome.FAIL, Outcome.UNKNOWN), rules=live, excepted=True))
        return used((with_rule(one, live) for one in fitting), rules, on)


def with_rule(finding: Finding, live: Sequence[Exemption]) -> Finding:
    """The finding with the first rule that fits it."""
    rule = next((one for one in live if one.fits(finding)), None)
    return replace(finding, exception=rule) if rule else finding


def _worst(found: "Sifted", known: dict[Key, Finding], rules: Sequence[Exemption]) -> tuple[Finding, ...]:
    """As reports have it: what decides the weakest paths, then the most severe, nothing that somebody answers for."""
    sieve = Sieve(outcomes=(Outcome.FAIL,), rules=rules, excepted=False if rules else None)
    most = found.named(found.worst(sieve, WORST + len(known)))
    candidates = {**known, **most}.values()
    return worst(found.run.posture, (one for one in candidates if not any(rule.fits(one) for rule in rules)), WORST)


def _on_paths(posture: Posture | None) -> set[Key]:
    paths: tuple[AttackPath | None, ...] = (posture.path, posture.next_path, posture.destruction) if posture else ()
    steps = [step for path in paths if path for step in path.steps]
    return {key for step in steps for keys in (step.findings, step.unknown) for key in keys[:EACH]}
