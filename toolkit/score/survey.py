"""Puts together what was declared and what was seen: machines, stores and the data in them.

Whatever is not declared is assumed to hold personal data and said to be assumed; whatever cannot be placed
is reachable for all we know. Leaving something out of the inventory is never a way to a better score.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.finding import Finding
from toolkit.core.inventory import DataClass, Dataset, Inventory, Store, StoreKind
from toolkit.core.resource import bucket_of, port_of
from toolkit.core.target import Family
from toolkit.facts.cloud import Bucket
from toolkit.facts.identity import Host, canonical, identify
from toolkit.facts.network import HostState, OpenPort, SweptHost
from toolkit.facts.register import PeopleGroup, VendorAccess
from toolkit.score.estate import Entry, Estate, Holding, Place, worth
from toolkit.score.evidence import Key
from toolkit.score.sight import Sight
from toolkit.score.tables import Tables


def survey(
    inventory: Inventory, seen: Iterable[Seen], findings: Sequence[Finding], past: Iterable[Key], tables: Tables
) -> Estate:
    """Put together what was declared and what was seen, now or in the past where nobody could look now.

    Never fails: what is contradictory is unknown and said.
    """
    facts = list(seen)
    before = list(past)
    facts += remembered_ports(inventory, facts, before)
    identities = identify(inventory, facts)
    sight = Sight(inventory, facts)
    places = {place.name: place for place in _declared_places(inventory, facts)}
    for place in _undeclared_buckets(inventory, facts, findings, before, set(places)):
        places[place.name] = place
    if not inventory.stores and not inventory.datasets:
        places |= {place.name: place for place in _whole_machines(inventory)}
    groups = tuple(_entries(inventory, facts, findings, before, PeopleGroup, "group"))
    vendors = tuple(_entries(inventory, facts, findings, before, VendorAccess, "vendor"))
    for place in _at_vendors(vendors):
        places[place.name] = place
    holdings = [_holding(dataset, tables, _kept_by(dataset.name, vendors)) for dataset in inventory.datasets]
    for holding in holdings:
        for name in holding.places:
            places.setdefault(name, _nowhere(name))
    held = {name for holding in holdings for name in holding.places}
    holdings += _assumed_holdings([place for name, place in sorted(places.items()) if name not in held], tables)
    if not places:
        places["nothing"] = Place(name="nothing", title="wherever customers' data is", assumed=NOTHING_DECLARED)
        holdings += _assumed_holdings([places["nothing"]], tables)
    return Estate(
        inventory=inventory,
        identities=identities,
        sight=sight,
        hosts=tuple(sorted((*identities.hosts, *_unswept(inventory, sight)), key=lambda host: host.name)),
        places=tuple(places[name] for name in sorted(places)),
        holdings=tuple(sorted(holdings, key=lambda holding: holding.name)),
        notes=(*_notes(inventory, places.values()), *identities.notes),
        groups=groups,
        vendors=vendors,
    )


def _entries(  # noqa: PLR0917  called for groups and for vendors, side by side
    inventory: Inventory,
    seen: Sequence[Seen],
    findings: Sequence[Finding],
    past: Sequence[Key],
    kind: type[PeopleGroup | VendorAccess],
    word: str,
) -> Iterator[Entry]:
    """Groups or vendors that were read, and those that only an answer of now or before tells of.

    One that a register no longer lists has gone; one whose register could not be read is there still, and may use
    anything.
    """
    registers = {register.name for register in inventory.lists()}
    found = {(f.target, f.resource): f for f in seen if isinstance(f, kind)}
    unread = {(u.target, u.resource): u.reason for u in seen if isinstance(u, Unread) and u.kind in (kind, Fact)}
    heard = {target for target, _ in found} | {a.target for a in seen if isinstance(a, Absent) and a.kind is kind}
    told = {(f.target, f.resource) for f in findings if f.family is Family.REGISTER}
    told |= {(target, resource) for target, _, resource in past if target in registers and target not in heard}
    for (target, resource), fact in sorted(found.items()):
        yield Entry(
            register=target,
            resource=resource,
            name=fact.name,
            grants=fact.grants,
            holds=getattr(fact, "holds", ()),
        )
    for target, resource in sorted((told | unread.keys()) - found.keys()):
        if target in registers and resource.startswith(f"{word}:"):
            why = unread.get((target, resource)) or unread.get((target, "")) or "its register was not read"
            name = resource.removeprefix(f"{word}:")
            yield Entry(register=target, resource=resource, name=name, grants=None, unread=f"{name}: {why}")


def _at_vendors(vendors: Iterable[Entry]) -> Iterator[Place]:
    """A vendor's own copies, as one more place."""
    for vendor in vendors:
        if vendor.holds:
            yield Place(name=f"copy at {vendor.name}", title=f"the copy that {vendor.name} keeps", vendor=vendor.name)


