"""Whether an inventory hangs together: unique names, known references, sane numbers. Says all of it at once."""

import re
from collections.abc import Iterable, Iterator, Mapping

from toolkit.collect.network.ranges import scope
from toolkit.collect.register.places import NoGrant, Places
from toolkit.collect.trouble import Unreadable
from toolkit.config.preparation import contact_problems, prepared_problems
from toolkit.core.contact import Contact
from toolkit.core.errors import Problem
from toolkit.core.inventory import (
    INTERNET,
    Account,
    Dataset,
    Decommissioned,
    Inventory,
    Key,
    Network,
    Server,
    Store,
    StoreKind,
    Zone,
)
from toolkit.core.readiness import Prepared
from toolkit.core.registers import Group, Register, Vendor

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._ -]{0,98}[A-Za-z0-9._-]?$")
APPROVED = re.compile(r"^(?:[0-9A-Za-z.:\[\]-]+:)?\d{1,5}/(?:tcp|udp)$")
LISTENER = re.compile(r"^\d{1,5}/(?:tcp|udp)$")
COUNTRY = re.compile(r"^[A-Z]{2}$")
PORTS = re.compile(r"^(?:top-[1-9]\d{0,4}|\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?)*)$")
MOST_RECORDS = 10**12
ANY_ADDRESS = "192.0.2.1"
"""Stands for every name: whether it resolves is a question for the scan."""

Named = Server | Account | Network | Zone | Store | Dataset | Group | Vendor | Register | Key
Entry = Named | Contact | Prepared | Decommissioned
Placed = tuple[str, str, Entry]
"""Where an entry stands: file, key path, entry."""


def problems(entries: Iterable[Placed]) -> list[Problem]:
    """Everything that is wrong with the entries of all files together."""
    placed = list(entries)
    known = _Names(placed)
    found = [*known.clashes()]
    for where, key, entry in placed:
        found += [Problem(where, f"{key}.{name}", expected) for name, expected in _check(entry, known)]
    return found


def inventory(entries: Iterable[Placed]) -> Inventory:
    """The entries as one inventory, in the order of the files."""
    every = [entry for _, _, entry in entries]
    return Inventory(
        servers=tuple(e for e in every if isinstance(e, Server)),
        accounts=tuple(e for e in every if isinstance(e, Account)),
        networks=tuple(e for e in every if isinstance(e, Network)),
        zones=tuple(e for e in every if isinstance(e, Zone)),
        stores=tuple(e for e in every if isinstance(e, Store)),
        keys=tuple(e for e in every if isinstance(e, Key)),
        datasets=tuple(e for e in every if isinstance(e, Dataset)),
        groups=tuple(e for e in every if isinstance(e, Group)),
        vendors=tuple(e for e in every if isinstance(e, Vendor)),
        registers=tuple(e for e in every if isinstance(e, Register)),
        contacts=tuple(e for e in every if isinstance(e, Contact)),
        prepared=tuple(e for e in every if isinstance(e, Prepared)),
        decommissioned=tuple(e for e in every if isinstance(e, Decommissioned)),
    )


class _Names:
    """Which names are declared, by kind; targets share one space because findings name them alone."""

    def __init__(self, placed: list[Placed]) -> None:
        self.placed = placed
        self.servers = {e.name for _, _, e in placed if isinstance(e, Server)}
        self.accounts = {e.name for _, _, e in placed if isinstance(e, Account)}
        self.zones = {e.name for _, _, e in placed if isinstance(e, Zone)}
        self.keys = {e.name for _, _, e in placed if isinstance(e, Key)}
        self.stores = {e.name for _, _, e in placed if isinstance(e, Store)}
        self.datasets = {e.name for _, _, e in placed if isinstance(e, Dataset)}
        self.places = Places.of(inventory(placed))

    def clashes(self) -> Iterator[Problem]:
        first: dict[tuple[str, str], str] = {}
        for where, key, entry in self.placed:
            if isinstance(entry, Contact | Prepared | Decommissioned):
                continue  # one person may have several roles, one element several stores; what is gone has a name
            space = "target" if isinstance(entry, Server | Account | Network | Register) else type(entry).__name__
            other = first.setdefault((space, entry.name), f"{where}: {key}")
            if other != f"{where}: {key}":
                yield Problem(where, f"{key}.name", f"{entry.name!r} is declared already at {other}")
            if not NAME.match(entry.name):
                yield Problem(
                    where, f"{key}.name", "expected letters, digits, dot, dash, underscore, space; 100 at most"
                )


