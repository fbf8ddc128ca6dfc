"""What approval means: a list that is empty approves nothing, a list that is not kept proves nothing."""

import pytest

from checks.network import access, exposure
from toolkit.core import Check, NetworkPolicy, Outcome, Step
from toolkit.facts.network import Access, ClearTextLogin, DatabasePort, OpenPort


def database(address: str = "192.0.2.7", *, own: bool = False) -> DatabasePort:
    return DatabasePort(address=address, port=5432, service="PostgreSQL", identified=True, own=own)


@pytest.mark.parametrize(
    ("approved", "outcome"),
    [
        (None, Outcome.FAIL),
        ((), Outcome.FAIL),
        (("5432/udp", "192.0.2.70:5432/tcp", "15432/tcp"), Outcome.FAIL),
        (("5432/tcp",), Outcome.PASS),
        (("192.0.2.7:5432/tcp",), Outcome.PASS),
    ],
)
def test_an_open_database_port_needs_an_approval_of_its_own(
    approved: tuple[str, ...] | None, outcome: Outcome
) -> None:
    assert exposure.database_reachable(database(), NetworkPolicy(approved=approved)).outcome is outcome


def test_ipv6_addresses_are_approved_in_brackets() -> None:
    policy = NetworkPolicy(approved=("[2001:db8::7]:5432/tcp",))
    assert exposure.database_reachable(database("2001:db8::7"), policy).outcome is Outcome.PASS
    seen = OpenPort(address="2001:db8::7", port=5432)
    assert exposure.not_approved(seen, policy).outcome is Outcome.PASS


def test_no_list_and_an_empty_list_differ() -> None:
    seen = OpenPort(address="192.0.2.7", port=22, service="SSH", identified=True)
    assert exposure.not_approved(seen, NetworkPolicy(approved=None)).outcome is Outcome.NOT_APPLICABLE
    assert exposure.not_approved(seen, NetworkPolicy(approved=())).outcome is Outcome.FAIL


def test_evidence_says_where_it_was_asked_from() -> None:
    assert "from the machine itself" in exposure.database_reachable(database(own=True)).evidence
    assert "from the machine itself" not in exposure.database_reachable(database()).evidence


def test_clear_text_is_no_matter_of_approval() -> None:
    assert exposure.clear_text_login.policy is None
    seen = ClearTextLogin(address="192.0.2.7", port=23, service="telnet")
    assert exposure.clear_text_login(seen).outcome is Outcome.FAIL


@pytest.mark.parametrize("check", access.SERVICES, ids=lambda check: check.id)
def test_only_an_open_service_fails_and_data_services_are_required(check: Check) -> None:
    for met in Access:
        fact = check.needs(address="192.0.2.7", port=1, access=met)  # type: ignore[call-arg]
        assert check(fact).outcome is (Outcome.FAIL if met is Access.OPEN else Outcome.PASS)
    assert check.required == (check.opens is Step.QUERY)
