"""What was declared once stays in the score until somebody says where it went (scoring §1.14, law 7).

Taking a weak machine out of the inventory must not look like mending it. `[[decommissioned]]` is that word.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from toolkit.core.inventory import Dataset, Inventory

NAMED = ("servers", "accounts", "networks", "zones", "stores", "keys", "datasets", "groups", "vendors", "registers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The inventory to score, and in words what of it is there only because it was before."""

    inventory: Inventory
    notes: tuple[str, ...] = ()


def in_scope(now: Inventory, before: Inventory | None) -> Scope:
    """The inventory with everything that an earlier run scored, is missing, and was not said to be decommissioned.

    What an earlier run had only assumed does not count, for nobody had declared it.
    """
    if before is None or before.assumed:
        return Scope(inventory=now)
    gone_by = {entry.name for entry in now.decommissioned}
    changes: dict[str, Any] = {}
    notes: list[str] = []
    for kind in NAMED:
        missing = list(_missing(getattr(now, kind), getattr(before, kind), gone_by))
        if missing:
            changes[kind] = (*getattr(now, kind), *missing)
            notes += [f"{_one(kind)} {entry.name}" for entry in missing]
    whole = replace(now, **changes)
    datasets = tuple(_with_copies(one, before.datasets, gone_by) for one in whole.datasets)
    notes += [
        f"the copy of {old.name} in {store}"
        for old, new in zip(whole.datasets, datasets, strict=True)
        for store in new.stores
        if store not in old.stores
    ]
    return Scope(inventory=replace(whole, datasets=datasets), notes=tuple(map(_told, notes)))


def _missing(now: tuple, before: tuple, gone_by: set[str]) -> Iterator:  # type: ignore[type-arg]  # of any kind
    names = {entry.name for entry in now} | gone_by
    yield from (entry for entry in before if entry.name not in names)


def _with_copies(dataset: Dataset, before: tuple[Dataset, ...], gone_by: set[str]) -> Dataset:
    """The dataset with the copies that it had before. A copy's name is `DATASET/STORE`."""
    old = next((one for one in before if one.name == dataset.name), dataset)
    lost = [
        store
        for store in old.stores
        if store not in dataset.stores and store not in gone_by and f"{dataset.name}/{store}" not in gone_by
    ]
    return replace(dataset, stores=(*dataset.stores, *lost)) if lost else dataset


def _one(kind: str) -> str:
    return kind.removesuffix("s")


def _told(what: str) -> str:
    return (
        f"{what} is not in the inventory any more and counts as it did, unseen, until [[decommissioned]] says where "
        "it went"
    )
