"""Real daemons, swept and asked as a user would have it done, and judged by the checks."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from checks.network import access, exposure
from tests.daemons.loopback import free_port
from tests.daemons.memcached import memcached_server
from tests.daemons.postgres import postgres_server
from tests.daemons.redis import redis_server
from toolkit.collect.network import NetworkSettings, jobs
from toolkit.collect.network.judge import KINDS
from toolkit.collect.runner import Collected, collect
from toolkit.core.check import Check
from toolkit.core.fact import Absent, Unread
from toolkit.core.inventory import Network
from toolkit.core.policy import NetworkPolicy
from toolkit.core.verdict import Outcome
from toolkit.evaluate import evaluate
from toolkit.facts.network import OpenPort, RedisAccess, SweptHost

pytestmark = pytest.mark.live

CHECKS: tuple[Check, ...] = (*access.SERVICES, *(one for one in vars(exposure).values() if isinstance(one, Check)))
HERE = "127.0.62.1"


def sweep(network: Network, seconds: float = 60) -> Collected:
    (collected,) = collect(jobs([network], frozenset(KINDS), NetworkSettings(seconds=seconds)))
    return collected


def judged(collected: Collected, approved: tuple[str, ...] | None = None) -> dict[tuple[str, str], Outcome]:
    findings = evaluate(
        collected.target,
        collected.seen,
        CHECKS,
        observed_at=datetime.now(UTC),
        policy_for=lambda _target, _kind: NetworkPolicy(approved=approved),
    )
    return {(finding.check, finding.resource): finding.outcome for finding in findings}


def test_open_and_closed_services_on_odd_ports(tmp_path: Path) -> None:
    users = tmp_path / "users"
    users.write_text("someone:secret\n")
    with ExitStack() as stack:
        start = stack.enter_context
        expected = {
            start(redis_server(HERE)).port: ("redis-unauthenticated", Outcome.FAIL),
            start(redis_server(HERE, "secret")).port: ("redis-unauthenticated", Outcome.PASS),
            start(memcached_server(HERE)).port: ("memcached-unauthenticated", Outcome.FAIL),
            start(memcached_server(HERE, users)).port: ("memcached-unauthenticated", Outcome.PASS),
            start(postgres_server(HERE, "trust")).port: ("postgres-trust", Outcome.FAIL),
            start(postgres_server(HERE, "scram-sha-256")).port: ("postgres-trust", Outcome.PASS),
            start(postgres_server(HERE, "reject")).port: ("postgres-trust", Outcome.PASS),
        }
        ports = ",".join(map(str, expected))
        collected = sweep(Network(name="odd", ranges=(HERE,), ports=ports))
        (host,) = [one for one in collected.seen if isinstance(one, SweptHost)]
        assert (host.address, host.complete, set(host.open)) == (HERE, True, set(expected))
        outcomes = judged(collected)
        for port, (check, outcome) in expected.items():
            resource = f"{HERE}:{port}/tcp"
            assert outcomes[check, resource] is outcome, (port, check)
            assert outcomes["database-port-reachable", resource] is Outcome.FAIL
            assert outcomes["port-not-approved", resource] is Outcome.NOT_APPLICABLE
        first = next(iter(expected))
        with_list = judged(collected, (f"{HERE}:{first}/tcp",))
        assert with_list["database-port-reachable", f"{HERE}:{first}/tcp"] is Outcome.PASS
        assert with_list["port-not-approved", f"{HERE}:{first}/tcp"] is Outcome.PASS
        assert sum(of is Outcome.FAIL for (check, _), of in with_list.items() if check == "port-not-approved") == 6


def test_a_redis_that_takes_strangers_for_a_user_of_few_permissions_is_not_protected(tmp_path: Path) -> None:
    acl = tmp_path / "users.acl"
    for rule, outcome in (("-@all +get ~*", Outcome.FAIL), ("-@all +echo", Outcome.UNKNOWN)):
        acl.write_text(f"user default on nopass {rule}\n")
        with redis_server(HERE, "", "--aclfile", str(acl)) as redis:
            outcomes = judged(sweep(Network(name="acl", ranges=(HERE,), ports=f"{redis.port}")))
        assert outcomes["redis-unauthenticated", f"{HERE}:{redis.port}/tcp"] is outcome


def test_what_was_not_scanned_is_unknown_and_nothing_passes() -> None:
    collected = sweep(Network(name="few", ranges=(HERE,), ports="22"))
    assert {one.kind for one in collected.seen if isinstance(one, Absent)} <= {OpenPort}
    assert all("not among the scanned ports" in one.reason for one in collected.seen if isinstance(one, Unread))
    outcomes = judged(collected)
    for check in CHECKS:
        if check.id != "port-not-approved":
            assert outcomes[check.id, ""] is Outcome.UNKNOWN, check.id
    assert Outcome.PASS not in outcomes.values()


def test_a_machine_without_any_of_it_is_proved_clean() -> None:
    collected = sweep(Network(name="clean", ranges=("127.0.62.99",)))
    assert not [one for one in collected.seen if isinstance(one, Unread | OpenPort)]
    assert {one.kind for one in collected.seen if isinstance(one, Absent)} == set(KINDS)
    outcomes = judged(collected)
    assert set(outcomes.values()) == {Outcome.NOT_APPLICABLE}
    assert {check for check, _ in outcomes} == {check.id for check in CHECKS}


def test_redis_inside_tls_is_asked_inside_tls(tmp_path: Path) -> None:
    key, certificate = _certificate(tmp_path)
    tls = ["--tls-key-file", str(key), "--tls-cert-file", str(certificate), "--tls-ca-cert-file", str(certificate)]
    inside = free_port(HERE)
    for wanted, check in (("no", Outcome.FAIL), ("yes", None)):
        with redis_server(HERE, "", "--tls-port", str(inside), "--tls-auth-clients", wanted, *tls):
            collected = sweep(Network(name="tls", ranges=(HERE,), ports=f"{inside}"))
        found = [one for one in collected.seen if isinstance(one, RedisAccess)]
        if check is Outcome.FAIL:
            (fact,) = found
            assert fact.tls
            assert judged(collected)["redis-unauthenticated", fact.resource] is Outcome.FAIL
        else:
            assert found == [], "it asked for a client certificate before it said who it is"


def _certificate(place: Path) -> tuple[Path, Path]:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "redis")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, private.public_key(), 7, now, now + timedelta(days=1)).sign(
        private, hashes.SHA256()
    )
    key, certificate = place / "key.pem", place / "certificate.pem"
    plain = serialization.NoEncryption()
    key.write_bytes(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return key, certificate
