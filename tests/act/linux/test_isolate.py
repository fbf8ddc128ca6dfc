"""A server really cut off: real packets, over cables to the responder and somebody else, on nftables and iptables."""

import json
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.act.linux.bench import at_phase, without
from tests.daemons.machine import (
    AT,
    AT6,
    OTHER,
    OTHER6,
    RESPONDER,
    RESPONDER6,
    SEEN_BY_OTHER,
    SEEN_BY_OTHER6,
)
from toolkit.act.linux import isolate
from toolkit.act.linux.hearing import Hearing
from toolkit.act.linux.reach import Answer
from toolkit.act.perform import Ending, perform
from toolkit.act.verb import CannotAct

pytestmark = pytest.mark.live
KEEP = {"keep": f"{RESPONDER},{RESPONDER6}"}
ECHO = 7007
LONG, SHORT = 30, 1
"""Seconds to wait for what must come, and for what must not."""
NEVER = 3000
"""Seconds of a switch that a test sets off by itself."""


def rules(bench):
    return bench.machine.sh("nft list ruleset; iptables -S; ip6tables -S", check=False)


def echoing(bench):
    """Something on the server that answers what it is sent, over IPv4 and IPv6."""
    code = (
        "import socketserver as s, socket\\n"
        "class T(s.ThreadingTCPServer): address_family = socket.AF_INET6; allow_reuse_address = True\\n"
        "class H(s.BaseRequestHandler):\\n"
        "  def handle(self):\\n"
        "    while (d := self.request.recv(99)): self.request.sendall(d)\\n"
        f"T(('::', {ECHO}), H).serve_forever()\\n"
    )
    bench.machine.start(f"printf '%b' \"{code}\" | /usr/bin/python3 -")
    bench.machine.until(f"ss -Hltn | grep -q :{ECHO}")


@contextmanager
def talk(bench, holder, address, within=LONG):
    with bench.machine.beside(holder):
        connection = socket.create_connection((address, ECHO), timeout=within)
    with connection:
        yield connection


def answers(connection, within=LONG):
    connection.settimeout(within)
    try:
        connection.sendall(b"x")
        return connection.recv(9) == b"x"
    except OSError:
        return False


def reaches(bench, holder, address, within=LONG):
    try:
        with talk(bench, holder, address, within) as connection:
            return answers(connection)
    except OSError:
        return False


def server_reaches(bench, address, within=LONG):
    """Whether the server itself can send something there that is answered: its neighbour's refusal is an answer."""
    code = f"import socket; socket.create_connection(('{address}', 9), {within})"
    return "refused" in bench.machine.sh(f'/usr/bin/python3 -c "{code}" 2>&1', check=False)


def test_only_the_responder_is_left(walled):
    bench, m = walled, walled.machine
    echoing(bench)
    before = rules(bench)
    with (
        talk(bench, m.other, SEEN_BY_OTHER) as theirs,
        talk(bench, m.other, SEEN_BY_OTHER6) as theirs6,
        talk(bench, m.responder, AT) as ours,
    ):
        assert answers(theirs)
        assert answers(theirs6)
        assert answers(ours)
        assert server_reaches(bench, OTHER)
        assert server_reaches(bench, OTHER6)
        done = bench.do("isolate-server", KEEP)
        assert done.ending is Ending.DONE, done.words
        assert not answers(theirs, SHORT), "a conversation that was open is cut"
        assert not answers(theirs6, SHORT)
        assert answers(ours), "the responder's own goes on"
    assert reaches(bench, m.responder, AT)
    assert reaches(bench, m.responder, AT6)
    assert not reaches(bench, m.other, SEEN_BY_OTHER, SHORT)
    assert not reaches(bench, m.other, SEEN_BY_OTHER6, SHORT)
    assert not server_reaches(bench, OTHER, SHORT)
    assert not server_reaches(bench, OTHER6, SHORT)
    assert server_reaches(bench, RESPONDER)
    assert server_reaches(bench, "127.0.0.1")
    assert bench.do("isolate-server", KEEP).ending is Ending.ALREADY
    assert bench.undo("isolate-server", KEEP).ending is Ending.UNDONE
    assert rules(bench) == before
    assert reaches(bench, m.other, SEEN_BY_OTHER)


