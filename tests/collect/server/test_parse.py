"""Text to values: what real machines print, and what none would."""

import base64
import hashlib
import subprocess
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.servers.accounts import sudo_without_password
from toolkit.collect.server.frames import Part
from toolkit.collect.server.parse import accounts, audit, firewall, kernel, modes, packages, sockets, sshd
from toolkit.collect.server.parse.sudoers import sudo_rules
from toolkit.collect.trouble import Unreadable
from toolkit.facts.server import SudoRules

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
    assert other == ("vim",)
    with pytest.raises(Unreadable):
        packages.pending(APT[:100])


RELEASES = """\
F|a_InRelease
Label: Debian
Suite: stable
Date: Tue, 24 Nov 2026 08:00:00 UTC

F|b_InRelease
Label: Debian-Security
Suite: stable-security
Date: Mon, 23 Nov 2026 11:22:37 UTC
"""


def test_only_the_index_of_a_security_suite_says_how_fresh_knowledge_of_security_is() -> None:
    assert packages.security_index_made_at(RELEASES).isoformat() == "2026-11-23T11:22:37+00:00"
    ubuntu = RELEASES.replace("Debian-Security", "Ubuntu").replace("stable-security", "noble-security")
    assert packages.security_index_made_at(ubuntu).day == 23
    older = RELEASES + "\nF|c\nSuite: older-security\nDate: Sun, 01 Nov 2026 00:00:00 UTC\n"
    assert packages.security_index_made_at(older).day == 1
    for broken in ("", RELEASES.partition("\nF|b")[0], RELEASES.replace("Mon, 23 Nov 2026 11:22:37 UTC", "soon")):
        with pytest.raises(Unreadable):
            packages.security_index_made_at(broken)


@pytest.mark.parametrize("word", ["1", "7", "30m", "12h", "07d", "always", "yes", "True"])
def test_what_apt_takes_for_yes(word: str) -> None:
    assert packages.on(word)


@pytest.mark.parametrize("word", [None, "", "0", "0d", "no", "off", "false", "never", "${x}"])
def test_what_apt_takes_for_no(word: str | None) -> None:
    assert not packages.on(word)


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


@pytest.mark.parametrize(
    ("running", "installed", "newest"),
    [
        ("6.1.0-9-amd64", "6.1.0-9-amd64 6.1.0-40-amd64 6.12.1-rt-amd64 6.1.0-41-cloud-amd64", "6.1.0-40-amd64"),
        ("6.1.0-9-cloud-amd64", "6.1.0-9-cloud-amd64 6.1.0-40-amd64", "6.1.0-9-cloud-amd64"),
        ("6.12.43+deb12-amd64", "6.12.43+deb12-amd64 6.12.48+deb13-amd64", "6.12.48+deb13-amd64"),
        ("5.14.0-427.el9.x86_64", "5.14.0-427.el9.x86_64 5.14.0-427.8.1.el9_4.x86_64", "5.14.0-427.8.1.el9_4.x86_64"),
        (
            "5.14.0-503.el9_5.x86_64",
            "5.14.0-427.13.1.el9_4.x86_64 5.14.0-503.el9_5.x86_64",
            "5.14.0-503.el9_5.x86_64",
        ),
        ("6.8.0-45-generic", "6.8.0-45-generic 6.8.0-100-lowlatency 6.8.0-52-generic", "6.8.0-52-generic"),
        ("6.12.0-rc3-amd64", "6.12.0-rc3-amd64 6.12.0-amd64", "6.12.0-amd64"),
        ("6.10.3-200.fc40.x86_64", "6.10.3-200.fc40.x86_64 6.11.4-301.fc41.x86_64", "6.11.4-301.fc41.x86_64"),
    ],
)
def test_newest_kernel_of_the_same_flavour(running: str, installed: str, newest: str) -> None:
    assert kernel.newest(running, installed.split()) == newest


def test_the_journal_s_storage_is_what_systemd_takes() -> None:
    lower = (
        "/usr/lib/systemd/journald.conf.d/50-x.conf:\n/usr/lib/systemd/journald.conf.d/50-x.conf:Storage=persistent\n"
    )
    main = "/etc/systemd/journald.conf:\n/etc/systemd/journald.conf:Storage = volatile\n"
    assert kernel.journal_storage("") == "auto"
    assert kernel.journal_storage(main) == "volatile"
    assert kernel.journal_storage(lower + main) == "persistent"  # drop-ins come after the main file
    masked = lower + "/etc/systemd/journald.conf.d/50-x.conf:\n" + main
    assert kernel.journal_storage(masked) == "volatile"
    later = lower + "/run/systemd/journald.conf.d/90-y.conf:\n/run/systemd/journald.conf.d/90-y.conf:Storage=none\n"
    assert kernel.journal_storage(later) == "none"


def test_a_drop_in_that_is_masked_sets_nothing() -> None:
    set_it = "/usr/lib/sysctl.d/10-a.conf:\n/usr/lib/sysctl.d/10-a.conf:kernel.kptr_restrict = 0\n"
    assert kernel.persisted(set_it) == {"kernel.kptr_restrict": "0"}
    assert kernel.persisted(set_it + "/etc/sysctl.d/10-a.conf:\n") == {}


@pytest.mark.parametrize(
    ("listed", "count"),
    [
        ("No rules\n", 0),
        ("-a never,task\n", 0),
        ("-w /etc/passwd -p wa -k x\n-a task,never\n", 0),
        ("-a never,exclude -F msgtype=CWD\n", 0),
        ("-w /etc/passwd -p wa -k x\n-a always,exit -F arch=b64 -S open -F key=y\n-a never,user\n", 2),
    ],
)
def test_rules_that_record_nothing_are_no_rules(listed: str, count: int) -> None:
    assert audit.watching(listed) == count


