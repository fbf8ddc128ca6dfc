"""What the inventory knows of the thing that a finding is about: stores, data, people, countries, vendors. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.core.finding import Finding
from toolkit.core.inventory import Dataset, Inventory, Store
from toolkit.core.playbook import Giver, Playbook, VariableType
from toolkit.core.resource import address_of, bucket_of
from toolkit.core.target import Family


def stores_of(inventory: Inventory, finding: Finding | None, named: str) -> tuple[Store, ...]:
    """The stores that an incident is about: the one named, or all that the finding's bucket or server keeps."""
    if named:
        return tuple(store for store in inventory.stores if store.name == named)
    if finding is None:
        return ()
    bucket, server = bucket_of(finding.resource), _server(inventory, finding)
    if bucket:
        return tuple(one for one in inventory.stores if one.bucket == bucket and one.account == finding.target)
    if finding.family is Family.CLOUD:
        return tuple(one for one in inventory.stores if one.account == finding.target)
    return tuple(one for one in inventory.stores if server and one.server == server)


def affected(inventory: Inventory, stores: tuple[Store, ...]) -> Mapping[str, Any]:
    """In plain values: stores, datasets, data classes, records, people by country, vendors with a copy.

    `records` and `people` sum what is known; `unknown` names the datasets of which the inventory gives no number of
    records, `uncounted` those of which it does not say where people live. The same person may be in two datasets:
    `people` is at least so many, `people_at_most` the sum.
    """
    names = {store.name for store in stores}
    datasets = [one for one in inventory.datasets if names & set(one.stores)]
    if not datasets:
        return {"stores": sorted(names)} if names else {}
    held = {one.name for one in datasets}
    return {
        "stores": sorted(names),
        "datasets": [one.name for one in datasets],
        "data_classes": sorted({one.data_class.value for one in datasets}),
        "records": sum(one.records or 0 for one in datasets),
        "people": _people(datasets),
        "people_at_most": _people_at_most(datasets),
        "uncounted": [one.name for one in datasets if not one.people],
        "unknown": [one.name for one in datasets if one.records is None],
        "vendors": [one.name for one in inventory.vendors if held & set(one.holds)],
    }


def values(
    playbook: Playbook, inventory: Inventory, finding: Finding | None, stores: tuple[Store, ...]
) -> Mapping[str, Mapping[str, str]]:
    """The variables that the finding and the inventory can give: by name, the text and who gave it."""
    about = affected(inventory, stores)
    found: dict[str, Mapping[str, str]] = {}
    for name, variable in playbook.variables.items():
        text = ""
        if variable.given_by is Giver.FINDING and finding is not None:
            text = _from_finding(variable.type, inventory, finding)
        elif variable.given_by in (Giver.INVENTORY, Giver.FINDING):
            text = _from_inventory(name, variable.type, stores, about)
        if text:
            found[name] = {"text": text, "by": str(variable.given_by)}
    return found


def _from_finding(kind: VariableType, inventory: Inventory, finding: Finding) -> str:
    match kind:
        case VariableType.BUCKET:
            return bucket_of(finding.resource) or ""
        case VariableType.ACCOUNT:
            return finding.target if finding.family is Family.CLOUD else ""
        case VariableType.SERVER:
            return _server(inventory, finding)
        case VariableType.ADDRESS:
            return address_of(finding.resource) or ""
        case VariableType.RESOURCE | VariableType.IDENTITY | VariableType.TEXT:
            return finding.resource.partition(":")[2] or finding.resource
    return ""


def _from_inventory(name: str, kind: VariableType, stores: tuple[Store, ...], about: Mapping[str, Any]) -> str:
    match name:
        case "records" | "people" | "countries" | "data_classes" | "datasets" | "vendors" if about:
            return _counted(name, about)
    only = stores[0] if len(stores) == 1 else None
    match kind:
        case VariableType.STORE if only:
            return only.name
        case VariableType.BUCKET if only:
            return only.bucket
        case VariableType.ACCOUNT if only:
            return only.account
        case VariableType.SERVER if only:
            return only.server
        case VariableType.DATASET if len(about.get("datasets", ())) == 1:
            return str(about["datasets"][0])
    return ""


def _counted(name: str, about: Mapping[str, Any]) -> str:
    """Numbers only where every dataset has one: a sum of some would be read as the sum of all."""
    match name:
        case "records":
            return "" if about.get("unknown") else str(about.get("records", ""))
        case "people":
            return str(sum(about["people"].values())) if about.get("people") else ""
        case "countries":
            return ", ".join(sorted(about.get("people", {})))
    return ", ".join(about.get(name, ()))


def _people(datasets: list[Dataset]) -> dict[str, int]:
    """By country, at least: the same person may be in two datasets, so the largest counts."""
    people: dict[str, int] = {}
    for country, number in _counts(datasets):
        people[country] = max(people.get(country, 0), number)
    return dict(sorted(people.items()))


def _people_at_most(datasets: list[Dataset]) -> dict[str, int]:
    people: dict[str, int] = {}
    for country, number in _counts(datasets):
        people[country] = people.get(country, 0) + number
    return dict(sorted(people.items()))


def _counts(datasets: list[Dataset]) -> Iterator[tuple[str, int]]:
    yield from ((country, number) for one in datasets for country, number in one.people.items())


def _server(inventory: Inventory, finding: Finding) -> str:
    if finding.family is Family.SERVER:
        return finding.target
    address = address_of(finding.resource)
    return next((one.name for one in inventory.servers if address and address in (one.address, *one.addresses)), "")
