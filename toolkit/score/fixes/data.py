"""Acts on data instead of on what leads to it: fewer records, fewer copies, a lower class (scoring §1.4, §1.11).

They change what lies open at a level of ease, never the graph: a pure change of the holdings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.core.fact import Seen
from toolkit.core.fix import Act, Fix
from toolkit.core.inventory import DataClass, Dataset, StoreKind
from toolkit.core.resource import dataset as resource_of
from toolkit.facts.register import DatasetRetention
from toolkit.score.estate import Estate, Holding, worth
from toolkit.score.tables import Tables

NAMED = (DataClass.PERSONAL, DataClass.FINANCIAL, DataClass.SPECIAL)
"""What says something of a person who is named beside it. Passwords are of use to a thief without a name."""


@dataclass(frozen=True, slots=True)
class Change:
    """One act on one holding: `records` fewer of them, or the copy at `place`, or another class."""

    act: Act
    holding: str
    records: int = 0
    place: str = ""


def overdue_records(seen: Iterable[Seen], estate: Estate) -> Mapping[str, int]:
    """How many records of each dataset are past their retention, by what the registers say.

    Registers that differ: the lower number, so that purging is not praised for more than it does.
    """
    holdings = {resource_of(holding.name): holding for holding in estate.holdings}
    found: dict[str, int] = {}
    for fact in seen:
        if isinstance(fact, DatasetRetention) and (holding := holdings.get(fact.resource)):
            ended = fact.days_left is not None and fact.days_left < 0
            count = min(holding.records, holding.records if ended else fact.overdue or 0)
            found[holding.name] = min(count, found.get(holding.name, count))
    return {name: count for name, count in found.items() if count}


def acts_on_data(estate: Estate, overdue: Mapping[str, int], tables: Tables) -> Iterator[tuple[Fix, Change]]:
    """Everything that can be done to declared datasets; what is only assumed to be there cannot be purged."""
    if estate.inventory.assumed:
        return
    declared = {dataset.name: dataset for dataset in estate.inventory.datasets}
    for holding in estate.holdings:
        dataset = declared.get(holding.name)
        if dataset is None or not holding.worth:
            continue
        if count := overdue.get(holding.name):
            yield _purge(holding, count)
        if holding.data_class in NAMED and tables.worth[holding.data_class] > tables.worth[DataClass.INTERNAL]:
            yield _pseudonymise(holding)
        for place in _spare(estate, dataset, holding):
            yield _delete_copy(estate, holding, place)


def _spare(estate: Estate, dataset: Dataset, holding: Holding) -> list[str]:
    """Copies that can be done without. The first store declared is the original; a backup is there to be kept."""
    backups = {store.name for store in estate.inventory.stores if store.kind is StoreKind.BACKUP}
    original = dataset.stores[0] if dataset.stores else holding.places[0]
    return [place for place in holding.places if place != original and place not in backups]


def _purge(holding: Holding, count: int) -> tuple[Fix, Change]:
    fix = Fix(
        act=Act.PURGE,
        check=Act.PURGE.value,
        target=holding.name,
        title=f"{count:,} of {holding.records:,} records of {holding.name} are past their retention",
        does=f"Delete the {count:,} records of {holding.name} that are past their retention, in every copy.",
    )
    return fix, Change(Act.PURGE, holding.name, records=count)


def _pseudonymise(holding: Holding) -> tuple[Fix, Change]:
    fix = Fix(
        act=Act.PSEUDONYMISE,
        check=Act.PSEUDONYMISE.value,
        target=holding.name,
        title=f"{holding.name} names the people it is about",
        does=f"Replace what names a person in {holding.name} by tokens, in every copy, and keep the key elsewhere.",
    )
    return fix, Change(Act.PSEUDONYMISE, holding.name)


def _delete_copy(estate: Estate, holding: Holding, name: str) -> tuple[Fix, Change]:
    place = next(place for place in estate.places if place.name == name)
    whose = f"Have {place.vendor} delete its copy of {holding.name}." if place.vendor else ""
    fix = Fix(
        act=Act.DELETE_COPY,
        check=Act.DELETE_COPY.value,
        target=f"{holding.name}/{name}",
        title=f"{place.title} keeps a further copy of {holding.name}",
        does=whose or f"Delete the copy of {holding.name} in {name}, and {name} itself where nothing else is in it.",
    )
    return fix, Change(Act.DELETE_COPY, holding.name, place=name)


def changed(holdings: Sequence[Holding], changes: Iterable[Change], tables: Tables) -> tuple[Holding, ...]:
    """The holdings after these acts, in the same order."""
    by_holding: dict[str, list[Change]] = {}
    for change in changes:
        by_holding.setdefault(change.holding, []).append(change)
    return tuple(_after(holding, by_holding.get(holding.name, ()), tables) for holding in holdings)


def _after(holding: Holding, changes: Sequence[Change], tables: Tables) -> Holding:
    if not changes:
        return holding
    pseudonymous = any(change.act is Act.PSEUDONYMISE for change in changes)
    data_class = DataClass.INTERNAL if pseudonymous else holding.data_class
    records = holding.records - sum(change.records for change in changes)
    gone = {change.place for change in changes}
    return replace(
        holding,
        data_class=data_class,
        records=records,
        worth=worth(tables, data_class, records),
        places=tuple(place for place in holding.places if place not in gone),
    )
