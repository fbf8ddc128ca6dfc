"""The matrix of stores, what was found on them, and the playbooks that answer for it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from toolkit.config.settings import Settings
from toolkit.core.finding import Finding
from toolkit.core.inventory import DataClass, Inventory, Store, StoreKind
from toolkit.core.playbook.ready import Cell
from toolkit.core.resource import bucket_of
from toolkit.core.run import Run
from toolkit.core.verdict import Outcome
from toolkit.score.readiness import shipped
from toolkit.score.readiness.assess import personal_stores
from toolkit.usecase.incident.exercise import with_exercises
from toolkit.usecase.playbook.shelf import shelf

OPEN = (Outcome.FAIL, Outcome.UNKNOWN)
"""What was not seen is not safe, and asks for its playbook as a failure does."""


def coverage(settings: Settings, run: Run | None, today: date) -> tuple[Cell, ...]:
    """Every store with personal data and every playbook that it, or what was found on it, calls for."""
    inventory = with_exercises(settings)
    books = shelf(settings)
    known = set(personal_stores(inventory))
    cells: list[Cell] = []
    for store in (one for one in inventory.stores if one.name in known):
        found = Counter(_playbooks(store, run))
        called = set(_demanded(store))
        cells += [
            Cell(
                store=store.name,
                playbook=name,
                findings=found[name],
                demanded=name in called,
                there=name in books,
                exercised_on=_exercised(inventory, store, name, today),
                sensitive=_sensitive(inventory, store),
            )
            for name in sorted(called | set(found))
        ]
    return tuple(cells)


def _playbooks(store: Store, run: Run | None) -> Iterator[str]:
    """The playbook of every open finding on what the store is or stands on."""
    for one in run.findings if run else ():
        if one.outcome in OPEN and one.playbook and concerns(one, store):
            yield one.playbook


def concerns(finding: Finding, store: Store) -> bool:
    """Whether a finding is about what the store is or stands on: its server, its bucket, its account as a whole."""
    if finding.target not in (store.server, store.account) or not finding.target:
        return False
    bucket = bucket_of(finding.resource)
    return bucket is None or bucket == store.bucket


def _demanded(store: Store) -> Iterator[str]:
    kinds = {
        "bucket": bool(store.bucket),
        "account": bool(store.account),
        "server": bool(store.server),
        "database": store.kind is StoreKind.DATABASE,
        "personal": True,
    }
    scenarios: Mapping[str, tuple[str, ...]] = shipped().scenarios
    yield from (name for name, words in scenarios.items() if any(kinds.get(word) for word in words))


def _exercised(inventory: Inventory, store: Store, name: str, today: date) -> date | None:
    days = [
        one.on
        for one in inventory.prepared
        if one.element == "playbook"
        and one.scenario == name
        and one.state in ("exercised", "target-met")
        and (not one.stores or store.name in one.stores)
        and one.on <= today
    ]
    return max(days, default=None)


def _sensitive(inventory: Inventory, store: Store) -> bool:
    return any(one.data_class is DataClass.SPECIAL and store.name in one.stores for one in inventory.datasets)
