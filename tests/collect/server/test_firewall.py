"""Packet filters as the real tools list them: loaded in a network namespace of its own, read back, judged."""

import os
import subprocess

import pytest

from toolkit.collect.server.frames import Part
from toolkit.collect.server.parse import firewall

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="needs root: network namespaces")

IN = "type filter hook input priority 0;"
KNOWN = 'ct state established,related accept; iifname "lo" accept; tcp dport 22 accept'


def nft(rules: str) -> tuple[bool, bool]:
    """Whether what is not allowed is dropped, over IPv4 and IPv6."""
    load = ["unshare", "-n", "sh", "-c", "nft -f - && nft -j list ruleset"]
    ended = subprocess.run(load, input=rules, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    got = firewall.judge({"nft": Part("nft", ended.stdout, 0)})
    return got.v4, got.v6


def chain(policy: str, *rules: str, before: str = "") -> str:
    own = "\n".join((f"{IN} policy {policy};", *rules))
    return f"table inet filter {{\n{before}\nchain input {{\n{own}\n}}\n}}\n"


@pytest.mark.parametrize(
    "rules",
    [
        chain("drop", KNOWN),
        chain("accept", KNOWN, "drop"),
        chain("accept", KNOWN, "counter reject with icmpx type admin-prohibited"),
        chain("drop", KNOWN, "ct state invalid drop", "ip saddr 10.0.0.0/8 accept"),
        chain("drop", "ct state vmap { established : accept, invalid : drop }", 'iifname "docker0" accept'),
        chain("accept", KNOWN, "jump end", before="chain end {\nlimit rate 5/second log\ndrop\n}"),
        chain("drop", "jump mine", before="chain mine {\ntcp dport 443 accept\nreturn\naccept\n}"),
    ],
)  # fmt: skip
def test_what_drops_the_rest(rules: str) -> None:
    assert nft(rules) == (True, True)


@pytest.mark.parametrize(
    "rules",
    [
        chain("accept", KNOWN),
        chain("drop", "accept"),
        chain("drop", "counter accept", "tcp dport 22 accept"),
        chain("drop", "ct state new,established accept"),
        chain("drop", "ip saddr 0.0.0.0/0 accept"),
        chain("drop", "meta l4proto tcp accept"),
        chain("drop", 'iifname "eth0" accept'),
        chain("drop", 'iifname != "lo" accept'),
        chain("drop", 'iifname vmap { "lo" : accept, "eth0" : accept }'),
        chain("drop", "ct state vmap { established : accept, new : accept }"),
        chain("drop", "jump trusted", before="chain trusted {\naccept\n}"),
        chain("drop", 'iifname "eth0" goto trusted', before="chain trusted {\naccept\n}"),
        chain("accept", "goto mine", "drop", before="chain mine {\ntcp dport 443 drop\n}"),
    ],
)
def test_what_lets_the_rest_in(rules: str) -> None:
    assert nft(rules) == (False, False)


def test_each_version_of_ip_is_judged_by_itself() -> None:
    assert nft(chain("drop").replace("inet", "ip")) == (True, False)
    assert nft(chain("drop").replace("inet", "ip6")) == (False, True)


def test_one_chain_that_drops_is_enough() -> None:
    assert nft(chain("accept") + chain("drop", KNOWN).replace("inet filter", "inet other")) == (True, True)


def iptables(*commands: str) -> bool:
    script = "; ".join(f"iptables {command}" for command in ("-P INPUT ACCEPT", *commands))
    load = ["unshare", "-n", "sh", "-ec", f"{script}; iptables-save"]
    ended = subprocess.run(load, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return firewall.judge({"iptables": Part("iptables", ended.stdout, 0)}).v4


LOCAL = ("-A INPUT -i lo -j ACCEPT", "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT")


@pytest.mark.parametrize(
    "commands",
    [
        (*LOCAL, "-P INPUT DROP", "-A INPUT -p tcp -m tcp --dport 22 --syn -j ACCEPT"),
        (*LOCAL, "-A INPUT -j REJECT"),
        (*LOCAL, "-N end", "-A end -j LOG", "-A end -j DROP", "-A INPUT -j end"),
        ("-P INPUT DROP", "-N user", "-A INPUT -j user", "-A user -s 10.0.0.0/8 -j ACCEPT"),
        ("-P INPUT DROP", "-A INPUT ! -i eth0 -j ACCEPT"),
    ],
)
def test_iptables_that_drop_the_rest(commands: tuple[str, ...]) -> None:
    assert iptables(*commands)


@pytest.mark.parametrize(
    "commands",
    [
        LOCAL,
        ("-P INPUT DROP", "-A INPUT -j ACCEPT"),
        ("-P INPUT DROP", "-A INPUT -p tcp -j ACCEPT"),
        ("-P INPUT DROP", "-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT"),
        ("-P INPUT DROP", "-A INPUT -i eth0 -j ACCEPT"),
        ("-P INPUT DROP", "-A INPUT ! -i lo -j ACCEPT"),
        ("-P INPUT DROP", "-N user", "-A INPUT -j user", "-A user -j ACCEPT"),
        ("-A INPUT -p tcp --dport 23 -j DROP",),
    ],
)
def test_iptables_that_let_the_rest_in(commands: tuple[str, ...]) -> None:
    assert not iptables(*commands)


def test_iptables_without_its_ipv6_half_is_open_there() -> None:
    rules = "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n"
    none = rules.replace("DROP", "ACCEPT")
    got = firewall.judge({"iptables": Part("iptables", rules, 0), "ip6tables": Part("ip6tables", none, 0)})
    assert (got.v4, got.v6) == (True, False)


def test_chains_that_jump_in_a_circle_decide_nothing() -> None:
    rules = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j a\n-A a -j b\n-A b -j a\nCOMMIT\n"
    assert not firewall.judge({"iptables": Part("iptables", rules, 0)}).v4