def test_rules_that_were_there_stay(walled):
    walled.machine.sh("iptables -A INPUT -p tcp --dport 9999 -j DROP; ip6tables -A OUTPUT -p tcp --dport 25 -j DROP")
    before = rules(walled)
    walled.do("isolate-server", KEEP)
    during = rules(walled)
    assert "--dport 9999 -j DROP" in during
    walled.undo("isolate-server", KEEP)
    assert rules(walled) == before


def test_nobody_is_routed_through_it(bench):
    m = bench.machine
    for holder, to, via in ((m.responder, "10.77.2.0/24", AT), (m.other, "10.77.1.0/24", SEEN_BY_OTHER)):
        subprocess.run(["nsenter", "-t", str(holder), "-n", "ip", "route", "add", to, "via", via], check=True)
    subprocess.run(["nsenter", "-t", str(m.first), "-n", "sysctl", "-qw", "net.ipv4.ip_forward=1"], check=True)

    def through(within=LONG):
        with m.beside():
            try:
                socket.create_connection((OTHER, 9), timeout=within).close()
            except ConnectionRefusedError:
                return True
            except OSError:
                return False
        return True

    assert through()
    bench.do("isolate-server", KEEP)
    assert not through(SHORT)


def test_our_own_address_must_be_kept(walled):
    done = walled.do("isolate-server", {"keep": "10.99.0.1"})
    assert done.ending is Ending.REFUSED
    assert f"come from {RESPONDER}" in done.words
    assert walled.ledger.lines == []


@pytest.fixture(params=["bench", "booted"])
def either(request):
    """Where the switch is a process, and where it is a timer of systemd's."""
    return request.getfixturevalue(request.param)


def set_off(bench):
    """The time of every switch is up now, and what it did is done when this returns."""
    m = bench.machine
    timers = m.sh("systemctl list-units --plain --no-legend 'breachready-isolation-*.timer' 2>/dev/null", check=False)
    for line in timers.splitlines():
        m.sh(f"systemctl start {line.split()[0].removesuffix('.timer')}.service")
    m.until("! pgrep -f [b]reachready-isolation >/dev/null || { pkill -x sleep; false; }")


def never(_real):
    raise CannotAct("confirm", "stopped")


def test_a_wrong_address_is_undone_by_the_server(either, monkeypatch):
    """Where the check was passed by mistake: the way in is other than it seemed."""
    bench = either
    echoing(bench)
    monkeypatch.setattr(isolate, "_we_are_kept", lambda *_: None)
    monkeypatch.setattr(isolate, "WAIT", NEVER)
    monkeypatch.setattr(isolate, "PATIENCE", 0)
    monkeypatch.setattr(isolate, "CUT", replace(isolate.CUT, seconds=8))
    act = bench.act("isolate-server", {"keep": "10.99.0.1"})

    def cut(real):
        try:
            return real()
        finally:
            act.hands._shell.connect = SHORT  # nobody answers now

    with at_phase(monkeypatch, "wall_cut", cut), bench.machine.beside():
        done = perform(act, execute=True)
    assert done.ending in {Ending.IN_DOUBT, Ending.UNVERIFIED}
    assert "undoes it by itself" in done.words
    assert not reaches(bench, bench.machine.responder, AT, SHORT)
    set_off(bench)
    assert reaches(bench, bench.machine.responder, AT)
    assert "breachready" not in rules(bench).lower()


def test_the_switch_goes_off_by_itself(either, monkeypatch):
    """However long loading takes: before the table is there or after, in the end there is none."""
    monkeypatch.setattr(isolate, "WAIT", 1)
    with at_phase(monkeypatch, "wall_confirm", never):
        assert not either.do("isolate-server", KEEP).success
    either.machine.until(
        "! nft list table inet breachready_isolation 2>/dev/null && [ ! -e /run/breachready-isolation ]"
    )


def test_a_switch_that_came_before_the_table_is_no_success(walled, monkeypatch):
    """A server so slow that the time was up while it loaded."""
    script = isolate.CUT.script
    at = "if [ $W = nft ]; then A="
    assert at in script
    slowed = script.replace(at, "while [ -e /run/breachready-isolation ]; do pkill -x sleep; done\n" + at)
    monkeypatch.setattr(isolate, "CUT", replace(isolate.CUT, script=slowed))
    before = rules(walled)
    done = walled.do("isolate-server", KEEP)
    assert done.ending is Ending.FAILED
    assert "the switch came first" in done.words
    assert rules(walled) == before


