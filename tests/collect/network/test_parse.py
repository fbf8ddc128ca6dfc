"""nmap's XML as it really is, and as it must never be believed."""

import io
import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.collect.network.parse import Asked, Finished, Host, rows
from toolkit.collect.network.ports import PortSet, top
from toolkit.collect.network.ports import parse as parse_ports
from toolkit.collect.trouble import Unreadable

RECORDED = Path(__file__).parent / "recorded"
WHOLE = (RECORDED / "open.xml").read_bytes()


def read(name: str) -> list[Asked | Host | Finished]:
    with (RECORDED / name).open("rb") as xml:
        return list(rows(xml))


def hosts(found: list[Asked | Host | Finished]) -> list[Host]:
    return [row for row in found if isinstance(row, Host)]


def test_open_and_closed() -> None:
    asked, *middle, finished = read("open.xml")
    assert asked == Asked(parse_ports("1-100,6379"))
    assert finished == Finished(True)
    by_address = {host.address: host for host in hosts(middle)}
    assert set(by_address) == {"192.0.2.1", "127.0.0.1", "127.0.9.9"}
    for host in by_address.values():
        assert (host.state, host.total, host.open, host.spoke) == ("up", 101, {6379: "redis"}, True)


def test_filtered_is_not_closed() -> None:
    for host in hosts(read("filtered.xml")):
        assert host.answered == {"filtered": 3}
        assert host.filtered == {22, 80, 443}
        assert not host.spoke


def test_a_host_that_took_too_long_says_so() -> None:
    (host,) = hosts(read("timedout.xml"))
    assert host.timed_out
    assert host.total == 0


def test_silent_addresses_are_not_in_it() -> None:
    assert hosts(read("silent.xml")) == []


@pytest.mark.parametrize("kept", range(0, len(WHOLE), 97))
def test_cut_anywhere_it_never_ends_well(kept: int) -> None:
    found: list[Asked | Host | Finished] = []
    with pytest.raises(Unreadable, match="cut or is not XML"):
        found.extend(rows(io.BytesIO(WHOLE[:kept])))
    for host in hosts(found):
        assert host.total == 101


def test_nmap_that_gave_up_says_why() -> None:
    xml = b'<nmaprun><runstats><finished time="1" exit="error" errormsg="no such device"/></runstats></nmaprun>'
    assert list(rows(io.BytesIO(xml))) == [Finished(False, "no such device")]


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><nmaprun>&c;</nmaprun>"""
READS_A_FILE = b"""<!DOCTYPE nmaprun [<!ENTITY x SYSTEM "file:///etc/passwd">]><nmaprun args="x">&x;</nmaprun>"""


@pytest.mark.parametrize(
    "xml",
    [
        LAUGHS, READS_A_FILE, b"", b"\x00\xff\xfe binary", b"not xml", b"<nmaprun>\xff\xfe</nmaprun>",
        b'<?xml version="1.0" encoding="no-such"?><nmaprun/>', b'<?xml version="1.0" encoding="utf-7"?><nmaprun/>',
        b'<nmaprun><scaninfo protocol="tcp" services="1-99999"/></nmaprun>', b"<nmaprun><host>", b"<a>" * 1000,
    ],
)  # fmt: skip
def test_hostile_xml_is_unreadable(xml: bytes) -> None:
    with pytest.raises(Unreadable):
        list(rows(io.BytesIO(xml)))


def test_odd_numbers_and_elements_in_wrong_places_count_for_nothing() -> None:
    xml = b"""<nmaprun><host><port protocol="tcp" portid="22"><state state="open"/></port><status state="up"/>
    <address addr="192.0.2.1" addrtype="ipv4"/><ports><port protocol="tcp" portid="-1"><state state="open"/></port>
    <port protocol="tcp" portid="99999999999"><state state="open"/></port>
    <port protocol="udp" portid="53"><state state="open"/></port>
    <port protocol="tcp" portid="\xd9\xa3"><state state="open"/></port><port protocol="tcp" portid="80"/>
    <extraports state="closed" count="1e9"/></ports></host></nmaprun>"""
    (host,) = hosts(list(rows(io.BytesIO(xml))))
    assert host.open == {}
    assert not host.spoke


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_words(said: bytes) -> None:
    with pytest.raises(Unreadable):
        list(rows(io.BytesIO(said)))


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_anywhere_it_gives_rows_or_words(where: int, damage: bytes) -> None:
    with suppress(Unreadable):
        list(rows(io.BytesIO(WHOLE[:where] + damage + WHOLE[where + len(damage) :])))


class Pieces(io.RawIOBase):
    """XML that is never whole in memory."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self.parts = iter(parts)

    def read(self, _size: int = -1) -> bytes:
        return b"".join(part for _, part in zip(range(500), self.parts, strict=False))


def test_memory_does_not_grow_with_the_number_of_ports() -> None:
    tracemalloc.start()
    (host,) = hosts(list(rows(Pieces(_many(100_000)))))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert host.answered == {"closed": 100_000}
    assert peak < 2_000_000, peak


def _many(ports: int) -> Iterator[bytes]:
    yield b'<nmaprun><host><status state="up"/><address addr="192.0.2.1" addrtype="ipv4"/><ports>'
    for n in range(ports):
        yield b'<port protocol="tcp" portid="%d"><state state="closed"/><service name="x"/></port>' % (1 + n % 65535)
    yield b"</ports></host></nmaprun>"


def test_ports_as_users_write_them() -> None:
    assert str(parse_ports("22, 80,8000-8002")) == "22,80,8000-8002"
    assert len(parse_ports("-")) == 65535
    assert str(parse_ports("-3,65534-")) == "1-3,65534-65535"
    assert (top("top-1000"), top("top-99999"), top("22"), top("top-0")) == (1000, 65535, None, None)


@pytest.mark.parametrize(
    "bad", ["", "0", "65536", "80-22", "U:53", "T:80", "http", "22,,80", "22;id", "--script", "1 2", "٣", "[1-9]"]
)
def test_ports_that_are_none_are_refused(bad: str) -> None:
    with pytest.raises(Unreadable, match="TCP ports"):
        parse_ports(bad)


@given(st.sets(st.integers(1, 65535), min_size=1))
def test_a_set_of_ports_is_what_it_prints(numbers: set[int]) -> None:
    assert parse_ports(str(PortSet(frozenset(numbers)))).numbers == numbers
