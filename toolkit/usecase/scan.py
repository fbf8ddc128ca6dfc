"""A scan: read, judge, keep, find the weakest link. Whatever happens, what was read so far is kept."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import toolkit
from toolkit.collect.runner import Tell
from toolkit.config.settings import Settings
from toolkit.core.exemption import Exemption
from toolkit.core.fact import Fact, Unread
from toolkit.core.inventory import Inventory
from toolkit.core.run import Run, RunStatus
from toolkit.core.target import Target
from toolkit.facts.line import TargetFacts
from toolkit.registry import Catalogue
from toolkit.score import Past
from toolkit.score.scope import in_scope
from toolkit.store import Store
from toolkit.usecase import kept_inputs
from toolkit.usecase.exceptions import exceptions_of
from toolkit.usecase.factsfile import FactsFile, carried, digest, kept_at, prune
from toolkit.usecase.flaws import feeds_of
from toolkit.usecase.gather import chosen, gather
from toolkit.usecase.history import kept
from toolkit.usecase.judge import Examined, Facts, judge, score

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of a run."""
    return datetime.now(UTC)


def scan(
    settings: Settings,
    catalogue: Catalogue,
    store: Store,
    *,
    only: Iterable[str] = (),
    tell: Tell = lambda _progress: None,
    now: Clock = utc_now,
) -> Run:
    """Examine the inventory (or the targets named in `only`) and keep the result.

    One at a time in a state directory. Raises `UserError` for what the user can mend; what could not be
    seen is in the run. Targets that are left out keep what the last run saw of them, which ages; so do those that
    were declared once and went without a word.
    """
    inventory = chosen(settings.inventory, only)
    feeds = feeds_of(settings)
    rules = exceptions_of(settings, catalogue, now().date())
    with store.lock():
        if catalogue.dormant:
            catalogue = catalogue.asking(check for _, check, _ in store.past())
        scope = in_scope(settings.inventory, kept_inputs.inventory_of(store, _last(store)))
        settings = replace(settings, inventory=scope.inventory)
        run = _begin(settings, catalogue, store, now(), rules)
        examined = Examined()
        with FactsFile(kept_at(settings.state, run), settings.inventory) as file:
            for facts in _everything(settings, catalogue, inventory, run, tell):
                findings = judge(settings, catalogue.selected, facts, feeds)
                file.write(facts)
                store.record(run, [(facts.target, facts.observed_at, findings)])
                examined.add(facts, findings)
        ended = now()
        past = {key: Past(*answer) for key, answer in store.past().items()}
        found = score(settings, catalogue, examined, at=ended, past=past)
        found = replace(found, notes=(*scope.notes, *found.notes))
        known = feeds.versions if feeds else {}
        kept_inputs.keep(store, run, settings.inventory, examined.structure, catalogue.checks, at=ended, feeds=known)
        evidence = {file.path.name: digest(file.path)}
        store.finish(run, finished_at=ended, posture=found, evidence=evidence)
        prune(settings.state, settings.scan.keep_facts)
        store.trail.prune()
        return kept(store, run, catalogue)


def collect(settings: Settings, catalogue: Catalogue, out: Path, *, only: Iterable[str] = (), tell: Tell) -> int:
    """Read the targets and write a facts file to `out`, judging nothing. Returns how many targets were read."""
    inventory = chosen(settings.inventory, only)
    part = out.with_name(f".{out.name}.part")
    with FactsFile(part, inventory) as file:
        for collected in gather(settings, inventory, catalogue.selected, tell):
            file.write(collected)
    part.replace(out)
    return file.targets


def _last(store: Store) -> int | None:
    """The last finished run."""
    return next((one.id for one in store.runs(1000) if one.status is RunStatus.FINISHED), None)


def _begin(
    settings: Settings, catalogue: Catalogue, store: Store, started: datetime, rules: tuple[Exemption, ...]
) -> int:
    return store.begin(
        started_at=started,
        organisation=settings.organisation.name,
        version=toolkit.__version__,
        targets=tuple(settings.inventory.targets()),
        checks=catalogue.selected,
        inventory_note=settings.inventory.assumed,
        exceptions=rules,
    )


def _everything(
    settings: Settings, catalogue: Catalogue, inventory: Inventory, run: int, tell: Tell
) -> Iterator[Facts]:
    """What is read now, then what is carried over for the targets that are left out."""
    yield from gather(settings, inventory, catalogue.selected, tell)
    left_out = set(settings.inventory.targets()) - set(inventory.targets())
    if not left_out:
        return
    known = carried(settings.state, (target.name for target in left_out), before=run)
    yield from known
    for target in sorted(left_out - {facts.target for facts in known}):
        yield TargetFacts(target=target, observed_at=utc_now(), seen=(_never_read(target),))


def _never_read(target: Target) -> Unread:
    return Unread(kind=Fact, target=target.name, reason="left out of this scan, and not read by an earlier one")