def test_what_was_confirmed_stays(either, monkeypatch):
    monkeypatch.setattr(isolate, "WAIT", NEVER)
    assert either.do("isolate-server", KEEP).ending is Ending.DONE
    set_off(either)
    assert either.do("isolate-server", KEEP).ending is Ending.ALREADY


def test_an_older_switch_does_not_undo_what_was_cut_anew(bench, monkeypatch):
    monkeypatch.setattr(isolate, "WAIT", NEVER)
    with at_phase(monkeypatch, "wall_confirm", never):
        assert bench.do("isolate-server", KEEP).ending is Ending.FAILED
    assert bench.do("isolate-server", KEEP).ending is Ending.DONE
    set_off(bench)
    assert bench.do("isolate-server", KEEP).ending is Ending.ALREADY


def test_not_confirmed_is_no_success(walled, monkeypatch):
    with at_phase(monkeypatch, "wall_confirm", lambda _real: Hearing("", {}, 0)):
        done = walled.do("isolate-server", KEEP)
    assert not done.success
    assert "not confirmed" in done.words


@pytest.mark.parametrize(
    "hole",
    [
        "nft insert rule inet breachready_isolation input accept",
        "nft add chain inet breachready_isolation input '{ policy accept; }'",
        "nft delete chain inet breachready_isolation forward",
        "nft flush ruleset",
    ],
)
def test_a_hole_shows(bench, hole):
    bench.do("isolate-server", KEEP)
    assert isolated(bench)
    bench.machine.sh(hole)
    assert not isolated(bench)
    assert bench.do("isolate-server", KEEP).ending is Ending.DONE, "and is closed by doing it again"


def test_somebody_else_who_is_kept_now_shows_and_is_put_back_first(bench):
    bench.do("isolate-server", KEEP)
    bench.machine.sh(f"nft add rule inet breachready_isolation output ip daddr {OTHER} accept")
    assert not isolated(bench)
    done = bench.do("isolate-server", KEEP)
    assert done.ending is Ending.REFUSED
    assert f"keeps {RESPONDER}, {RESPONDER6}, {OTHER}: put that back first" in done.words
    assert bench.undo("isolate-server", KEEP).ending is Ending.UNDONE


def isolated(bench):
    with bench.machine.beside():
        return isolate.VERB.verify(bench.hands(), {"server": "web", **KEEP}, {}).so


@pytest.mark.parametrize(
    "hole", ["iptables -F BREACHREADY_INPUT", "iptables -I INPUT 1 -j ACCEPT", "ip6tables -D OUTPUT 1"]
)
def test_a_hole_shows_in_iptables_too(bench, hole):
    bench.machine.sh("mount --bind /dev/null /usr/sbin/nft")
    bench.do("isolate-server", KEEP)
    assert isolated(bench)
    bench.machine.sh(hole)
    assert not isolated(bench)


def test_other_addresses_only_after_putting_it_back(walled):
    walled.do("isolate-server", KEEP)
    done = walled.do("isolate-server", {"keep": RESPONDER})
    assert done.ending is Ending.REFUSED
    assert "put that back first" in done.words


@pytest.mark.parametrize(
    "keep", ["10.0.0.0/8", "host", "", "0.0.0.0", "224.0.0.1", "fe80::1%eth0", "1.2.3.4}; flush ruleset", ","]
)
def test_what_is_no_address_is_refused(keep):
    with pytest.raises(CannotAct):
        isolate._keep({"keep": keep})


def test_without_any_packet_filter_it_says_unsupported(bench):
    without(bench.machine, "nft", "iptables", "ip6tables")
    done = bench.do("isolate-server", KEEP)
    assert done.ending is Ending.REFUSED
    assert "Unsupported" in done.words


def test_ipv6_that_could_not_be_cut_is_unsupported(bench):
    without(bench.machine, "nft", "ip6tables")
    done = bench.do("isolate-server", KEEP)
    assert done.ending is Ending.REFUSED
    assert "ip6tables" in done.words


def test_a_table_that_says_something_else_is_no_isolation():
    told = Answer({"tool": ["nft"], "table": [json.dumps({"nftables": [{"chain": {"hook": "input"}}]})]})
    with pytest.raises(CannotAct):
        isolate._nft(told)
