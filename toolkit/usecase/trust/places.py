"""Where a claim must be so, and which findings speak of each such place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.core.finding import Finding
from toolkit.core.inventory import Dataset, Inventory, Store
from toolkit.core.registers import RegisterKind
from toolkit.core.resource import dataset as dataset_name
from toolkit.core.resource import entry_of
from toolkit.core.resource import group as group_name
from toolkit.core.resource import vendor as vendor_name
from toolkit.core.target import Family
from toolkit.core.trust import Where
from toolkit.score.readiness.assess import personal_stores
from toolkit.usecase.coverage import concerns


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`name`: for the author. `family`: of the checks that can judge it."""

    name: str
    family: Family
    speaks: Callable[[Finding], bool]


def customer_stores(inventory: Inventory) -> tuple[Store, ...]:
    """Those that hold what people would lose."""
    known = set(personal_stores(inventory))
    return tuple(one for one in inventory.stores if one.name in known)


def customer_datasets(inventory: Inventory) -> tuple[Dataset, ...]:
    """Those that are kept in such stores, and are not the organisation's own."""
    return tuple(one for one in inventory.datasets if one.of_people)


def places(where: Where, inventory: Inventory) -> Iterator[Place]:
    """Each of them."""
    match where:
        case Where.STORES:
            yield from map(_store, customer_stores(inventory))
        case Where.SERVERS:
            servers = dict.fromkeys(one.server for one in customer_stores(inventory) if one.server)
            yield from (_whole(Family.SERVER, name) for name in servers)
        case Where.DATASETS:
            registers = tuple(one.name for one in inventory.lists() if one.kind is RegisterKind.DATASETS)
            names = (dataset_name(one.name) for one in customer_datasets(inventory))
            yield from (_entry(name, registers) for name in names)
        case Where.GROUPS:
            yield from _all_of(inventory, RegisterKind.PEOPLE, [group_name(one.name) for one in inventory.groups])
        case Where.VENDORS:
            yield from _all_of(inventory, RegisterKind.VENDORS, [vendor_name(one.name) for one in inventory.vendors])


def _store(store: Store) -> Place:
    family = Family.SERVER if store.server else Family.CLOUD
    return Place(name=f"store {store.name}", family=family, speaks=lambda finding: concerns(finding, store))


def _whole(family: Family, target: str) -> Place:
    return Place(name=f"{family} {target}", family=family, speaks=lambda finding: finding.target == target)


def _all_of(inventory: Inventory, kind: RegisterKind, names: Sequence[str]) -> Iterator[Place]:
    """A register in a file as a whole; of one in the inventory each entry, also one that no scan has read."""
    for register in inventory.lists():
        if register.kind is kind and register.file:
            yield _whole(Family.REGISTER, register.name)
        elif register.kind is kind:
            yield from (_entry(name, (register.name,)) for name in names)


def _entry(name: str, registers: tuple[str, ...]) -> Place:
    """`name`: of the resource, as `group:support`."""
    own = (name, None)  # None: the register as a whole
    return Place(
        name=name,
        family=Family.REGISTER,
        speaks=lambda finding: finding.target in registers and entry_of(finding.resource) in own,
    )
