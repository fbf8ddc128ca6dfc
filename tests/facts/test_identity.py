import pytest

from toolkit.core.inventory import Inventory, Network, Server
from toolkit.facts.identity import canonical, identify
from toolkit.facts.network import HostState, OpenPort, SweptHost
from toolkit.facts.server.network import Addresses


def said(target: str, *addresses: str) -> Addresses:
    return Addresses(target=target, addresses=addresses)


def saw(address: str, target: str = "edge", state: HostState = HostState.UP, *, own: bool = False) -> SweptHost:
    return SweptHost(target=target, resource=f"host:{address}", address=address, state=state, own=own)


def names(inventory: Inventory, *seen) -> dict[str, tuple[str, ...]]:
    return {host.name: host.addresses for host in identify(inventory, seen).hosts}


WEB = Server(name="web", host="web.example", zone="dmz")
DB = Server(name="db", host="192.0.2.2", addresses=("10.0.0.2",))
BOTH = Inventory(servers=(WEB, DB), networks=(Network(name="edge", zone="dmz"),))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 2001:DB8:0:0::1 ", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("web.example", None),
        ("", None),
        ("192.0.2.256", None),
    ],
)
def test_one_way_to_write_an_address(written: str, plain: str | None) -> None:
    assert canonical(written) == plain


def test_joined_by_what_is_declared_and_by_what_the_machine_says() -> None:
    found = identify(BOTH, [said("web", "192.0.2.1", "127.0.0.1", "fe80::1"), saw("192.0.2.1"), saw("192.0.2.2")])
    assert {host.name: host.addresses for host in found.hosts} == {
        "web": ("192.0.2.1",),
        "db": ("10.0.0.2", "192.0.2.2"),
    }
    assert found.proofs["web", "192.0.2.1"] == "the machine lists it among its own addresses"
    assert found.proofs["db", "10.0.0.2"] == "declared in the inventory"
    assert not found.notes


def test_a_machine_cannot_take_an_address_that_another_one_declares() -> None:
    assert names(BOTH, said("web", "192.0.2.2"))["web"] == ()


def test_two_that_say_the_same_are_both_named() -> None:
    twins = Inventory(servers=(WEB, Server(name="app", host="app.example")))
    found = identify(twins, [said("web", "192.0.2.9"), said("app", "192.0.2.9")])
    assert found.owners["192.0.2.9"] == ("app", "web")
    assert "claimed by app and web" in found.notes[0]


def test_what_cannot_be_joined_is_said_and_not_guessed() -> None:
    found = identify(BOTH, [saw("192.0.2.77"), OpenPort(target="edge", address="2001:db8::7", port=22)])
    strangers = [host for host in found.hosts if not host.declared]
    assert [(host.name, host.zone) for host in strangers] == [("192.0.2.77", "dmz"), ("[2001:db8::7]", "dmz")]
    assert any("no address of web is known" in note for note in found.notes)
    assert any("192.0.2.77" in note and "in no inventory" in note for note in found.notes)


def test_silence_is_no_machine() -> None:
    assert "192.0.2.77" not in names(BOTH, saw("192.0.2.77", state=HostState.SILENT))


def test_ones_own_addresses_are_those_of_the_one_local_server() -> None:
    here = Inventory(servers=(Server(name="here", local=True),), networks=(Network(name="own", local=True),))
    assert names(here, saw("192.0.2.5", "own", own=True)) == {"here": ("192.0.2.5",)}


def test_order_does_not_matter() -> None:
    seen = [said("web", "192.0.2.1"), saw("192.0.2.1"), saw("192.0.2.50"), saw("192.0.2.40")]
    turned = Inventory(servers=(DB, WEB), networks=BOTH.networks)
    assert identify(BOTH, seen) == identify(turned, seen[::-1])
