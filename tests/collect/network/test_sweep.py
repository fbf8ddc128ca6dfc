"""How nmap is run, and that whatever goes wrong with it never looks like a closed port."""

import ipaddress
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.collect.network.conftest import ADDRESS, Serve, silent
from toolkit.collect.network import NetworkSettings, jobs, machine, scan, sweep
from toolkit.collect.network.judge import KINDS, TAR_PIT
from toolkit.collect.network.ports import ACCESS, CUSTOMARY, PortSet, watched
from toolkit.collect.network.ports import parse as parse_ports
from toolkit.collect.network.ranges import scope
from toolkit.collect.runner import Collected, collect
from toolkit.core.fact import Absent, Fact, Unread
from toolkit.core.inventory import Network, ScanKind
from toolkit.facts.network import HostState, OpenPort, RedisAccess, SilentAddresses, SweptHost

RECORDED = Path(__file__).parent / "recorded"
Commands = list[list[str]]


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Every command line that is started, which is started all the same."""
    seen: Commands = []
    real = subprocess.Popen.__init__

    def spy(self: Any, args: Any, *rest: Any, **named: Any) -> None:
        seen.append([str(word) for word in args])
        real(self, args, *rest, **named)

    monkeypatch.setattr(subprocess.Popen, "__init__", spy)
    return seen


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Puts another nmap before the real one: a shell script that prints `body`."""

    def replace(body: str) -> None:
        program = tmp_path / "nmap"
        version = 'if [ "$1" = -V ]; then echo "Nmap version 7.93 ( https://nmap.org )"; exit; fi'
        program.write_text(f"#!/bin/sh\n{version}\n{body}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    return replace


def swept(network: Network, seconds: float = 60, wanted: frozenset[type[Fact]] = frozenset(KINDS)) -> Collected:
    (collected,) = collect(jobs([network], wanted, NetworkSettings(seconds=seconds)))
    return collected


def unread(collected: Collected) -> list[Unread]:
    return [one for one in collected.seen if isinstance(one, Unread)]


def of(collected: Collected, kind: type[Fact | Absent]) -> list[Any]:
    return [one for one in collected.seen if isinstance(one, kind)]


def asked_of_nmap(commands: Commands) -> Iterator[str]:
    for words in commands:
        if words[1:] == ["try"]:
            continue  # whether nmap can be made to die with us
        skip = False
        for word in words[1:]:
            if skip:
                skip = False
            elif word in {"-p", "-oX", "--max-retries", "--host-timeout", "--min-rate", "--max-rate", "--top-ports"}:
                skip = True
            elif not word.startswith("-"):
                yield word


def test_only_declared_addresses_are_ever_given_to_nmap(commands: Commands) -> None:
    network = Network(
        name="n",
        ranges=("127.0.61.32/27", "127.0.61.7", "127.0.61.100-127.0.61.103"),
        exclude=("127.0.61.40-47",),
        ports="9",
    )
    collected = swept(network)
    given = {str(address) for word in asked_of_nmap(commands) for address in ipaddress.ip_network(word)}
    hosts = {f"127.0.61.{n}" for n in (*range(33, 40), *range(48, 63), 7, 100, 101, 102, 103)}
    assert given == hosts
    assert {host.address for host in of(collected, SweptHost)} == hosts


@pytest.mark.parametrize("evil", ["-iL/etc/passwd", "--script=x", "127.0.0.1 --script x", "-oN/tmp/x"])
def test_options_never_reach_nmap(evil: str, commands: Commands) -> None:
    for network in (
        Network(name="n", ranges=(evil,), ports="9"),
        Network(name="n", ranges=(ADDRESS,), ports=evil),
        Network(name="n", ranges=(ADDRESS,), exclude=(evil,), ports="9"),
    ):
        collected = swept(network)
        (why,) = unread(collected)
        assert why.kind is Fact
        assert not why.fault
    assert not commands


def test_a_connect_scan_needs_no_privilege_and_identifies_nothing_by_itself(commands: Commands) -> None:
    swept(Network(name="n", ranges=(ADDRESS,), ports="9"))
    (scanned,) = [words for words in commands if "-p" in words]
    assert {"-sT", "--unprivileged", "-n", "-Pn"} <= set(scanned)
    assert not {"-sV", "-sC", "-A", "-O", "-sS"} & set(scanned)


def test_ipv6_is_asked_in_a_run_of_its_own(commands: Commands) -> None:
    collected = swept(Network(name="n", ranges=("::1", ADDRESS), ports="9"))
    runs = [words for words in commands if "-p" in words]
    assert sorted("-6" in words for words in runs) == [False, True]
    assert {host.resource for host in of(collected, SweptHost)} == {"host:::1", f"host:{ADDRESS}"}


def test_a_half_open_scan_needs_root(monkeypatch: pytest.MonkeyPatch, commands: Commands) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (why,) = unread(swept(Network(name="n", ranges=(ADDRESS,), ports="9", scan=ScanKind.SYN)))
    assert "needs root" in why.reason
    assert not commands


def test_without_nmap_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (why,) = unread(swept(Network(name="n", ranges=(ADDRESS,), ports="9")))
    assert why.reason == "nmap is not installed: install the package nmap"


def test_top_ports_are_completed_by_what_checks_ask_for() -> None:
    found = scan.top_ports(10)
    assert watched() < found.numbers
    assert {80, 443, 22} < found.numbers
    assert len(found) <= 10 + len(watched())


XML = '<nmaprun><scaninfo type="connect" protocol="tcp" numservices="1" services="6379"/>'
HOST = f'<host{{0}}><status state="up" reason="user-set"/><address addr="{ADDRESS}" addrtype="ipv4"/>{{1}}</host>'
CLOSED = '<ports><port protocol="tcp" portid="6379"><state state="closed" reason="conn-refused"/></port></ports>'
END = '<runstats><finished exit="success"/></runstats></nmaprun>'
WELL = XML + HOST.format("", CLOSED) + END

BROKEN = {
    "cut before the host": (XML, "cut"),
    "cut inside the host": (XML + HOST.format("", CLOSED)[:90], "cut"),
    "gave up": (
        XML + HOST.format("", CLOSED) + '<runstats><finished exit="error" errormsg="boom"/></runstats></nmaprun>',
        "boom",
    ),
    "timed out": (XML + HOST.format(' timedout="true"', "") + END, "longer than the time"),
    "fewer ports than asked": (XML + HOST.format("", "<ports></ports>") + END, "0 of 1 ports"),
    "other ports than asked": (WELL.replace('services="6379"', 'services="80"'), "other ports"),
    "filtered": (WELL.replace("closed", "filtered"), "nothing came back"),
    "no host": (XML + END, "none of the 1 addresses answered"),
    "somebody else's host": (WELL.replace(ADDRESS, "192.0.2.1"), "none of the 1 addresses answered"),
    "nothing": ("", "nmap"),
    "not XML": ("segmentation fault", "nmap"),
    "hostile": ('<!DOCTYPE x [<!ENTITY a "b">]>' + WELL, "attack"),
}


def test_the_stand_in_is_believed_when_all_is_well(says: Callable[[str], None]) -> None:
    says(f"cat <<'X'\n{WELL}\nX")
    collected = swept(Network(name="n", ranges=(ADDRESS,), ports="6379"), wanted=frozenset({RedisAccess}))
    assert not unread(collected)
    assert [one.kind for one in of(collected, Absent)] == [OpenPort, RedisAccess]


@pytest.mark.parametrize("case", BROKEN)
def test_no_trouble_with_nmap_looks_like_a_closed_port(case: str, says: Callable[[str], None]) -> None:
    xml, words = BROKEN[case]
    says(f"cat <<'X'\n{xml}\nX")
    collected = swept(Network(name="n", ranges=(ADDRESS,), ports="6379"), wanted=frozenset({RedisAccess}))
    assert not of(collected, Absent)
    assert any(one.kind is Fact and words in one.reason for one in unread(collected)), collected.seen
    assert not any(one.fault for one in unread(collected))
    assert not any(host.complete for host in of(collected, SweptHost))


@pytest.mark.parametrize(
    "body", ["exit 3", "echo complaint >&2; exit 1", "kill -9 $$", r"printf '\377\376' >&2; exit 1"]
)
def test_an_nmap_that_dies_is_unread(body: str, says: Callable[[str], None]) -> None:
    says(body)
    collected = swept(Network(name="n", ranges=(ADDRESS,), ports="6379"))
    assert any(one.kind is Fact and not one.fault for one in unread(collected))
    assert not of(collected, Absent)


def test_an_nmap_that_hangs_is_killed_and_what_it_had_said_counts(says: Callable[[str], None]) -> None:
    says(f"cat <<'X'\n{XML}{HOST.format('', CLOSED)}\nX\nexec sleep 987")
    begun = time.monotonic()
    network = Network(name="n", ranges=(ADDRESS, "127.0.61.8"), ports="6379")
    collected = swept(network, seconds=3, wanted=frozenset({RedisAccess}))
    assert time.monotonic() - begun < 8
    assert [host.address for host in of(collected, SweptHost) if host.complete] == [ADDRESS]
    assert [one.resource for one in unread(collected)] == ["addresses:127.0.61.8"]
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 987" not in running


def test_a_machine_open_on_every_port_is_not_believed(says: Callable[[str], None]) -> None:
    count = TAR_PIT + 1
    opened = "".join(
        f'<port protocol="tcp" portid="{n}"><state state="open"/></port>' for n in range(20001, 20001 + count)
    )
    xml = XML.replace('"6379"', f'"20001-{20000 + count}"') + HOST.format("", f"<ports>{opened}</ports>") + END
    says(f"cat <<'X'\n{xml}\nX")
    collected = swept(Network(name="n", ranges=(ADDRESS,), ports=f"20001-{20000 + count}"))
    assert not of(collected, OpenPort)
    assert not of(collected, Absent)
    assert any("in the machine's place" in one.reason for one in unread(collected))


def test_silent_addresses_of_a_range_are_counted_and_judged_by_none(says: Callable[[str], None]) -> None:
    says(f"cat <<'X'\n{WELL}\nX")
    collected = swept(Network(name="n", ranges=("127.0.61.5-127.0.61.7", "127.0.61.9"), ports="6379"))
    (quiet,) = of(collected, SilentAddresses)
    assert (quiet.count, quiet.ranges) == (3, ("127.0.61.5", "127.0.61.6", "127.0.61.9"))
    assert {one.resource for one in of(collected, Absent)} == {f"host:{ADDRESS}"}


def test_silent_services_stay_unread_and_others_are_judged(serve: Serve) -> None:
    quiet, redis = serve(silent), serve(lambda connection: connection.sendall(b"+PONG\r\n"))
    collected = swept(Network(name="n", ranges=(ADDRESS,), ports=f"{quiet},{redis}"))
    assert {(port.port, port.service) for port in of(collected, OpenPort) if port.identified} == {(redis, "Redis")}
    assert [fact.port for fact in of(collected, RedisAccess)] == [redis]
    assert {port.port for port in of(collected, OpenPort)} == {quiet, redis}
    # what says nothing may be anything that waits: it proves the absence of none of them
    mute = {one.kind for one in unread(collected) if one.resource == f"{ADDRESS}:{quiet}/tcp"}
    assert mute == set(ACCESS.values())
    assert not [one for one in of(collected, Absent) if one.kind in ACCESS.values() and "host:" in one.resource]


def test_a_silent_service_on_its_customary_port_is_unread(monkeypatch: pytest.MonkeyPatch, serve: Serve) -> None:
    port = serve(silent)
    monkeypatch.setitem(CUSTOMARY, port, "Redis")
    collected = swept(Network(name="n", ranges=(ADDRESS,), ports=str(port)))
    found = [one for one in unread(collected) if one.kind is RedisAccess and one.resource]
    assert [one.resource for one in found] == [f"{ADDRESS}:{port}/tcp"]
    assert not of(collected, RedisAccess)


def test_shards_are_bounded_and_cover_every_address_once() -> None:
    everything = scope(["10.9.0.0/20", "10.8.0.1"], resolve=list)
    network = Network(name="n", max_rate=1000)
    for ports in (parse_ports("22"), PortSet(frozenset(range(1, 1029))), parse_ports("-")):
        shards = sweep.cut(everything, ports, network, 2, 3600.0)
        listed = [address for shard in shards for address in shard.addresses]
        assert sorted(listed) == sorted([*everything.single, *everything.ranged])
        assert all(len(shard.addresses) * len(ports) <= sweep.MOST_IN_SHARD for shard in shards)
        assert all(shard.max_rate == 500 and shard.min_rate <= 500 for shard in shards)


def test_the_rate_is_what_the_time_allows() -> None:
    everything = scope(["10.9.0.0/18"], resolve=list)
    ports = PortSet(frozenset(range(1, 1001)))
    (slow, *_), (fast, *_) = (
        sweep.cut(everything, ports, Network(name="n"), 2, seconds) for seconds in (36000.0, 3600.0)
    )
    assert fast.min_rate == pytest.approx(10 * slow.min_rate, rel=0.01)


def test_the_machine_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "own_addresses", lambda: [ADDRESS])
    collected = swept(Network(name="self", local=True, ports="9"))
    (host,) = of(collected, SweptHost)
    assert host.own
    assert host.state is HostState.UP


def test_a_machine_with_loopback_alone_is_proved_to_expose_nothing(
    monkeypatch: pytest.MonkeyPatch, commands: Commands
) -> None:
    monkeypatch.setattr(machine, "own_addresses", list)
    collected = swept(Network(name="self", local=True, ports="9"))
    assert {one.kind for one in of(collected, Absent)} == set(KINDS)
    assert not commands


def test_names_that_do_not_resolve_are_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    (why,) = unread(swept(Network(name="n", ranges=("no.such.example",), ports="9")))
    assert "has no address" in why.reason


def test_progress_is_told_and_ends_with_everything() -> None:
    told = []
    job = jobs([Network(name="n", ranges=("127.0.61.64/27",), ports="9")], frozenset(), NetworkSettings(seconds=30))
    list(collect(job, tell=lambda progress: told.append((progress.share, progress.what))))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert "30 of 30 addresses" in [what for _, what in told]


def test_the_door_loads_neither_nmap_nor_tls() -> None:
    code = (
        "import sys, toolkit.collect.network; print([m for m in ('nmap', 'ssl', 'defusedxml') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
