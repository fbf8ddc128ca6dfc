"""What single things mean for the path: each test is one sentence of the model, on a world small enough to follow."""

import subprocess
import sys
from dataclasses import replace

import pytest

from tests.score.worlds import AT, CATALOGUE, CROSS, FIREWALL, PUBLIC, REDIS, SSH, SUDO, World, finding
from toolkit.core.fact import Absent, Fact, Unread
from toolkit.core.inventory import Account, DataClass, Dataset, Inventory, Network, Server, Store, StoreKind, Zone
from toolkit.core.step import Position, Step
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome
from toolkit.facts.cloud import Bucket
from toolkit.facts.network import OpenPort, SweptHost
from toolkit.score import Past, worst
from toolkit.score.bodies import Evidence
from toolkit.score.evidence import judged_now
from toolkit.score.graph import Edge, Graph, Lens, Scale
from toolkit.score.sources import edges
from toolkit.score.survey import survey
from toolkit.score.world import World as EdgeWorld

HOST = "192.0.2.1"


def swept(*ports: int, target: str = "edge", address: str = HOST, complete: bool = True, own: bool = False):
    opened = [
        OpenPort(target=target, resource=f"{address}:{port}/tcp", address=address, port=port, own=own)
        for port in ports
    ]
    host = SweptHost(
        target=target,
        resource=f"host:{address}",
        address=address,
        ports="1-10000",
        open=ports,
        complete=complete,
        own=own,
    )
    return (host, *opened)


def one_server(*seen: Fact, vantage: str = "internet", port: int | None = 6379, reachable: bool = True) -> World:
    zone = Zone(name="dmz", reachable_from=("internet",) if reachable else ())
    passing = [finding(check, "db", Outcome.PASS) for check in CATALOGUE if check.family is Family.SERVER]
    return World(
        inventory=Inventory(
            servers=(Server(name="db", host=HOST, zone="dmz"),),
            networks=(Network(name="edge", ranges=("192.0.2.0/29",), vantage=vantage, zone="dmz"),),
            zones=(zone,),
            stores=(Store(name="crm", kind=StoreKind.DATABASE, server="db", port=port),),
            datasets=(Dataset(name="customers", data_class=DataClass.PERSONAL, stores=("crm",), records=100_000),),
        ),
        findings=tuple(passing),
        seen=seen,
    )


def network_says(world: World, outcome: Outcome) -> World:
    rules = [check for check in CATALOGUE if check.family is Family.NETWORK]
    return world.with_findings(finding(rule, "edge", outcome, f"{HOST}:6379/tcp", evidence="PONG") for rule in rules)


def one_bucket(*outcomes: Outcome, listed: bool = True) -> World:
    return World(
        inventory=Inventory(
            accounts=(Account(name="prod"),),
            stores=(Store(name="exports", kind=StoreKind.BUCKET, account="prod", bucket="exports"),),
            datasets=(
                Dataset(name="customers", data_class=DataClass.PERSONAL, stores=("exports",), records=100_000),
            ),
        ),
        findings=tuple(
            finding(check, "prod", outcome, "bucket:exports")
            for check, outcome in zip((PUBLIC, CROSS), outcomes, strict=True)
        ),
        seen=(Bucket(target="prod", resource="bucket:exports", name="exports"),) if listed else (),
    )


def test_an_open_unauthenticated_store_is_the_whole_path() -> None:
    posture = network_says(one_server(*swept(6379)), Outcome.FAIL).posture()
    assert posture.path
    assert [step.step for step in posture.path.steps] == [Step.REACH, Step.QUERY]
    assert posture.path.probability == 1.0
    reach, query = (step.sentence for step in posture.path.steps)
    assert reach == "From the internet, reach db: a scan from the internet saw open: 6379."
    assert query == "Ask database crm on db for its data over the network: fault redis is there (PONG)."
    assert posture.path.steps[1].findings[0] == ("edge", "redis", f"{HOST}:6379/tcp")
    assert posture.checked_steps[0] == posture.checked_steps[1] > 0
    assert posture.model == "2026.2"


