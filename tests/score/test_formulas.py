"""`FORMULAS` names everything in the score that is not in the tables: when that changes, so must the number.

Kept scores of equal tables and formulas are taken for equal scores without looking again. The tables are written
here, so that a change of the shipped ones is none of the formulas.
"""

from dataclasses import replace

from tests.score.trend.test_groups import CRM, DB, PEOPLE, WEB, bucket, swept
from tests.score.worlds import AT, BLOCK, FIREWALL, MODES, PUBLIC, REDIS, SSH, SUDO, TELNET, World, finding
from toolkit.core.inventory import Account, DataClass, Inventory, Network, Store, StoreKind, Zone
from toolkit.core.step import Position, Step
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity
from toolkit.score import FORMULAS, Past
from toolkit.score.tables import shipped

FAILING = {Severity.LOW: 0.2, Severity.MEDIUM: 0.5, Severity.HIGH: 0.8, Severity.CRITICAL: 0.95}
TABLES = replace(
    shipped(),
    unknown=0.5,
    risk_appetite=0.001,
    reference_records=1e7,
    default_records=10_000,
    path_of_note=0.01,
    required_ceiling=60.0,
    prior={one: 1.0 if one is Position.INTERNET else 0.25 for one in Position},
    residual=dict.fromkeys(Step, 0.3) | {Step.MOVE: 1.0, Step.LOGIN: 0.05, Step.OPEN: 0.03, Step.QUERY: 0.001},
    failing=FAILING | {one: 0.1 for one in Severity if one not in FAILING},
    holding=dict.fromkeys(Step, 0.3),
    worth={one: 0.0 if one is DataClass.PUBLIC else 1.0 for one in DataClass},
    fresh_days=dict.fromkeys(Family, 7.0),
    half_life_days=dict.fromkeys(Family, 30.0),
)

PASS, FAIL, UNKNOWN, ABSENT = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
EDGE = Network(name="net", ranges=("192.0.2.0/24",), vantage="internet")
SERVERS = Inventory(servers=(DB,), networks=(EDGE,), stores=(CRM,), datasets=(PEOPLE,))
QUIET = replace(SSH, required=False)


def server(ssh=FAIL, sudo=PASS, firewall=PASS, *, inventory=SERVERS, days=0.0, **more):
    """One server of which SSH alone answers; it is not required, so that nothing is under a ceiling."""
    found = [(QUIET, ssh), (SUDO, sudo), (MODES, PASS), (FIREWALL, firewall)]
    findings = [finding(check, "db", said, days=days) for check, said in found if said]
    findings.append(finding(TELNET, "net", ABSENT, "host:192.0.2.2"))
    checks = (QUIET, SUDO, MODES, FIREWALL, TELNET)
    return World(inventory=inventory, findings=tuple(findings), seen=swept("192.0.2.2", 22), checks=checks, **more)


def cloud(public, block=PASS, records=1000, **more):
    store = Store(name="b", kind=StoreKind.BUCKET, account="aws", bucket="b")
    people = replace(PEOPLE, stores=("b",), records=records)
    inventory = Inventory(accounts=(Account(name="aws"),), stores=(store,), datasets=(people,))
    findings = (finding(PUBLIC, "aws", public, "bucket:b"), finding(BLOCK, "aws", block, "account"))
    return World(inventory=inventory, findings=findings, seen=(bucket("b"),), checks=(PUBLIC, BLOCK), **more)


def network(redis, *ports, vantage="internet", complete=True):
    edge = Network(name="net", ranges=("192.0.2.0/24",), vantage=vantage, zone="inner")
    inventory = Inventory(
        servers=(replace(DB, zone="inner"), replace(WEB, zone="dmz")),
        networks=(edge,),
        zones=(Zone(name="dmz", reachable_from=("internet",)), Zone(name="inner", reachable_from=("dmz",))),
        stores=(CRM,),
        datasets=(PEOPLE,),
    )
    findings = tuple(finding(REDIS, "net", redis, f"192.0.2.2:{port}/tcp") for port in ports)
    return World(
        inventory=inventory, findings=findings, seen=swept("192.0.2.2", *ports, complete=complete), checks=(REDIS,)
    )