def _check(entry: Entry, known: _Names) -> Iterator[tuple[str, str]]:
    match entry:
        case Contact():
            yield from contact_problems(entry)
        case Prepared():
            yield from prepared_problems(entry, known.stores)
        case Decommissioned():
            yield from _decommissioned(entry, known)
        case _:
            yield from _check_named(entry, known)


def _check_named(entry: Named, known: _Names) -> Iterator[tuple[str, str]]:  # noqa: C901  one case a kind
    match entry:
        case Server():
            yield from _server(entry, known)
        case Account():
            yield from _account(entry)
        case Network():
            yield from _network(entry, known)
        case Zone():
            yield from _zone(entry, known)
        case Key():
            yield from _key(entry, known)
        case Store():
            yield from _store(entry, known)
        case Dataset():
            yield from _dataset(entry, known)
        case Group():
            yield from _group(entry, known)
        case Vendor():
            yield from _vendor(entry, known)
        case Register():
            yield from _register(entry)


def _decommissioned(entry: Decommissioned, known: _Names) -> Iterator[tuple[str, str]]:
    if any(isinstance(e, Named) and e.name == entry.name for _, _, e in known.placed):
        yield "name", f"{entry.name!r} is declared still"
    if not entry.because.strip():
        yield "because", "expected where it went, or its new name"


def _key(key: Key, known: _Names) -> Iterator[tuple[str, str]]:
    for index, name in enumerate(key.servers):
        yield from _declared(f"servers[{index}]", name, known.servers, "server")
    yield from _declared("account", key.account, known.accounts, "account")
    for index, words in enumerate(key.opens):
        try:
            known.places.grant(words)
        except NoGrant as no:
            yield f"opens[{index}]", str(no)


def _server(server: Server, known: _Names) -> Iterator[tuple[str, str]]:
    yield from _port("port", server.port)
    yield from _declared("zone", server.zone, known.zones, "zone")
    yield from _all_match("approved_listeners", server.approved_listeners, LISTENER, '"443/tcp"')
    if server.host.startswith("-") or server.jump.startswith("-") or server.user.startswith("-"):
        yield "host", "host, user and jump may not start with a dash"
    if server.local and (server.jump or server.password or server.key):
        yield "local", "this machine is read without SSH: leave out key, password and jump"
    if server.sudo_password and not server.sudo:
        yield "sudo_password", "is only used with sudo = true"


def _account(account: Account) -> Iterator[tuple[str, str]]:
    if bool(account.access_key_id) != bool(account.secret_access_key):
        yield "secret_access_key", "access_key_id and secret_access_key come together"
    if account.profile and account.access_key_id:
        yield "profile", "either a profile or keys, not both"
    if account.endpoint_url and not account.endpoint_url.startswith(("http://", "https://")):
        yield "endpoint_url", "expected an address that starts with https:// or http://"
    if account.account_id and not account.endpoint_url and not re.fullmatch(r"\d{12}", account.account_id):
        yield "account_id", "expected twelve digits"
    if account.external_id and not account.role_arn:
        yield "external_id", "is only used with role_arn"


def _network(network: Network, known: _Names) -> Iterator[tuple[str, str]]:
    if not network.ranges and not network.local:
        yield "ranges", "expected at least one address or range that belongs to you"
    for name in ("ranges", "exclude"):
        for index, words in enumerate(getattr(network, name)):
            yield from _range(f"{name}[{index}]", words)
    if not PORTS.match(network.ports):
        yield "ports", 'expected "top-1000", or ports and spans as in "22,80,8000-8100"'
    yield from _declared("zone", network.zone, known.zones, "zone")
    yield from _declared("vantage", network.vantage, known.zones | {INTERNET}, "zone, or internet")
    yield from _all_match("approved", network.approved, APPROVED, '"443/tcp" or "192.0.2.7:5432/tcp"')
    if network.max_rate < 0:
        yield "max_rate", "expected packets a second, or 0 for no limit"


def _range(key: str, words: str) -> Iterator[tuple[str, str]]:
    try:
        scope([words], resolve=lambda _name: [ANY_ADDRESS])
    except Unreadable as no:
        yield key, no.reason