def test_mending_it_moves_the_score_and_the_path() -> None:
    before = network_says(one_server(*swept(6379)), Outcome.FAIL).posture()
    after = network_says(one_server(*swept(6379)), Outcome.PASS).posture()
    assert before.path
    assert before.next_path
    assert before.path.steps[1].gain > 0
    assert after.path == replace(before.next_path, steps=after.path.steps)
    assert after.score == before.score + before.path.steps[1].gain


@pytest.mark.parametrize(
    ("seen", "vantage", "chance"),
    [
        (swept(22), "internet", 1.0),
        (swept(), "internet", 0.05),
        (swept(complete=False), "internet", 0.525),
        ((), "internet", 0.525),
        (swept(22), "", 0.525),
        (swept(), "", 0.525),
        (swept(own=True), "", 0.05),
        (swept(22, own=True), "", 0.525),
    ],
)
def test_what_a_scan_proves_depends_on_where_it_stood(seen, vantage: str, chance: float) -> None:
    assert reach_from_internet(network_says(one_server(*seen, vantage=vantage), Outcome.PASS)) == chance


def reach_from_internet(world: World) -> float:
    """Chance of the one step from the internet to the machine."""
    evidence = Evidence(world.findings, world.checks, {}, AT, world.tables)
    estate = survey(world.inventory, world.seen, world.findings, {}, world.tables)
    let_in = {zone.name: frozenset(zone.reachable_from) for zone in world.inventory.zones}
    (edge,) = (
        edge
        for edge in edges(EdgeWorld(estate, evidence, world.tables, let_in))
        if isinstance(edge, Edge) and (edge.start, edge.end) == ("pos:internet", "host:db:net@internet")
    )
    graph = Graph([edge], Scale(1e-3))
    return graph.scale.chance(float(graph.points(Lens(0.5)).by_edge[0]))


def test_a_zone_that_is_not_declared_is_reachable_for_all_we_know() -> None:
    declared = network_says(one_server(), Outcome.FAIL)
    closed = network_says(one_server(reachable=False), Outcome.FAIL)
    nowhere = declared.declaring(zones=(), servers=(Server(name="db", host=HOST),))
    assert nowhere.score() <= closed.score()
    assert nowhere.posture().path.position is Position.INTERNET


def test_a_port_seen_open_from_elsewhere_does_not_count_from_where_it_is_shut() -> None:
    """Redis answers inside; from the internet only SSH does: nobody asks Redis from the internet."""
    inside = Network(name="inside", ranges=("192.0.2.0/29",), vantage="dmz", zone="dmz")
    world = one_server(*swept(22), *swept(22, 6379, target="inside"))
    world = world.declaring(networks=(*world.inventory.networks, inside)).with_findings(
        [finding(REDIS, "inside", Outcome.FAIL, f"{HOST}:6379/tcp"), finding(REDIS, "edge", Outcome.NOT_APPLICABLE)]
    )
    starts = {
        step.start
        for path in (world.posture().path,)
        for step in path.steps
        if step.step is Step.QUERY and step.findings
    }
    assert starts <= {"host:db:net@dmz"}


def test_a_machine_of_no_inventory_is_a_machine_nobody_checked() -> None:
    world = one_server(*swept(), *swept(22, address="192.0.2.5")).declaring(
        stores=(Store(name="crm", kind=StoreKind.DATABASE, server="db", port=6379),)
    )
    redis = [finding(REDIS, "edge", Outcome.FAIL, f"{HOST}:6379/tcp")]
    posture = world.with_findings(redis).posture()
    assert any("192.0.2.5" in note for note in posture.notes)
    path = posture.path
    assert path
    assert ("192.0.2.5", "ssh", "") in {key for step in path.steps for key in step.unknown}


@pytest.mark.parametrize(
    "listing",
    [
        (),
        (Unread(kind=Bucket, target="prod", reason="AccessDenied"),),
        (Unread(kind=Fact, target="prod", reason="x"),),
    ],
)
def test_buckets_that_could_not_be_listed_are_data_nobody_saw(listing) -> None:
    world = World(inventory=Inventory(accounts=(Account(name="prod"),)), seen=listing)
    assert world.score() < 20
    assert world.posture().stores[0].title == "unlisted buckets of prod"
    assert world.posture().stores[0].assumed