COPY = replace(SERVERS, datasets=(PEOPLE, replace(PEOPLE, name="more", records=10**6)))
STICKY = {("db", "ssh", ""): Past(FAIL, AT)}
WORLDS = {
    "nothing declared": World(),
    "all is well": server(PASS),
    "a way in": server(),
    "and up": server(sudo=FAIL),
    "unknown": server(UNKNOWN),
    "out of sight": server(UNKNOWN, past=STICKY),
    "not asked": server(None),
    "old": server(PASS, days=40),
    "no firewall": server(firewall=ABSENT),
    "firewall unseen": server(firewall=UNKNOWN),
    "more data": server(inventory=COPY),
    "public data": server(inventory=replace(SERVERS, datasets=(replace(PEOPLE, data_class=DataClass.PUBLIC),))),
    "uncounted": server(inventory=replace(SERVERS, datasets=(replace(PEOPLE, records=None),))),
    "bucket": cloud(PASS),
    "open bucket": cloud(FAIL),
    "unseen bucket": cloud(UNKNOWN),
    "unblocked": cloud(PASS, FAIL),
    "large bucket": cloud(PASS, records=10**7),
    "open cache": network(FAIL, 22, 6379),
    "closed cache": network(PASS, 22, 6379),
    "swept from within": network(PASS, 22, 6379, vantage="dmz"),
    "swept in part": network(PASS, 22, complete=False),
}

PINNED = {
    "nothing declared": (8.101111211581156, 58.86373605416156, 17.707536910194904),
    "all is well": (67.19104784238152, 67.19104784238152, 67.19104784238152),
    "a way in": (50.352715231711045, 50.352715231711045, 50.352715231711045),
    "and up": (50.352715231711045, 50.352715231711045, 50.352715231711045),
    "unknown": (50.352715231711045, 67.19104784238152, 59.509417129913345),
    "out of sight": (50.352715231711045, 50.352715231711045, 50.352715231711045),
    "not asked": (50.352715231711045, 67.19104784238152, 59.509417129913345),
    "old": (46.97245301445946, 67.19104784238152, 60.18254570825957),
    "no firewall": (32.92342372238636, 32.92342372238636, 32.92342372238636),
    "firewall unseen": (32.92342372238636, 50.352715231711045, 39.15964516764507),
    "more data": (40.31942820176482, 40.31942820176482, 40.31942820176482),
    "public data": (100.0, 100.0, 100.0),
    "uncounted": (46.19002799713053, 46.19002799713053, 46.19002799713053),
    "bucket": (49.76175633305684, 49.76175633305684, 49.76175633305684),
    "open bucket": (30.435636445879936, 30.435636445879936, 30.435636445879936),
    "unseen bucket": (30.435636445879936, 49.76175633305684, 40.01988728786819),
    "unblocked": (49.76175633305684, 49.76175633305684, 49.76175633305684),
    "large bucket": (37.497957886895165, 37.497957886895165, 37.497957886895165),
    "open cache": (12.263798446161672, 13.006344936555251, 13.006344936555251),
    "closed cache": (12.263798446161672, 67.19104784238152, 22.283662385540083),
    "swept from within": (12.263798446161672, 67.19104784238152, 37.84790705051273),
    "swept in part": (12.263798446161672, 67.19104784238152, 22.283662385540083),
}
"""Proven, best and headline score."""


def test_the_formulas_are_those_of_their_number():
    """When this fails on purpose: raise FORMULAS in `toolkit/score/__init__.py`, and pin the new scores."""
    found = {name: replace(world, tables=TABLES).posture() for name, world in WORLDS.items()}
    assert {name: (*made.interval, made.score) for name, made in found.items()} == PINNED
    assert FORMULAS == 1
