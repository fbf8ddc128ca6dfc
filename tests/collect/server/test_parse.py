"""Text to values: what real machines print, and what none would."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.collect.server.frames import Part
from toolkit.collect.server.parse import accounts, firewall, kernel, modes, packages, sockets, sshd
from toolkit.collect.server.parse.sudoers import sudo_rules
from toolkit.collect.trouble import Unreadable

SS = """\
udp   UNCONN 0      0            127.0.0.54:53        0.0.0.0:*    users:(("systemd-resolve",pid=500,fd=16))
tcp   LISTEN 0      128             0.0.0.0:22        0.0.0.0:*    users:(("sshd",pid=700,fd=3))
tcp   LISTEN 0      511                   *:80              *:*
tcp   LISTEN 0      128                [::]:22           [::]:*
udp   UNCONN 0      0      [fe80::1%eth0]:546            [::]:*
tcp   LISTEN 0      4096   127.0.0.1%lo:6379      0.0.0.0:*
"""
PROC_TCP = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 22 1 0 100 0 0 10 0
   1: 0100007F:0CEA 0100007F:9C40 01 00000000:00000000 00:00000000 00000000   101        0 22 1 0 100 0 0 10 0
"""
PROC_TCP6 = PROC_TCP.splitlines()[0] + "\n   0: 00000000000000000000000001000000:0016 0:0 0A 0 0 0 0 0 0\n"
APT = """\
Reading package lists...
Inst openssl [3.0.15-1~deb12u1] (3.0.17-1~deb12u2 Debian-Security:12/stable-security [amd64])
Inst vim [2:9.0] (2:9.1 Debian:12.11/stable [amd64])
Inst linux-image-6.1.0-40-amd64 (6.1.153-1 Debian-Security:12/stable-security [amd64])
Conf openssl (3.0.17-1~deb12u2 Debian-Security:12/stable-security [amd64])
2 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.
"""
NFT = """{"nftables": [{"metainfo": {"json_schema_version": 1}},
 {"chain": {"family": "inet", "table": "filter", "name": "input", "hook": "input", "policy": "POLICY"}},
 {"rule": {"family": "inet", "table": "filter", "chain": "input", "expr": [{"accept": null}]}}LAST]}"""


def test_ss() -> None:
    found = {str(one) for one in sockets.ss(SS)}
    assert found == {
        "127.0.0.54:53/udp (systemd-resolve)", "0.0.0.0:22/tcp (sshd)", "0.0.0.0:80/tcp", "[::]:22/tcp",
        "[fe80::1]:546/udp", "127.0.0.1:6379/tcp",
    }  # fmt: skip


def test_proc_net() -> None:
    assert [str(one) for one in sockets.proc("tcp", PROC_TCP)] == ["127.0.0.1:3306/tcp"]
    assert [str(one) for one in sockets.proc("tcp6", PROC_TCP6)] == ["[::1]:22/tcp"]


def test_pending_updates() -> None:
    security, other = packages.pending(APT)
    assert security == ("openssl 3.0.17-1~deb12u2", "linux-image-6.1.0-40-amd64 6.1.153-1")
    assert other == 1
    with pytest.raises(Unreadable):
        packages.pending(APT[:100])


DROP = ', {"rule": {"family": "inet", "table": "filter", "chain": "input", "expr": [MATCH{"drop": null}]}}'


@pytest.mark.parametrize(
    ("policy", "last", "denies"),
    [
        ("drop", "", True),
        ("accept", "", False),
        ("accept", DROP.replace("MATCH", ""), True),
        ("accept", DROP.replace("MATCH", '{"match": {}}, '), False),
    ],
)
def test_nft_any_of(policy: str, last: str, denies: bool) -> None:
    text = NFT.replace("POLICY", policy).replace("LAST", last)
    got = firewall.judge({"nft": Part("nft", text, 0)})
    assert (got.v4, got.v6) == (denies, denies)


def test_iptables_without_its_ipv6_half_is_open_there() -> None:
    rules = "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n"
    none = rules.replace("DROP", "ACCEPT")
    got = firewall.judge({"iptables": Part("iptables", rules, 0), "ip6tables": Part("ip6tables", none, 0)})
    assert (got.v4, got.v6) == (True, False)


def test_a_filter_that_cannot_be_listed_is_not_an_answer() -> None:
    with pytest.raises(Unreadable):
        firewall.judge({"kernel": Part("kernel", "nf_tables 1\n", None)})
    with pytest.raises(Unreadable):
        firewall.judge({"nft": Part("nft", "", 1)})


