"""Small estates kept in a real store as a scan keeps them, run after run."""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from tests.score.worlds import AT, World
from toolkit.core.target import Target
from toolkit.score import Past
from toolkit.score.tables import read
from toolkit.store import Store
from toolkit.usecase import kept_inputs


def keep(store: Store, world: World, *, inputs: bool = True, finish: bool = True) -> int:
    """One run of this world as `usecase.scan` makes it; its posture is worked out from what the store remembers."""
    targets = tuple(world.inventory.targets())
    run = store.begin(
        started_at=world.at - timedelta(minutes=1),
        organisation="Acme",
        version="1",
        targets=targets,
        checks=world.checks,
    )
    record(store, run, world, targets)
    world = replace(world, past={key: Past(*answer) for key, answer in store.past().items()})
    found = world.posture()
    if inputs:
        kept_inputs.keep(store, run, world.inventory, world.seen, world.checks, at=world.at)
    if finish:
        store.finish(run, finished_at=world.at, posture=found)
    return run


def record(store: Store, run: int, world: World, targets: Iterable[Target]) -> None:
    """The findings by target; a target is read once, so those of one target are of one age."""
    by_target = groupby(sorted(world.findings, key=lambda one: one.target), key=lambda one: one.target)
    found = {name: list(some) for name, some in by_target}
    for target in targets:
        some = found.get(target.name, [])
        store.record(run, [(target, some[0].observed_at if some else world.at, some)])


def at_day(world: World, day: float) -> World:
    """The world as seen and scored on that day."""
    moment = AT + timedelta(days=day)
    return replace(world, at=moment, findings=tuple(replace(one, observed_at=moment) for one in world.findings))


@contextmanager
def scored_with(monkeypatch, text: str, formulas: int = 1):
    """As if the product had come with these tables and formulas."""
    tables = read(text, "other tables")
    with monkeypatch.context() as patched:
        for room in ("toolkit.usecase.kept_inputs", "toolkit.usecase.trend"):
            patched.setattr(f"{room}.shipped_text", lambda: text)
            patched.setattr(f"{room}.shipped", lambda: tables)
            patched.setattr(f"{room}.FORMULAS", formulas)
        yield tables
