"""What was rehearsed of the day on which a dataset is lost: from declared and recorded exercises, store by store."""

from collections.abc import Iterator
from datetime import date

from toolkit.core.fact import Absent, Seen, Unread
from toolkit.core.inventory import Dataset, Inventory
from toolkit.core.readiness import Prepared, State
from toolkit.core.resource import dataset as dataset_name
from toolkit.facts.register import DatasetExercise

ELEMENT = "playbook"
REHEARSED = (State.EXERCISED, State.TARGET_MET)


def exercised(inventory: Inventory, target: str, today: date) -> Iterator[Seen]:
    """One answer for each dataset of the inventory. What is dated in the future counts for nothing."""
    if not inventory.datasets:
        yield Absent(kind=DatasetExercise, target=target, because="the inventory has no dataset")
    said = [
        one for one in inventory.prepared if one.element == ELEMENT and one.state in REHEARSED and one.on <= today
    ]
    for dataset in inventory.datasets:
        yield _of(dataset, said, target, today)


def _of(dataset: Dataset, said: list[Prepared], target: str, today: date) -> Seen:
    resource = dataset_name(dataset.name)
    if not dataset.stores:
        reason = "no store of it is declared: nobody can say what was rehearsed"
        return Unread(
            kind=DatasetExercise, target=target, resource=resource, reason=reason, call="read the inventory"
        )
    latest = {
        store: max((one for one in said if _covers(one, store)), key=_on, default=None) for store in dataset.stores
    }
    found = [one for one in latest.values() if one]
    return DatasetExercise(
        target=target,
        resource=resource,
        data_class=dataset.data_class,
        without=tuple(store for store, one in latest.items() if one is None),
        age_days=max(((today - one.on).days for one in found), default=None),
        playbooks=tuple(sorted({one.scenario for one in found if one.scenario})),
    )


def _covers(one: Prepared, store: str) -> bool:
    return not one.stores or store in one.stores


def _on(one: Prepared) -> date:
    return one.on