def test_sysctl_files_by_name_and_layer() -> None:
    text = (
        "/usr/lib/sysctl.d/50-default.conf:net.ipv4.ip_forward = 1\n"
        "/usr/lib/sysctl.d/90-x.conf:kernel.randomize_va_space=0\n"
        "/etc/sysctl.d/90-x.conf:# nothing\n"
        "/etc/sysctl.d/99-sysctl.conf:-net/ipv4/ip_forward=0\n"
    )
    assert kernel.persisted(text) == {"net.ipv4.ip_forward": "0"}


def test_newest_kernel_of_the_same_flavour() -> None:
    installed = ["6.1.0-9-amd64", "6.1.0-40-amd64", "6.12.1-rt-amd64", "6.1.0-41-cloud"]
    assert kernel.newest("6.1.0-9-amd64", installed[:2] + installed[3:]) == "6.1.0-40-amd64"


def test_accounts_in_classes() -> None:
    found = accounts.passwd("root:shadowed:0:0:/root:/bin/sh\n+::::::\nold:des:1000:4:/home/old:\n")
    assert [(one.name, one.uid, one.password.value) for one in found] == [
        ("root", 0, "shadowed"),
        ("old", 1000, "des"),
    ]
    (group,) = accounts.group("adm:4:ann,bob\n", found)
    assert group.members == ("ann", "bob", "old")
    assert accounts.shadow("root:locked:\nann:yescrypt:99999\n")[1].max_days == 99999


def test_modes_and_who_can_replace_a_file() -> None:
    found = modes.stat("755|root|root|/\n777|root|root|/etc\n644|root|root|/etc/passwd\n")
    assert modes.loose_parents("/etc/passwd", found) == ("0777 root:root /etc",)
    with pytest.raises(Unreadable):
        modes.loose_parents("/srv/x", found)


def test_sudoers_of_sudo_itself() -> None:
    text = """{"Defaults": [{"Options": [{"use_pty": true}]}], "User_Specs": [{"User_List": [{"usergroup": "ops"}],
      "Cmnd_Specs": [{"runasusers": [{"username": "ALL"}], "Options": [{"authenticate": false}],
      "Commands": [{"command": "ALL"}, {"command": "/bin/su", "negated": true}]}]}]}"""
    (rule,) = sudo_rules(text, "web").rules
    assert (rule.who, rule.commands, rule.password) == ("%ops", ("ALL", "!/bin/su"), False)


PARSERS: tuple[Callable[[str], object], ...] = (
    sockets.ss, lambda text: sockets.proc("tcp", text), lambda text: sockets.addresses(text, "ip"),
    lambda text: sockets.addresses(text, "proc"), packages.pending, packages.apt_config, packages.os_release,
    packages.number, kernel.persisted, kernel.running, lambda text: list(kernel.not_there(text)),
    lambda text: kernel.newest(text, text.split()), accounts.passwd, accounts.shadow, modes.stat,
    lambda text: accounts.group(text, ()), lambda text: list(modes.user_keys(text, "web")), sshd.effective,
    lambda text: sudo_rules(text, "web"), lambda text: firewall.judge({"nft": Part("nft", text, 0)}),
    lambda text: firewall.judge({"iptables": Part("iptables", text, 0), "ip6tables": Part("x", text, 0)}),
)  # fmt: skip
REAL = (SS, PROC_TCP, APT, NFT, "root:shadowed:0:0:/root:/bin/sh\n", "755|root|root|/\n", "A|a|644|a|a|/x\nT|y\n")


@pytest.mark.parametrize("parser", PARSERS)
@given(st.one_of(st.text(), st.builds(lambda real, a, b, junk: real[:a] + junk + real[b:], st.sampled_from(REAL),
       st.integers(0, 400), st.integers(0, 400), st.text(max_size=9))))  # fmt: skip
def test_whatever_comes_is_a_value_or_unreadable(parser: Callable[[str], object], text: str) -> None:
    with suppress(Unreadable):
        parser(text)


@pytest.mark.parametrize("parser", PARSERS)
def test_huge_and_deep_input(parser: Callable[[str], object]) -> None:
    for text in ("[" * 200_000, "9" * 500_000, "a:b|c " * 100_000, '{"a":' * 50_000):
        with suppress(Unreadable):
            parser(text)
