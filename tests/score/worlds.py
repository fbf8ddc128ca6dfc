"""Small estates for the laws of the score: a fixed catalogue of checks, random inventories, facts and findings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from toolkit.core.check import Check
from toolkit.core.fact import Seen
from toolkit.core.finding import Finding
from toolkit.core.inventory import (
    Account,
    DataClass,
    Dataset,
    Inventory,
    Key,
    Network,
    Server,
    Store,
    StoreKind,
    Zone,
)
from toolkit.core.posture import Posture
from toolkit.core.registers import Group, Vendor
from toolkit.core.step import Step
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity
from toolkit.facts.cloud import Bucket
from toolkit.facts.network import OpenPort, SweptHost
from toolkit.facts.register import Grant, PeopleGroup, Privilege, VendorAccess
from toolkit.facts.server.network import Addresses
from toolkit.score import Past, posture
from toolkit.score.tables import Tables, shipped

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
SHOWN = {
    Family.SERVER: Addresses(),
    Family.CLOUD: Bucket(),
    Family.NETWORK: OpenPort(address="192.0.2.1", port=1),
    Family.REGISTER: PeopleGroup(),
}
PORTS = (22, 5432, 6379)


def rule(
    id: str,
    family: Family,
    opens: Step | None = None,
    severity: Severity = Severity.HIGH,
    *,
    holds: Step | None = None,
    required: bool = False,
) -> Check:
    shown = SHOWN[family]
    return Check(
        id=id,
        title=f"Fault {id} is there",
        severity=severity,
        fix=f"mend {id}",
        needs=type(shown),
        judge=lambda fact: None,
        why="",
        good=shown,
        bad=shown,
        opens=opens,
        holds=holds,
        required=required,
    )


SSH = rule("ssh", Family.SERVER, Step.LOGIN, required=True)
SUDO = rule("sudo", Family.SERVER, Step.ESCALATE, Severity.MEDIUM)
MODES = rule("modes", Family.SERVER, Step.READ, Severity.LOW)
FIREWALL = rule("firewall", Family.SERVER, Step.REACH, holds=Step.LOGIN)
PUBLIC = rule("public", Family.CLOUD, Step.OPEN, Severity.CRITICAL)
BLOCK = rule("block", Family.CLOUD, holds=Step.OPEN)
CROSS = rule("cross", Family.CLOUD, Step.DELEGATE, Severity.MEDIUM)
REDIS = rule("redis", Family.NETWORK, Step.QUERY, Severity.CRITICAL, required=True)
TELNET = rule("telnet", Family.NETWORK, Step.LOGIN, Severity.HIGH)
PHISHED = rule("phished", Family.REGISTER, Step.PHISH, Severity.HIGH)
FACTOR = rule("factor", Family.REGISTER, holds=Step.IMPERSONATE)
LEFT = rule("left", Family.REGISTER, Step.CREDENTIAL, Severity.CRITICAL)
REVIEWED = rule("reviewed", Family.REGISTER, Step.USE, Severity.HIGH)
LET_IN = rule("let-in", Family.REGISTER, Step.DELEGATE, Severity.HIGH)
OF_GROUPS = (PHISHED, FACTOR, LEFT, REVIEWED)
OF_VENDORS = (LET_IN, REVIEWED)
CATALOGUE = (SSH, SUDO, MODES, FIREWALL, PUBLIC, BLOCK, CROSS, REDIS, TELNET, *OF_GROUPS, LET_IN)


def finding(
    check: Check,
    target: str,
    outcome: Outcome = Outcome.FAIL,
    resource: str = "",
    *,
    evidence: str = "as read",
    days: float = 0,
) -> Finding:
    return Finding(
        check=check.id,
        title=check.title,
        outcome=outcome,
        severity=check.severity,
        family=check.family,
        target=target,
        resource=resource,
        evidence=evidence,
        observed_at=AT - timedelta(days=days),
        fix=check.fix,
        opens=check.opens,
        holds=check.holds,
        required=check.required,
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class World:
    """All arguments of `posture`, and the call."""

    inventory: Inventory = field(default_factory=Inventory)
    findings: tuple[Finding, ...] = ()
    checks: tuple[Check, ...] = field(default=CATALOGUE, repr=False)
    seen: tuple[Seen, ...] = ()
    at: datetime = AT
    past: Mapping[tuple[str, str, str], Past] = field(default_factory=dict)
    tables: Tables = field(default_factory=shipped, repr=False)

    def __repr__(self) -> str:
        said = [f"{f.target} {f.check} {f.outcome} {f.resource} {(AT - f.observed_at).days}d" for f in self.findings]
        entries = [getattr(self.inventory, kind) for kind in ("zones", "networks", "stores", "datasets")]
        servers = [(s.name, s.host, s.zone) for s in self.inventory.servers]
        return f"World({servers}, {entries}, {self.seen}, {said})"

    def posture(self) -> Posture:
        return posture(
            self.inventory, self.findings, self.checks, self.seen, at=self.at, past=self.past, tables=self.tables
        )

    def score(self) -> float:
        return self.posture().score

    def declaring(self, **changes: object) -> "World":
        return replace(self, inventory=replace(self.inventory, **changes))

    def with_findings(self, more: Iterable[Finding]) -> "World":
        return replace(self, findings=(*self.findings, *more))

    def changing(self, number: int, change: Callable[[Finding], Finding]) -> "World":
        changed = [change(one) if place == number else one for place, one in enumerate(self.findings)]
        return replace(self, findings=tuple(changed))

    def remembered(self) -> Mapping[tuple[str, str, str], Past]:
        """What the store would say of this world in the next run."""
        real = [one for one in self.findings if one.outcome is not Outcome.UNKNOWN]
        return {one.key: Past(one.outcome, one.observed_at, one.severity, one.exploit) for one in real}


PEOPLE, VENDORS = "inventory: people", "inventory: vendors"


def address(number: int) -> str:
    return f"192.0.2.{number + 1}"


OUTCOMES = st.sampled_from([Outcome.PASS, Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE])
CALM = st.sampled_from([*[Outcome.PASS] * 9, Outcome.FAIL])
AGES = st.sampled_from([0.0, 0.0, 3.0, 20.0, 400.0])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """An estate of up to four servers, two networks and two accounts, partly scanned and partly judged."""
    zones = draw(
        st.sampled_from(
            [(), (Zone(name="dmz", reachable_from=("internet",)), Zone(name="app", reachable_from=("dmz",)))]
        )
    )
    zone = st.sampled_from(["", *(z.name for z in zones)])
    servers = tuple(Server(name=f"s{n}", host=address(n), zone=draw(zone)) for n in range(draw(st.integers(1, 4))))
    vantage = st.sampled_from(["", "internet", *(z.name for z in zones)])
    networks = tuple(
        Network(name=f"n{n}", ranges=("192.0.2.0/28",), vantage=draw(vantage), zone=draw(zone))
        for n in range(draw(st.integers(0, 2)))
    )
    accounts = tuple(Account(name=f"a{n}") for n in range(draw(st.integers(0, 2))))
    stores = tuple(draw(st.lists(_store(servers, accounts), max_size=4, unique_by=lambda store: store.name)))
    datasets = tuple(
        Dataset(
            name=f"d{n}",
            data_class=draw(st.sampled_from(list(DataClass))),
            stores=tuple(draw(st.lists(st.sampled_from([s.name for s in stores]), min_size=1, unique=True))),
            records=draw(st.sampled_from([None, 0, 1, 50_000, 2_000_000, 10**12])),
        )
        for n in range(draw(st.integers(0, 3)) if stores else 0)
    )
    grants = [*(f"server:{one.name}" for one in servers), *(f"server:{one.name}=admin" for one in servers)]
    grants += [f"store:{one.name}=admin" for one in stores]
    keys = tuple(
        Key(
            name=f"k{n}",
            servers=tuple(one.name for one in draw(st.lists(st.sampled_from(servers), max_size=2, unique=True))),
            opens=tuple(draw(st.lists(st.sampled_from(grants), max_size=2, unique=True))),
        )
        for n in range(draw(st.integers(0, 1)))
    )
    if keys and stores and draw(st.booleans()):
        stores = (replace(stores[0], encrypted_with=keys[0].name), *stores[1:])
    inventory = Inventory(
        servers=servers,
        networks=networks,
        accounts=accounts,
        zones=zones,
        stores=stores,
        keys=keys,
        datasets=datasets,
        groups=tuple(Group(name=f"g{n}", people=9) for n in range(draw(st.integers(0, 2)))),
        vendors=tuple(Vendor(name=f"v{n}") for n in range(draw(st.integers(0, 1)))),
    )
    calm = draw(st.booleans())  # nearly everything seen and passing, so that one change shows
    seen = [*draw(_sweeps(networks, len(servers) + 1)), *draw(_buckets(accounts, calm=calm))]
    seen += draw(_registered(inventory))
    return World(inventory=inventory, findings=tuple(draw(_findings(inventory, seen, calm=calm))), seen=tuple(seen))


@st.composite
def _store(draw: st.DrawFn, servers: tuple[Server, ...], accounts: tuple[Account, ...]) -> Store:
    if accounts and draw(st.booleans()):
        account, bucket = draw(st.sampled_from(accounts)).name, draw(st.sampled_from(["b0", "b1"]))
        return Store(name=f"{account}-{bucket}", kind=StoreKind.BUCKET, account=account, bucket=bucket)
    server, port = draw(st.sampled_from(servers)).name, draw(st.sampled_from([None, 6379]))
    return Store(name=f"{server}-{port}", kind=StoreKind.DATABASE, server=server, port=port)


@st.composite
def _sweeps(draw: st.DrawFn, networks: tuple[Network, ...], hosts: int) -> list[Seen]:
    seen: list[Seen] = []
    for network in networks:
        for number in range(hosts):
            where = address(number)
            if not draw(st.booleans()):
                continue
            ports = tuple(draw(st.lists(st.sampled_from(PORTS), unique=True)))
            complete = draw(st.booleans())
            seen.append(
                SweptHost(
                    target=network.name,
                    resource=f"host:{where}",
                    address=where,
                    ports="1-10000",
                    open=ports,
                    complete=complete,
                )
            )
            seen += [
                OpenPort(target=network.name, resource=f"{where}:{port}/tcp", address=where, port=port)
                for port in ports
            ]
    return seen


@st.composite
def _buckets(draw: st.DrawFn, accounts: tuple[Account, ...], *, calm: bool) -> list[Seen]:
    names = [(account.name, bucket) for account in accounts for bucket in ("b0", "b1") if calm or draw(st.booleans())]
    return [Bucket(target=account, resource=f"bucket:{bucket}", name=bucket) for account, bucket in names]


@st.composite
def _registered(draw: st.DrawFn, inventory: Inventory) -> list[Seen]:
    places = [f"server:{server.name}" for server in inventory.servers]
    places += [f"store:{store.name}" for store in inventory.stores]
    places += [f"account:{account.name}" for account in inventory.accounts]
    grant = st.builds(Grant, to=st.sampled_from(places), privilege=st.sampled_from(list(Privilege)))
    grants = st.lists(grant, max_size=2).map(tuple)
    held = st.lists(st.sampled_from([d.name for d in inventory.datasets] or [""]), max_size=1).map(tuple)
    seen: list[Seen] = [
        PeopleGroup(target=PEOPLE, resource=f"group:{g.name}", name=g.name, people=9, grants=draw(grants))
        for g in inventory.groups
    ]
    seen += [
        VendorAccess(target=VENDORS, resource=f"vendor:{v.name}", name=v.name, grants=draw(grants), holds=draw(held))
        for v in inventory.vendors
    ]
    return seen


@st.composite
def _findings(draw: st.DrawFn, inventory: Inventory, seen: list[Seen], *, calm: bool) -> list[Finding]:
    places = [
        (rule, server.name, "") for server in inventory.servers for rule in CATALOGUE if rule.family is Family.SERVER
    ]
    for fact in seen:
        family = type(fact).family
        places += [
            (rule, fact.target, fact.resource) for rule in CATALOGUE if rule.family is family and rule is not BLOCK
        ]
    places = [place for place in places if place[0] not in (*OF_GROUPS, LET_IN)]
    places += [(rule, PEOPLE, f"group:{group.name}") for group in inventory.groups for rule in OF_GROUPS]
    places += [(rule, VENDORS, f"vendor:{vendor.name}") for vendor in inventory.vendors for rule in OF_VENDORS]
    places += [(BLOCK, account.name, "account") for account in inventory.accounts]
    places += [(rule, network.name, "") for network in inventory.networks for rule in (REDIS, TELNET) if not seen]
    return [
        finding(rule, target, draw(CALM if calm else OUTCOMES), resource, days=0 if calm else draw(AGES))
        for rule, target, resource in places
        if calm or draw(st.integers(0, 9))
    ]
