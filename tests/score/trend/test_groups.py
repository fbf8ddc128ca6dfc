"""Each difference in its group, one row of the table in `toolkit/score/trend/__init__.py` after the other."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.score.trend.pairs import TIGHTER, inputs, later
from tests.score.worlds import AT, CATALOGUE, FIREWALL, MODES, PUBLIC, REDIS, SSH, SUDO, World, finding, rule
from toolkit.core.exploit import Exploit
from toolkit.core.fact import Absent, Unread
from toolkit.core.inventory import Account, DataClass, Dataset, Inventory, Network, Server, Store, StoreKind
from toolkit.core.step import Step
from toolkit.core.target import Family
from toolkit.core.trend import Group
from toolkit.core.verdict import Outcome, Severity
from toolkit.facts.cloud import Bucket
from toolkit.facts.network import HostState, OpenPort, SilentAddresses, SweptHost
from toolkit.score import Past
from toolkit.score.tables import shipped
from toolkit.score.trend import attribute, contributions
from toolkit.score.trend.mixture import Mixture

PASS, FAIL, UNKNOWN, ABSENT = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
WEB, DB = Server(name="web", host="192.0.2.1"), Server(name="db", host="192.0.2.2")
CRM = Store(name="crm", kind=StoreKind.DATABASE, server="db", port=6379)
PEOPLE = Dataset(name="people", data_class=DataClass.PERSONAL, stores=("crm",), records=1000)
ESTATE = Inventory(
    servers=(WEB, DB), accounts=(Account(name="aws"),), networks=(Network(name="net", ranges=("192.0.2.0/24",)),),
    stores=(CRM,), datasets=(PEOPLE,),
)  # fmt: skip


def swept(address, *ports, **more):
    sweep = SweptHost(target="net", resource=f"host:{address}", address=address, ports="1-9999", open=ports, **more)
    return (sweep, *(opened(address, port) for port in ports))


def opened(address, port):
    return OpenPort(target="net", resource=f"{address}:{port}/tcp", address=address, port=port)


def bucket(name):
    return Bucket(target="aws", resource=f"bucket:{name}", name=name)


HERE = (*swept("192.0.2.1", 22), *swept("192.0.2.2", 22, 6379), bucket("b"))
FOUND = (
    *(finding(one, name, PASS) for one in (SSH, SUDO, MODES, FIREWALL) for name in ("web", "db")),
    finding(PUBLIC, "aws", PASS, "bucket:b"),
    finding(REDIS, "net", PASS, "192.0.2.2:6379/tcp"),
)
WORLD = World(inventory=ESTATE, seen=HERE, findings=FOUND)


def saying(outcome, check=SSH, target="web", resource="", **changed):
    """The world in which this one finding says so."""
    return World(
        inventory=ESTATE,
        seen=HERE,
        findings=tuple(
            replace(one, outcome=outcome, **changed) if one.key == (target, check.id, resource) else one
            for one in FOUND
        ),
    )


def without(world, *keys):
    return replace(world, findings=tuple(one for one in world.findings if one.key not in keys))


def and_seen(world, *more):
    return replace(world, seen=(*world.seen, *more))


def unseen(world, *gone):
    return replace(world, seen=tuple(one for one in world.seen if one not in gone))


def aged(days):
    """The world some days later, when nobody has looked again."""
    return replace(later(WORLD, days, seen_again=False), past={})


def groups(before, now):
    return set(Mixture(inputs(before), inputs(now)).active)


HOLDS = {"check": FIREWALL, "target": "db"}
NEW = rule("new", Family.SERVER, Step.LOGIN)
KEY = ("web", "ssh", "")

FIXED, WORSE, COVERAGE, ESTATE_, MODEL = (
    {group} for group in (Group.FIXED, Group.WORSE, Group.COVERAGE, Group.ESTATE, Group.MODEL)
)

TABLE = {
    "failing, then good": (saying(FAIL), WORLD, FIXED),
    "good, then failing": (WORLD, saying(FAIL), WORSE),
    "a higher severity of the same check": (saying(FAIL, severity=Severity.LOW), saying(FAIL), WORSE),
    "unknown, then good": (saying(UNKNOWN), WORLD, COVERAGE),
    "unknown, then failing": (saying(UNKNOWN), saying(FAIL), COVERAGE),
    "good, then unknown": (WORLD, saying(UNKNOWN), COVERAGE),
    "a failure out of sight is no difference": (
        saying(FAIL),
        replace(saying(UNKNOWN), past={KEY: Past(FAIL, AT, Severity.HIGH)}),
        set(),
    ),
    "a failure out of sight, mended": (
        replace(saying(UNKNOWN), past={KEY: Past(FAIL, AT, Severity.HIGH)}),
        WORLD,
        FIXED,
    ),
    "a control that is not there, then is": (saying(ABSENT, **HOLDS), WORLD, FIXED),
    "a control that is gone": (WORLD, saying(ABSENT, **HOLDS), WORSE),
    "nothing to judge any more": (WORLD, saying(ABSENT), ESTATE_),
    "the check says another severity": (
        WORLD,
        replace(
            saying(PASS, severity=Severity.LOW),
            checks=(*CATALOGUE[1:], replace(SSH, severity=Severity.LOW)),
        ),
        MODEL,
    ),
    "the check opens another step": (
        WORLD,
        replace(saying(PASS, opens=Step.READ), checks=(*CATALOGUE[1:], replace(SSH, opens=Step.READ))),
        MODEL,
    ),
    "a server with its findings": (
        WORLD,
        WORLD.declaring(servers=(WEB, DB, Server(name="new"))).with_findings([finding(SSH, "new", FAIL)]),
        ESTATE_,
    ),
    "a bucket with its findings": (
        WORLD,
        and_seen(WORLD.with_findings([finding(PUBLIC, "aws", FAIL, "bucket:c")]), bucket("c")),
        ESTATE_,
    ),
    "a bucket that could not be listed before": (
        replace(unseen(WORLD, bucket("b")), seen=(*HERE[:-1], Unread(kind=Bucket, target="aws", reason="denied"))),
        WORLD,
        COVERAGE,
    ),
    "the last bucket is gone": (
        WORLD,
        replace(
            without(WORLD, ("aws", "public", "bucket:b")),
            seen=(*HERE[:-1], Absent(kind=Bucket, target="aws", because="none")),
        ).with_findings([finding(PUBLIC, "aws", ABSENT, "account")]),
        ESTATE_,
    ),
    "a check in one catalogue only": (
        WORLD,
        replace(WORLD.with_findings([finding(NEW, "web", FAIL)]), checks=(*CATALOGUE, NEW)),
        MODEL,
    ),
    "a check that was not asked there": (without(WORLD, KEY), WORLD, COVERAGE),
    "a new failure on a known server": (WORLD, WORLD.with_findings([finding(MODES, "web", FAIL, "file:/x")]), WORSE),
    "a failure that is gone": (WORLD.with_findings([finding(MODES, "web", FAIL, "file:/x")]), WORLD, FIXED),
    "a new unknown": (WORLD, WORLD.with_findings([finding(MODES, "web", UNKNOWN, "file:/x")]), COVERAGE),
    "another good answer": (WORLD, WORLD.with_findings([finding(MODES, "web", PASS, "file:/x")]), ESTATE_),
    "a good answer in the place of a failure": (
        without(WORLD, ("web", "modes", "")).with_findings([finding(MODES, "web", FAIL, "file:/x")]),
        without(WORLD, ("web", "modes", "")).with_findings([finding(MODES, "web", ABSENT, "files")]),
        FIXED,
    ),
    "more records": (WORLD, WORLD.declaring(datasets=(replace(PEOPLE, records=2000),)), ESTATE_),
    "a port was opened": (WORLD, replace(WORLD, seen=(*swept("192.0.2.1", 22, 23), *HERE[2:])), WORSE),
    "a port was opened, with its answer": (
        WORLD,
        replace(
            WORLD.with_findings([finding(REDIS, "net", PASS, "192.0.2.1:23/tcp")]),
            seen=(*swept("192.0.2.1", 22, 23), *HERE[2:]),
        ),
        WORSE,
    ),
    "a port was closed": (replace(WORLD, seen=(*swept("192.0.2.1", 22, 23), *HERE[2:])), WORLD, FIXED),
    "a port that nobody looked for to the end": (
        replace(WORLD, seen=(*swept("192.0.2.1", 22, complete=False), *HERE[2:])),
        replace(WORLD, seen=(*swept("192.0.2.1", 22, 23, complete=False), *HERE[2:])),
        COVERAGE,
    ),
    "a sweep that ended early": (
        WORLD,
        replace(WORLD, seen=(*swept("192.0.2.1", 22, state=HostState.UNKNOWN), *HERE[2:])),
        COVERAGE,
    ),
    "a machine that answers now": (WORLD, and_seen(WORLD, *swept("192.0.2.9", 80)), ESTATE_),
    "a network heard for the first time": (
        replace(WORLD, seen=(bucket("b"),)),
        replace(WORLD, seen=(bucket("b"), *swept("192.0.2.9"))),
        COVERAGE,
    ),
    "silence of the rest": (WORLD, and_seen(WORLD, SilentAddresses(target="net", count=3)), COVERAGE),
    "what is remembered": (
        WORLD,
        replace(WORLD, past={("net", "redis", "192.0.2.8:1/tcp"): Past(PASS, AT)}),
        COVERAGE,
    ),
    "other tables": (WORLD, replace(WORLD, tables=TIGHTER), MODEL),
    "the clock, within freshness": (WORLD, aged(3), set()),
    "the clock": (WORLD, aged(30), {Group.EXPIRED}),
    "seen again after long": (aged(30), replace(later(WORLD, 31), past={}), {Group.EXPIRED}),
    "words": (WORLD, saying(PASS, evidence="said otherwise"), set()),
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE)
def test_each_difference_is_in_its_group(row):
    before, now, expected = TABLE[row]
    assert groups(before, now) == expected


@pytest.mark.parametrize("row", TABLE)
def test_and_going_back_in_the_mirrored_one(row):
    before, now, expected = TABLE[row]
    mirror = {Group.FIXED: Group.WORSE, Group.WORSE: Group.FIXED}
    assert groups(now, before) == {mirror.get(group, group) for group in expected}


def test_a_change_of_exploit_alone_is_the_feeds():
    quiet, used = (
        replace(WORLD, findings=(replace(FOUND[0], outcome=FAIL, exploit=Exploit(kev=kev)), *FOUND[1:]))
        for kev in (False, True)
    )
    assert groups(quiet, used) == {Group.FEED}
    mixed = Mixture(inputs(quiet), inputs(used)).findings
    assert {one.exploit.kev for one in mixed.mixed(frozenset()) if one.exploit} == {False}
    assert {one.exploit.kev for one in mixed.mixed(frozenset({Group.FEED})) if one.exploit} == {True}


def test_a_new_check_on_a_new_server_needs_both():
    grown = WORLD.declaring(servers=(WEB, DB, Server(name="new")))
    now = replace(grown.with_findings([finding(NEW, "new", FAIL)]), checks=(*CATALOGUE, NEW))
    mixed = Mixture(inputs(WORLD), inputs(now)).findings

    def there(*chosen):
        return any(one.check == "new" for one in mixed.mixed(frozenset(chosen)))

    assert there(Group.ESTATE, Group.MODEL)
    assert not there(Group.ESTATE)
    assert not there(Group.MODEL)


def test_a_renamed_check_is_the_same_question():
    renamed = replace(SSH, id="ssh-now", formerly=("ssh",))
    now = replace(
        WORLD,
        findings=tuple(replace(one, check="ssh-now") if one.check == "ssh" else one for one in FOUND),
        checks=(*CATALOGUE[1:], renamed),
    )
    assert groups(WORLD, now) == {Group.MODEL}
    assert not any(contributions(Mixture(inputs(WORLD), inputs(now))).values())


def test_differences_are_told_in_words_with_the_worst_first():
    before = saying(FAIL)
    now = replace(
        WORLD.declaring(datasets=(replace(PEOPLE, records=5),), servers=(WEB, DB, Server(name="new"))),
        tables=TIGHTER,
        seen=(*swept("192.0.2.1", 22, 23), *HERE[2:]),
    ).with_findings([finding(MODES, "web", FAIL, "file:/x"), finding(PUBLIC, "aws", FAIL, "bucket:b/access-point:p")])
    said = attribute(inputs(before), inputs(now), runs=(1, 2), reported=(before.score(), now.score()))
    told = {part.group: part.differences for part in said.parts if part.differences}
    assert told == {
        Group.FIXED: ("Fault ssh is there on web",),
        Group.WORSE: (
            "port 192.0.2.1:23/tcp was opened",
            "Fault public is there on aws, bucket b",
            "Fault modes is there on web, file:/x",
        ),
        Group.ESTATE: (
            "server new was added",
            "dataset people is declared otherwise (records: 1,000, now 5)",
        ),
        Group.MODEL: (f"the score's tables changed ({shipped().version}, now 2999.1)",),
    }


def test_what_other_formulas_made_is_the_models_to_the_last_bit():
    before, now = saying(FAIL), WORLD
    then = (before.score() + 1 / 3, now.score())
    said = attribute(inputs(before), inputs(now), runs=(1, 2), reported=then, otherwise="formulas 1, now 2")
    points = {part.group: part.points for part in said.parts}
    assert sum(points.values()) == Fraction(then[1]) - Fraction(then[0])
    assert points[Group.MODEL] == Fraction(before.score()) - Fraction(then[0])
    assert said.parts[-1].differences == ("formulas 1, now 2",)


def test_inputs_that_do_not_give_the_reported_score_are_refused():
    with pytest.raises(ValueError, match="reported"):
        attribute(inputs(WORLD), inputs(WORLD), runs=(1, 2), reported=(WORLD.score(), 1.0))
