"""One register to facts, an answer each. What an entry does not say is `Unread`, with the name of its column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from toolkit.collect.register import rows
from toolkit.collect.register.exercises import exercised
from toolkit.collect.register.places import NoGrant, Places
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.inventory import DataClass, Dataset, Inventory
from toolkit.core.registers import DatasetRecord, Group, Register, RegisterKind, Vendor
from toolkit.core.resource import dataset as dataset_name
from toolkit.core.resource import group as group_name
from toolkit.core.resource import vendor as vendor_name
from toolkit.facts import register as facts
from toolkit.facts.register import Grant, Privilege

KINDS: Mapping[RegisterKind, tuple[type[Fact], ...]] = {
    RegisterKind.PEOPLE: (
        *(facts.PeopleGroup, facts.GroupSize, facts.Training, facts.Joiners, facts.PhishingTest, facts.GroupFactor),
        *(facts.Leavers, facts.SharedAccounts, facts.AccessReview, facts.GroupOwner),
    ),
    RegisterKind.VENDORS: (
        *(facts.VendorAccess, facts.VendorOwner, facts.VendorReview, facts.VendorAgreement),
        *(facts.VendorBreachClause, facts.VendorDeletion, facts.VendorFactor),
    ),
    RegisterKind.DATASETS: (
        *(facts.DatasetPurpose, facts.DatasetBasis, facts.DatasetOwner, facts.DatasetRetention, facts.DatasetFields),
        *(facts.DatasetReview, facts.DatasetResidence, facts.DatasetPlaces, facts.DatasetExercise),
    ),
}
"""What each kind of register answers. The others it proves absent: a list of vendors has no groups in it."""


def read_register(
    inventory: Inventory, register: Register, beside: Path, today: date, places: Places
) -> Iterator[Seen]:
    """Everything one register says. Raises `Unreadable` when its file cannot be read or holds a fault."""
    path = (beside / Path(register.file).expanduser()) if register.file else None
    reading = _Reading(inventory, register.name, today, places)
    yield from _age(register, path, today)
    match register.kind:
        case RegisterKind.PEOPLE:
            groups = rows.groups(path) if path else inventory.groups
            yield from (one for group in groups for one in reading.group(group))
        case RegisterKind.VENDORS:
            vendors = rows.vendors(path) if path else inventory.vendors
            yield from (one for vendor in vendors for one in reading.vendor(vendor))
        case RegisterKind.DATASETS:
            records = rows.datasets(path) if path else _inline(inventory.datasets)
            yield from (one for record in records for one in reading.dataset(record))
            yield from exercised(inventory, register.name, today) if path is None else _elsewhere(register.name)
    for kind, kinds in KINDS.items():
        if kind is not register.kind:
            for other in kinds:
                because = f"this is a register of {register.kind}, not of {kind}"
                yield Absent(kind=other, target=register.name, because=because)


def _elsewhere(target: str) -> Iterator[Seen]:
    because = "exercises are counted for the datasets of the inventory, once"
    yield Absent(kind=facts.DatasetExercise, target=target, because=because)


def _inline(datasets: Iterable[Dataset]) -> Iterator[DatasetRecord]:
    for dataset in datasets:
        if record := dataset.register:
            values = {name: getattr(record, name) for name in DatasetRecord.__dataclass_fields__}
            yield DatasetRecord(**values | {"name": dataset.name})


def _age(register: Register, path: Path | None, today: date) -> Iterator[Seen]:
    updated = register.updated_on
    if updated is None and path is not None:
        try:
            updated = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
        except OSError as no:
            raise Unreadable(str(path), f"cannot be read: {no.strerror}") from no
    if path is None:
        because = "its entries stand in the inventory itself, each with its own dates"
        yield Absent(kind=facts.RegisterAge, target=register.name, because=because)
    elif updated is None or updated > today:
        reason = f"it was brought up to date on {updated}, which is in the future"
        yield Unread(kind=facts.RegisterAge, target=register.name, resource="register", reason=reason)
    else:
        yield facts.RegisterAge(
            target=register.name,
            resource="register",
            age_days=(today - updated).days,
            interval_days=register.interval_days,
        )


class _Reading:
    """The entries of one register, on one day."""

    def __init__(self, inventory: Inventory, target: str, today: date, places: Places) -> None:
        self.inventory = inventory
        self.target = target
        self.today = today
        self.places = places

    def group(self, group: Group) -> Iterator[Seen]:
        where = {"target": self.target, "resource": group_name(group.name)}
        grants = self._grants(group.grants)
        admin = isinstance(grants, tuple) and any(grant.privilege is Privilege.ADMIN for grant in grants)
        if isinstance(grants, tuple):
            yield facts.PeopleGroup(**where, name=group.name, people=group.people, grants=grants)
        else:
            yield self._unread(facts.PeopleGroup, where, f"grants: {grants}")
        yield facts.GroupSize(**where, people=group.people)
        yield facts.GroupOwner(**where, owner=group.owner)
        yield self._aged(facts.Training, where, "trained_on", group.trained_on)
        yield self._said(facts.Joiners, where, "joined_untrained", untrained=group.joined_untrained)
        yield self._phishing(group, where)
        yield self._said(facts.GroupFactor, where, "second_factor", factor=group.second_factor, admin=admin)
        yield self._said(facts.Leavers, where, "leavers_with_access", with_access=group.leavers_with_access)
        yield self._said(facts.SharedAccounts, where, "shared_accounts", count=group.shared_accounts)
        yield self._aged(facts.AccessReview, where, "reviewed_on", group.reviewed_on, admin=admin)

    def vendor(self, vendor: Vendor) -> Iterator[Seen]:
        where = {"target": self.target, "resource": vendor_name(vendor.name)}
        grants = self._grants(vendor.grants)
        unknown = sorted(set(vendor.holds) - {dataset.name for dataset in self.inventory.datasets})
        if isinstance(grants, tuple) and not unknown:
            yield facts.VendorAccess(**where, name=vendor.name, grants=grants, holds=vendor.holds)
        else:
            words = f"holds: {unknown[0]!r} is no dataset of the inventory" if unknown else f"grants: {grants}"
            yield self._unread(facts.VendorAccess, where, words)
        admin = isinstance(grants, tuple) and any(grant.privilege is Privilege.ADMIN for grant in grants)
        yield facts.VendorOwner(**where, owner=vendor.owner)
        yield self._aged(facts.VendorReview, where, "reviewed_on", vendor.reviewed_on)
        yield facts.VendorAgreement(**where, signed=self._past(vendor.agreement_on))
        if vendor.breach_clause is None:
            yield self._unread(facts.VendorBreachClause, where, "the register does not say: breach_clause")
        else:
            yield facts.VendorBreachClause(**where, clause=vendor.breach_clause, hours=vendor.breach_notice_hours)
        yield self._said(facts.VendorDeletion, where, "deletes_at_end", deletes=vendor.deletes_at_end)
        if grants:
            yield self._said(facts.VendorFactor, where, "second_factor", factor=vendor.second_factor, admin=admin)
        else:
            because = "the vendor has no access, so it does not log in"
            yield Absent(kind=facts.VendorFactor, target=self.target, resource=where["resource"], because=because)

    def dataset(self, record: DatasetRecord) -> Iterator[Seen]:
        where = {"target": self.target, "resource": dataset_name(record.name)}
        declared = {dataset.name: dataset for dataset in self.inventory.datasets}
        dataset = declared.get(record.name)
        yield facts.DatasetPurpose(**where, purpose=record.purpose)
        yield facts.DatasetBasis(**where, basis=record.lawful_basis)
        yield facts.DatasetOwner(**where, owner=record.owner)
        left = (record.retention_end - self.today).days if record.retention_end else None
        yield facts.DatasetRetention(**where, days_left=left, overdue=record.past_retention)
        yield self._aged(facts.DatasetReview, where, "reviewed_on", record.reviewed_on)
        if dataset is None:
            for kind in (facts.DatasetFields, facts.DatasetResidence, facts.DatasetPlaces):
                yield self._unread(kind, where, "in no [[dataset]] of the inventory: nobody says where it is")
            return
        if record.fields:
            yield facts.DatasetFields(
                **where, fields=record.fields, needed=record.needed, data_class=dataset.data_class
            )
        else:
            yield self._unread(facts.DatasetFields, where, "the register does not say: fields")
        yield facts.DatasetResidence(**where, people=sum(dataset.people.values()), records=dataset.records)
        beside = self._beside(dataset, declared.values())
        yield facts.DatasetPlaces(**where, data_class=dataset.data_class, stores=dataset.stores, beside=beside)

    def _beside(self, dataset: Dataset, others: Iterable[Dataset]) -> tuple[str, ...]:
        order = list(DataClass)
        return tuple(
            sorted(
                other.name
                for other in others
                if order.index(other.data_class) < order.index(dataset.data_class)
                and set(other.stores) & set(dataset.stores)
            )
        )

    def _grants(self, words: Sequence[str]) -> tuple[Grant, ...] | str:
        """The grants, or what is wrong with them."""
        try:
            return tuple(self.places.grant(one) for one in words)
        except NoGrant as no:
            return str(no)

    def _past(self, day: date | None) -> bool:
        return day is not None and day <= self.today

    def _phishing(self, group: Group, where: Mapping[str, str]) -> Seen:
        test = group.phishing
        if test is None:
            return self._unread(facts.PhishingTest, where, "the register does not say: phishing")
        counts = {"sent": test.sent, "clicked": test.clicked, "reported": test.reported}
        return self._aged(facts.PhishingTest, where, "phishing.on", test.on, **counts)

    def _aged(self, kind: type[Any], where: Mapping[str, str], column: str, day: date | None, **more: Any) -> Seen:
        if day is None:
            return self._unread(kind, where, f"the register does not say: {column}")
        if day > self.today:
            return self._unread(kind, where, f"{column}: {day} is in the future")
        made: Fact = kind(**where, age_days=(self.today - day).days, **more)
        return made

    def _said(self, kind: type[Any], where: Mapping[str, str], column: str, **values: Any) -> Seen:
        if any(value is None for value in values.values()):
            return self._unread(kind, where, f"the register does not say: {column}")
        made: Fact = kind(**where, **values)
        return made

    def _unread(self, kind: type[Fact], where: Mapping[str, str], reason: str) -> Unread:
        return Unread(
            kind=kind, target=where["target"], resource=where["resource"], reason=reason, call="read the register"
        )