def test_a_bucket_in_no_inventory_is_assumed_to_hold_personal_data() -> None:
    world = one_bucket(Outcome.PASS, Outcome.PASS)
    found = replace(world, seen=(*world.seen, Bucket(target="prod", resource="bucket:old", name="old")))
    risks = {risk.store: risk for risk in found.posture().stores}
    assert risks["prod/old"].records == 10_000
    assert "no [[store]]" in risks["prod/old"].assumed
    assert found.score() < world.score()


def test_an_account_that_was_listed_and_empty_has_no_unseen_buckets() -> None:
    proof = Absent(kind=Bucket, target="prod", because="the account has no buckets")
    world = World(
        inventory=Inventory(servers=(Server(name="web", host=HOST),), accounts=(Account(name="prod"),)), seen=(proof,)
    )
    assert [risk.store for risk in world.posture().stores] == ["web/data"]


@pytest.mark.parametrize(
    "world",
    [
        World(),
        World(inventory=Inventory(datasets=(Dataset(name="d", data_class=DataClass.PERSONAL, stores=()),))),
        World(inventory=Inventory(datasets=(Dataset(name="d", data_class=DataClass.PERSONAL, stores=("gone",)),))),
        World(inventory=Inventory(stores=(Store(name="s", kind=StoreKind.FILES, server="gone"),))),
    ],
)
def test_data_that_nobody_can_place_is_not_safe(world: World) -> None:
    posture = world.posture()
    assert posture.score < 30
    assert posture.path
    assert posture.notes


@pytest.mark.parametrize("records", [float("nan"), -5, float("inf"), None])
def test_a_number_of_records_that_is_none_is_assumed(records) -> None:
    world = one_bucket(Outcome.FAIL, Outcome.PASS)
    odd = world.declaring(datasets=(replace(world.inventory.datasets[0], records=records),)).posture()
    assert odd.stores[0].records == 10_000
    assert "assumed" in odd.stores[0].assumed


def test_a_number_beyond_all_reason_is_worth_everything() -> None:
    world = one_bucket(Outcome.FAIL, Outcome.PASS)
    huge = world.declaring(datasets=(replace(world.inventory.datasets[0], records=10**400),)).posture()
    assert (huge.score, huge.path.value) == (0.0, 1.0)


def test_data_without_worth_is_no_target() -> None:
    world = one_bucket(Outcome.FAIL, Outcome.FAIL)
    public = world.declaring(datasets=(replace(world.inventory.datasets[0], data_class=DataClass.PUBLIC),)).posture()
    assert (public.score, public.path) == (100.0, None)
    assert public.notes


def test_a_required_check_caps_the_score_and_says_so() -> None:
    fine = network_says(one_server(*swept(22)), Outcome.PASS)
    fine = fine.with_findings([finding(FIREWALL, "db", Outcome.FAIL, "off")])
    world = fine.declaring(datasets=(replace(fine.inventory.datasets[0], records=20),))
    failing = world.with_findings([finding(SSH, "db", Outcome.UNKNOWN, "second")])
    assert not world.posture().caps
    (cap,) = failing.posture().caps
    assert "not seen: ssh on db" in cap.because
    assert failing.score() <= cap.ceiling < failing.posture().interval[1]


def test_a_failure_that_went_out_of_sight_says_since_when() -> None:
    seen = one_bucket(Outcome.FAIL, Outcome.PASS)
    hidden = replace(
        one_bucket(Outcome.UNKNOWN, Outcome.PASS), past={("prod", "public", "bucket:exports"): Past(Outcome.FAIL, AT)}
    )
    posture = hidden.posture()
    assert posture.score == seen.score()
    assert "failed when last seen, 2026-05-01" in posture.path.steps[0].sentence
    assert worst(posture, hidden.findings)[0].check == "public"


