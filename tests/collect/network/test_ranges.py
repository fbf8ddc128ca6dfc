"""Nothing but what was declared may ever be probed."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.collect.network.machine import outward
from toolkit.collect.network.ranges import MOST, Resolve, scope, written
from toolkit.collect.trouble import Unreadable


def nobody(name: str) -> list[str]:
    raise AssertionError(f"{name} was looked up")


def addresses(*ranges: str, exclude: tuple[str, ...] = (), resolve: Resolve = nobody) -> set[str]:
    found = scope(ranges, exclude, resolve=resolve)
    return {str(address) for address in (*found.single, *found.ranged)}


def test_all_ways_to_write_a_range() -> None:
    assert addresses("192.0.2.0/30") == {"192.0.2.1", "192.0.2.2"}
    assert addresses("192.0.2.4/31") == {"192.0.2.4", "192.0.2.5"}
    assert addresses("192.0.2.7") == {"192.0.2.7"}
    assert addresses("192.0.2.254-192.0.3.1") == {"192.0.2.254", "192.0.2.255", "192.0.3.0", "192.0.3.1"}
    assert addresses("192.0.2.8-9") == {"192.0.2.8", "192.0.2.9"}
    assert addresses("192.0.2.0-255") == {f"192.0.2.{n}" for n in range(256)}, "a span is taken literally"
    assert addresses("2001:db8::/126") == {"2001:db8::1", "2001:db8::2", "2001:db8::3"}
    assert addresses("2001:db8::a-2001:db8::b") == {"2001:db8::a", "2001:db8::b"}
    assert addresses("127.0.0.1") == {"127.0.0.1"}, "loopback that is declared is scanned"


def test_what_is_declared_alone_is_not_first_asked_for_a_sign_of_life() -> None:
    found = scope(["192.0.2.0/29", "192.0.2.3", "192.0.2.9"], resolve=nobody)
    assert [str(a) for a in found.single] == ["192.0.2.3", "192.0.2.9"]
    assert [str(a) for a in found.ranged] == [f"192.0.2.{n}" for n in (1, 2, 4, 5, 6)]


def test_names_are_resolved_once_and_stay() -> None:
    asked = []

    def resolve(name: str) -> list[str]:
        asked.append(name)
        return ["192.0.2.7", "2001:db8::7"]

    assert addresses("db.example.org", resolve=resolve) == {"192.0.2.7", "2001:db8::7"}
    assert asked == ["db.example.org"]


def test_a_name_that_means_no_machine_is_refused() -> None:
    with pytest.raises(Unreadable, match="multicast"):
        addresses("evil.example.org", resolve=lambda _name: ["224.0.0.1"])


def test_excludes_hold_whichever_way_they_are_written() -> None:
    assert addresses("192.0.2.0/28", exclude=("192.0.2.0/29", "192.0.2.9-10", "192.0.2.14")) == {
        "192.0.2.8", "192.0.2.11", "192.0.2.12", "192.0.2.13"
    }  # fmt: skip
    assert addresses("192.0.2.7", "192.0.2.8", exclude=("host.example",), resolve=lambda _n: ["192.0.2.7"]) == {
        "192.0.2.8"
    }


@pytest.mark.parametrize(
    "bad",
    [
        "", " ", "-iL/etc/passwd", "--script=evil",
        "-oN x", "192.0.2.1 --script x", "192.0.2.1;id", "$(id)", "`id`",
        "192.0.2.0/33", "192.0.2.300", "1.2.3", "12345", "192.0.2.9-3", "192.0.2.1-2001:db8::1", "192.0.2.*",
        "host-",
        "a..b", "exa mple.org", "exämple.org", "192.0.2.1\n192.0.2.2", "\x00", "a" * 300,
        "192.0.2.1-", "-", "/8", "::1-5",
    ],
)  # fmt: skip
def test_malformed_ranges_are_refused_with_words(bad: str) -> None:
    with pytest.raises(Unreadable, match="is neither an address"):
        addresses(bad)


@pytest.mark.parametrize(
    "bad", ["224.0.0.1", "239.0.0.0/30", "255.255.255.255", "0.0.0.0", "ff02::1", "fe80::1", "fe80::1%eth0", "::"]
)
def test_what_is_no_machine_is_refused(bad: str) -> None:
    with pytest.raises(Unreadable, match=r"no machine's address|link-local"):
        addresses(bad)


@pytest.mark.parametrize("bad", ["10.0.0.0/8", "0.0.0.0/0", "2001:db8::/64", "10.0.0.0-10.1.0.0"])
def test_too_large_a_range_says_how_many_are_allowed(bad: str) -> None:
    with pytest.raises(Unreadable, match=f"{MOST:,}"):
        addresses(bad)


def test_too_many_ranges_together_are_refused_too() -> None:
    with pytest.raises(Unreadable, match="declare smaller"):
        addresses("10.0.0.0/17", "10.1.0.0/17", "10.2.0.0/17")


def test_nothing_left_is_said() -> None:
    with pytest.raises(Unreadable, match="no address is left"):
        addresses("192.0.2.1", exclude=("192.0.2.0/24",))
    with pytest.raises(Unreadable, match="no address is left"):
        addresses()


@given(st.text(max_size=60) | st.from_regex(r"[0-9a-f.:/\- ]{1,30}"))
def test_any_text_gives_addresses_or_words(text: str) -> None:
    try:
        found = scope([text], resolve=lambda _name: ["192.0.2.1"])
    except Unreadable:
        return
    for word in written([*found.single, *found.ranged]):
        assert ipaddress.ip_network(word)


@given(st.sets(st.integers(0, 600), min_size=1), st.sets(st.integers(0, 600)))
def test_what_is_written_for_nmap_is_exactly_the_scope(inside: set[int], out: set[int]) -> None:
    start = int(ipaddress.IPv4Address("192.0.2.0"))
    text = [str(ipaddress.IPv4Address(start + n)) for n in inside]
    try:
        found = scope(text, [str(ipaddress.IPv4Address(start + n)) for n in out], resolve=nobody)
    except Unreadable:
        assert inside <= out
        return
    given_to_nmap = {address for word in written(found.single) for address in ipaddress.ip_network(word)}
    assert {int(a) - start for a in given_to_nmap} == inside - out


def test_own_addresses_are_the_outward_ones() -> None:
    ip = """[{"ifname":"lo","addr_info":[{"local":"127.0.0.1"},{"local":"::1"}]}, {},
             {"ifname":"eth0","addr_info":[{"local":"192.0.2.7"},{"local":"fe80::1"},{"local":"2001:db8::7"},
              {"x":1}, 3]}]"""
    assert outward(ip) == ["192.0.2.7", "2001:db8::7"]
    ifconfig = """lo0: flags=8049\n\tinet 127.0.0.1 netmask 0xff000000\n\tinet6 fe80::1%lo0 prefixlen 64
en0: flags=8863\n\tinet6 2001:db8::9 prefixlen 64\n\tinet 192.0.2.9 netmask 0xffffff00\n\tether 00:11:22:33:44:55\n"""
    assert outward(ifconfig) == ["192.0.2.9", "2001:db8::9"]
    assert outward("") == []