def test_accounts_in_classes() -> None:
    found = accounts.passwd("root:shadowed:0:0:/root:/bin/sh\n\nold:des:1000:4:/home/old:\n")
    assert [(one.name, one.uid, one.password.value) for one in found] == [
        ("root", 0, "shadowed"),
        ("old", 1000, "des"),
    ]
    (group,) = accounts.group("adm:4:ann,bob\n", found)
    assert group.members == ("ann", "bob", "old")
    assert accounts.shadow("root:locked:\nann:yescrypt:99999\n")[1].max_days == 99999


def test_accounts_of_a_directory_service_are_not_passed_over_in_silence() -> None:
    for line in ("+::::::", "+@admins::::::", "-bob::::::"):
        with pytest.raises(Unreadable, match="directory service"):
            accounts.passwd(f"root:shadowed:0:0:/root:/bin/sh\n{line}\n")
        with pytest.raises(Unreadable, match="directory service"):
            accounts.shadow(f"root:locked:\n{line}\n")


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


PINNED = base64.b64encode(hashlib.sha512(b"a shell").digest()).decode()


def cvtsudoers(text: str) -> SudoRules:
    """Through sudo's own reader, as on a server."""
    ended = subprocess.run(["cvtsudoers", "-e", "-f", "json"], input=text, capture_output=True, text=True, check=True)
    return sudo_rules(ended.stdout, "web")


def said_of(rule: str) -> str:
    """The outcome of the check on one rule, as PASS or FAIL and why."""
    verdict = sudo_without_password(cvtsudoers(rule + "\n"))
    return f"{verdict.outcome.value} {verdict.evidence}"


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("deploy ALL=(ALL) NOPASSWD: ALL", "everything"),
        ("deploy ALL=(root) NOPASSWD: ALL, !/bin/su", "everything"),
        ("deploy ALL=NOPASSWD: /usr/bin/vim /etc/hosts", "gives a shell"),
        ("deploy ALL=(root) NOPASSWD: /usr/bin/find", "is a shell with the right arguments"),
        ("deploy ALL=(root) NOPASSWD: /usr/bin/", "everything in a directory"),
        ("deploy ALL=(root) NOPASSWD: /bin/chown www-data /srv/*", "a wildcard"),
        ("deploy ALL=(root) NOPASSWD: /usr/bin/systemctl status nginx", "pager"),
        ("deploy ALL=(root) NOPASSWD: sudoedit /etc/hosts", "edits a file of the system"),
        ("deploy ALL=(ALL, !root) NOPASSWD: /bin/bash", "gives a shell"),
        ("deploy ALL=(#0) NOPASSWD: /bin/bash", "gives a shell"),
        ("Cmnd_Alias E = /usr/bin/less\n%ops ALL=NOPASSWD: \\\n  E", "gives a shell"),
        (f"deploy ALL=(root) NOPASSWD: sha512:{PINNED} /bin/bash", "gives a shell"),
    ],
)  # fmt: skip
def test_a_rule_without_password_that_makes_root_fails(rule: str, why: str) -> None:
    said = said_of(rule)
    assert said.startswith("FAIL")
    assert why in said


@pytest.mark.parametrize(
    "rule",
    [
        "%sudo ALL=(ALL:ALL) ALL",
        "deploy ALL=(root) NOPASSWD: /usr/bin/systemctl restart nginx",
        "deploy ALL=(root) NOPASSWD: /usr/local/bin/deploy",
        "deploy ALL=(postgres) NOPASSWD: /usr/bin/psql",
        "root ALL=(ALL) NOPASSWD: ALL",
    ],
)
def test_a_rule_that_makes_nobody_root_without_a_password_passes(rule: str) -> None:
    assert said_of(rule).startswith("PASS")


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("Defaults !authenticate", "everybody"),
        ("Defaults:bob !authenticate", "bob"),
        ("Defaults:%ops !authenticate", "%ops"),
        ("Defaults exempt_group=admins", "%admins"),
        ("Defaults@web1 !authenticate", "web1"),
    ],
)
def test_of_whom_defaults_ask_no_password(line: str, who: str) -> None:
    assert cvtsudoers(line + "\nroot ALL=(ALL) ALL\n").exempt == (who,)


def test_defaults_that_exempt_nobody() -> None:
    assert cvtsudoers("Defaults use_pty, authenticate\nroot ALL=(ALL) ALL\n").exempt == ()


PARSERS: tuple[Callable[[str], object], ...] = (
    sockets.ss, lambda text: sockets.proc("tcp", text), lambda text: sockets.addresses(text, "ip"),
    lambda text: sockets.addresses(text, "proc"), packages.pending, packages.apt_config, packages.os_release,
    packages.passed_over, packages.security_index_made_at,
    packages.number, kernel.persisted, kernel.running, lambda text: list(kernel.not_there(text)),
    lambda text: kernel.newest(text, text.split()), accounts.passwd, accounts.shadow, modes.stat,
    lambda text: accounts.group(text, ()), lambda text: list(modes.user_keys(text, "web")), sshd.effective,
    lambda text: sudo_rules(text, "web"), lambda text: firewall.judge({"nft": Part("nft", text, 0)}),
    lambda text: firewall.judge({"iptables": Part("iptables", text, 0), "ip6tables": Part("x", text, 0)}),
)  # fmt: skip
REAL = (
    SS,
    PROC_TCP,
    APT,
    RELEASES,
    NFT,
    "root:shadowed:0:0:/root:/bin/sh\n",
    "755|root|root|/\n",
    "A|a|644|a|a|/x\nT|y\n",
)


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