def _zone(zone: Zone, known: _Names) -> Iterator[tuple[str, str]]:
    if zone.name == INTERNET:
        yield "name", "internet is there already"
    for index, name in enumerate(zone.reachable_from):
        yield from _declared(f"reachable_from[{index}]", name, known.zones | {INTERNET}, "zone, or internet")


def _store(store: Store, known: _Names) -> Iterator[tuple[str, str]]:
    yield from _port("port", store.port)
    yield from _declared("server", store.server, known.servers, "server")
    yield from _declared("account", store.account, known.accounts, "account")
    yield from _declared("encrypted_with", store.encrypted_with, known.keys, "key")
    if bool(store.server) == bool(store.account):
        yield "server", "expected either a server or an account (the place that keeps this store)"
    if store.account and not store.bucket:
        yield "bucket", "a store in an account needs the bucket's name"
    if store.kind is StoreKind.BUCKET and store.server:
        yield "server", "a bucket belongs to an account"


def _dataset(dataset: Dataset, known: _Names) -> Iterator[tuple[str, str]]:
    if not dataset.stores:
        yield "stores", "expected at least one store that holds this data"
    for index, name in enumerate(dataset.stores):
        yield from _declared(f"stores[{index}]", name, known.stores, "store")
    if dataset.register:
        yield from _counts({"register.past_retention": dataset.register.past_retention})
        if dataset.register.name:
            yield "register.name", "leave it out: it is that of the dataset"
    counts = {"records": dataset.records, **{f"people.{place}": count for place, count in dataset.people.items()}}
    for key, count in counts.items():
        if count is not None and not 0 <= count <= MOST_RECORDS:
            yield key, "expected a number of records from 0 to a million million"
    for place in dataset.people:
        if not COUNTRY.match(place):
            yield f"people.{place}", 'expected a country as two capital letters ("TH", "DE")'


def _group(group: Group, known: _Names) -> Iterator[tuple[str, str]]:
    yield from _grants(group.grants, known)
    counts = ("people", "joined_untrained", "leavers_with_access", "shared_accounts")
    yield from _counts({name: getattr(group, name) for name in counts})
    if test := group.phishing:
        yield from _counts({f"phishing.{name}": getattr(test, name) for name in ("sent", "clicked", "reported")})
        if max(test.clicked, test.reported) > test.sent:
            yield "phishing.clicked", "clicked and reported cannot be more than sent"


def _vendor(vendor: Vendor, known: _Names) -> Iterator[tuple[str, str]]:
    yield from _grants(vendor.grants, known)
    yield from _counts({"breach_notice_hours": vendor.breach_notice_hours})
    for index, name in enumerate(vendor.holds):
        yield from _declared(f"holds[{index}]", name, known.datasets, "dataset")


def _register(register: Register) -> Iterator[tuple[str, str]]:
    if not register.file:
        yield "file", "expected the CSV or TOML file that holds the register"
    if not 0 < register.interval_days <= 3660:
        yield "interval_days", "expected a number of days from 1 to 3660"


def _grants(grants: Iterable[str], known: _Names) -> Iterator[tuple[str, str]]:
    for index, words in enumerate(grants):
        try:
            known.places.grant(words)
        except NoGrant as no:
            yield f"grants[{index}]", str(no)


def _counts(counts: Mapping[str, int | None]) -> Iterator[tuple[str, str]]:
    for key, count in counts.items():
        if count is not None and not 0 <= count <= MOST_RECORDS:
            yield key, "expected a whole number from 0"


def _port(key: str, port: int | None) -> Iterator[tuple[str, str]]:
    if port is not None and not 0 < port < 65536:
        yield key, "expected a port, 1 to 65535"


def _declared(key: str, name: str, names: set[str], what: str) -> Iterator[tuple[str, str]]:
    if name and name not in names:
        listed = ", ".join(sorted(names)) or "none"
        yield key, f"no {what} is called {name!r} (declared: {listed})"


def _all_match(
    key: str, words: Iterable[str] | None, shape: re.Pattern[str], example: str
) -> Iterator[tuple[str, str]]:
    for index, word in enumerate(words or ()):
        if not shape.match(word):
            yield f"{key}[{index}]", f"expected something like {example}"