def _kept_by(dataset: str, vendors: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(f"copy at {vendor.name}" for vendor in vendors if dataset in vendor.holds)


NOTHING_DECLARED = "nothing is declared, so nobody knows where customers' data is"


def _declared_places(inventory: Inventory, seen: Sequence[Seen]) -> Iterator[Place]:
    listed = {(fact.target, fact.name) for fact in seen if isinstance(fact, Bucket)}
    servers = {server.name for server in inventory.servers}
    accounts = {account.name for account in inventory.accounts}
    for store in inventory.stores:
        if store.account in accounts:
            yield Place(
                name=store.name,
                title=f"bucket {store.bucket} of {store.account}",
                account=store.account,
                bucket=store.bucket,
                listed=(store.account, store.bucket) in listed,
                key=store.encrypted_with,
            )
        elif store.server in servers:
            yield Place(
                name=store.name, title=_title(store), host=store.server, port=store.port, key=store.encrypted_with
            )
        else:
            yield _nowhere(store.name)


def _title(store: Store) -> str:
    words = {
        StoreKind.DATABASE: "database",
        StoreKind.CACHE: "cache",
        StoreKind.FILES: "files",
        StoreKind.BACKUP: "backup",
        StoreKind.BUCKET: "bucket",
    }
    return f"{words[store.kind]} {store.name} on {store.server}"


def _nowhere(name: str) -> Place:
    return Place(name=name, title=name, assumed="no server or account is declared to keep it")


def _undeclared_buckets(
    inventory: Inventory, seen: Sequence[Seen], findings: Sequence[Finding], past: Sequence[Key], taken: set[str]
) -> Iterator[Place]:
    """Buckets that nobody declared, and for an account whose listing was not read, the buckets nobody saw."""
    declared = {(store.account, store.bucket) for store in inventory.stores}
    accounts = {account.name for account in inventory.accounts}
    found = {(fact.target, fact.name) for fact in seen if isinstance(fact, Bucket)}
    listed = {account for account, _ in found}
    listed |= {one.target for one in seen if isinstance(one, Absent) and one.kind is Bucket and not one.resource}
    listed -= {one.target for one in seen if isinstance(one, Unread) and one.kind is Bucket and not one.resource}
    found |= {(f.target, name) for f in findings if f.family is Family.CLOUD and (name := bucket_of(f.resource))}
    found |= {
        (account, name) for account, _, resource in past if account not in listed and (name := bucket_of(resource))
    }
    for account, bucket in sorted(found - declared):
        if account in accounts:
            name = _free(f"{account}/{bucket}", taken)
            why = "the bucket is in no [[store]]: assumed to hold personal data"
            yield Place(name=name, title=f"bucket {bucket} of {account}", account=account, bucket=bucket, assumed=why)
    for account in sorted(accounts - listed):
        name = _free(f"{account}/unlisted", taken)
        why = "the buckets of the account were not listed: assumed to hold personal data"
        yield Place(name=name, title=f"unlisted buckets of {account}", account=account, listed=False, assumed=why)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "'"
    return name


def _whole_machines(inventory: Inventory) -> Iterator[Place]:
    for server in inventory.servers:
        why = "no [[store]] or [[dataset]] is declared: every server is assumed to hold personal data"
        yield Place(name=f"{server.name}/data", title=f"whatever {server.name} keeps", host=server.name, assumed=why)


def _holding(dataset: Dataset, tables: Tables, outside: tuple[str, ...] = ()) -> Holding:
    records, assumed = dataset.records, ""
    if records is None or (isinstance(records, float) and not math.isfinite(records)) or records < 0:
        records, assumed = tables.default_records, f"number of records not declared: {tables.default_records} assumed"
    return Holding(
        name=dataset.name,
        data_class=dataset.data_class,
        records=int(records),
        worth=worth(tables, dataset.data_class, int(records)),
        places=tuple(sorted({*dataset.stores, *outside})) or (f"{dataset.name} (stored nowhere declared)",),
        assumed=assumed,
    )


def _assumed_holdings(places: Sequence[Place], tables: Tables) -> Iterator[Holding]:
    """A store without a declared dataset holds, for all we know, the default number of personal records."""
    for place in places:
        yield Holding(
            name=f"undeclared data in {place.name}",
            data_class=DataClass.PERSONAL,
            records=tables.default_records,
            worth=worth(tables, DataClass.PERSONAL, tables.default_records),
            places=(place.name,),
            assumed=place.assumed
            or f"no [[dataset]] is declared for it: {tables.default_records} personal records assumed",
        )


def remembered_ports(inventory: Inventory, seen: Sequence[Seen], past: Iterable[Key]) -> list[Seen]:
    """Ports that an earlier run judged, at addresses that no scan asked to the end this time.

    A scan that fails must not close what it used to see.
    """
    networks = {network.name for network in inventory.networks}
    asked = {
        (fact.target, canonical(fact.address))
        for fact in seen
        if isinstance(fact, SweptHost) and fact.complete and fact.state is not HostState.UNKNOWN
    }
    ports = {
        (target, port)
        for target, _, resource in past
        if target in networks and (port := port_of(resource)) and (target, canonical(port.address)) not in asked
    }
    return [
        OpenPort(target=target, resource=str(port), address=port.address, port=port.port, proto=port.proto)
        for target, port in sorted(ports)
    ]


def _unswept(inventory: Inventory, sight: Sight) -> Iterator[Host]:
    """A network of which no scan said anything may hold machines that nobody knows."""
    for network in inventory.networks:
        if network.name not in sight.heard and not network.local:
            yield Host(name=f"unseen machines of {network.name}", declared=False, zone=network.zone)


def _notes(inventory: Inventory, places: Iterable[Place]) -> Iterator[str]:
    if inventory.assumed:
        yield inventory.assumed
    grouped: dict[str, list[str]] = {}
    for place in places:
        if place.assumed:
            grouped.setdefault(place.assumed, []).append(place.title)
    for why, titles in sorted(grouped.items()):
        shown = ", ".join(sorted(titles)[:5]) + (f" and {len(titles) - 5} more" if len(titles) > 5 else "")
        yield f"{shown}: {why}"