def test_a_thing_that_was_listed_again_without_its_fault_is_mended() -> None:
    past = {("prod", "public", "bucket:deleted"): Past(Outcome.FAIL, AT)}
    world = one_bucket(Outcome.PASS, Outcome.PASS)
    assert replace(world, past=past).score() == world.score()


@pytest.mark.parametrize("unread", ["file:/etc/sudoers.d/*", "sshd", "sshd match"])
def test_a_failure_in_a_part_of_a_server_that_is_unread_now_stays(unread: str) -> None:
    """Root was lost: what failed in a directory or a Match block has not been mended by that."""
    key = ("db", SSH.id, "sshd match User bob")

    def outcomes(*now):
        judged = judged_now(now, CATALOGUE, {key: Past(Outcome.FAIL, AT)})
        return {one.resource: one.outcome for one in judged}

    assert outcomes(finding(SSH, "db", Outcome.UNKNOWN, unread))[key[2]] is Outcome.FAIL
    assert key[2] not in outcomes(finding(SSH, "db", Outcome.PASS, "sshd"))
    assert outcomes(finding(SUDO, "db", Outcome.UNKNOWN, unread))[key[2]] is Outcome.FAIL, "not asked at all"


def test_hostile_evidence_stays_one_line() -> None:
    world = one_bucket(Outcome.FAIL, Outcome.PASS)
    bad = world.changing(0, lambda f: replace(f, evidence="a\x1b[31m\nb\u202e" + "x" * 9000 + "{end}"))
    sentence = bad.posture().path.steps[0].sentence
    assert sentence.isprintable()
    assert len(sentence) < 400


def test_the_worst_findings_are_those_of_the_weakest_path_first() -> None:
    world = one_bucket(Outcome.FAIL, Outcome.PASS)
    server = Server(name="web", host=HOST)
    world = world.declaring(servers=(server,)).with_findings(
        [finding(SSH, "web", Outcome.FAIL, f"r{n}") for n in range(3)] + [finding(SUDO, "web", Outcome.PASS)]
    )
    posture = world.posture()
    assert [(f.target, f.check) for f in worst(posture, world.findings)] == [("prod", "public"), ("web", "ssh")]
    assert len(worst(posture, world.findings, 1)) == 1
    assert worst(posture, reversed(world.findings)) == worst(posture, world.findings)
    assert [f.check for f in worst(None, world.findings)] == ["public", "ssh"]


def test_importing_the_score_loads_no_scipy() -> None:
    code = "import toolkit.score, sys; sys.exit('scipy' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_check_that_was_not_made_counts_as_unknown() -> None:
    asked, silent = one_bucket(Outcome.UNKNOWN, Outcome.PASS), one_bucket(Outcome.PASS, Outcome.PASS)
    silent = replace(silent, findings=silent.findings[1:])
    assert silent.score() == asked.score() < one_bucket(Outcome.PASS, Outcome.PASS).score()
    assert silent.posture().unknown[0].finding == ("prod", "public", "bucket:exports")


@pytest.mark.parametrize("first", [Outcome.PASS, Outcome.FAIL])
def test_of_two_answers_to_one_question_the_worse_counts(first: Outcome) -> None:
    second = Outcome.FAIL if first is Outcome.PASS else Outcome.PASS
    world = one_bucket(first, Outcome.PASS).with_findings([finding(PUBLIC, "prod", second, "bucket:exports")])
    assert world.score() == one_bucket(Outcome.FAIL, Outcome.PASS).score()


def test_one_failure_among_many_passes_counts_in_full() -> None:
    world = network_says(one_server(*swept(6379), port=None), Outcome.PASS)
    passes = [finding(REDIS, "edge", Outcome.PASS, f"{HOST}:{port}/tcp") for port in range(7000, 7050)]
    failure = [finding(REDIS, "edge", Outcome.FAIL, f"{HOST}:6379/tcp")]
    assert world.with_findings(passes).score() == world.score()
    assert world.with_findings(passes + failure).score() == world.with_findings(failure).score() < world.score()
