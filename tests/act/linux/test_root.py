"""How root is had: as root, by sudo with or without a password, by the one script that sudo permits; or not."""

import re
import subprocess

import pytest

from toolkit.act.linux import HELPER, installed, permitted
from toolkit.act.linux.reach import ROOT
from toolkit.act.perform import Ending
from toolkit.core.inventory import Inventory
from toolkit.usecase.privileges import act_sudoers

pytestmark = pytest.mark.live
EVE = {"login": "eve"}


@pytest.fixture
def ops(bench):
    """A login of the responders', and somebody to lock."""
    bench.machine.sh("useradd -m -s /bin/sh ops; echo ops:pa55 | chpasswd; useradd -m eve; : >/etc/sudoers")
    return bench


def walk(bench, **how):
    done = bench.do("lock-user", EVE, user="ops", **how)
    if done.ending is Ending.DONE:
        assert bench.undo("lock-user", EVE, user="ops", **how).ending is Ending.UNDONE
    return done


def test_without_root_it_says_so(ops):
    done = walk(ops)
    assert done.ending is Ending.REFUSED
    assert "needs root" in done.words


def test_sudo_refused(ops):
    done = walk(ops, sudo=True)
    assert done.ending is Ending.REFUSED
    assert "no root shell answered" in done.words


@pytest.mark.parametrize("rule", ["NOPASSWD: ALL", "ALL"])
def test_sudo_with_a_password(ops, rule):
    ops.machine.sh(f"echo 'ops ALL=(root) {rule}' >/etc/sudoers")
    assert walk(ops, sudo=True, sudo_password="pa55").ending is Ending.DONE


def test_a_wrong_password_is_no_success(ops):
    ops.machine.sh("echo 'ops ALL=(root) ALL' >/etc/sudoers")
    assert walk(ops, sudo=True, sudo_password="wrong").ending is Ending.REFUSED


def install(bench, script):
    bench.machine.sh(
        "mkdir -p /run/libexec /etc/sudoers.d; mount -t tmpfs none /usr/local; mkdir -p /usr/local/libexec"
    )
    bench.machine.sh("echo '@includedir /etc/sudoers.d' >/etc/sudoers")
    bench.machine.sh(script)


def test_by_the_one_script_that_sudo_permits_and_nothing_else(ops):
    install(ops, act_sudoers(Inventory(), ["ops"]))
    assert walk(ops, sudo=True).ending is Ending.DONE
    shell = ops.machine.sh("su ops -c 'sudo -n /bin/sh -c id' 2>&1", check=False)
    assert "uid=0" not in shell
    assert "uid=0" not in ops.machine.sh(f"su ops -c 'sudo -n {HELPER} x' 2>&1", check=False)


@pytest.mark.parametrize(
    "lines",
    ["login_lock\\nlogin=$(id>/tmp/owned)\\nme=x", "login_lock\\nlogin=a;id>/tmp/owned\\nme=x",
     "login_lock; id>/tmp/owned\\nlogin=eve", "login_lock\\nx;id>/tmp/owned;y=eve", "unit_stop\\nunit=../x.service",
     "wall_cut\\nkeep=1}; add table ip owned\\nswitch=a\\nwait=9",
     "login_restore\\nlogin=eve\\nme=x\\npassword=usable\\nexpires=$(id>/tmp/owned)\\nchanged=1",
     "wall_cut\\nkeep=10.0.0.1\\nswitch=a;id>/tmp/owned\\nwait=9",
     "wall_cut\\nkeep=10.0.0.1\\nswitch=a\\nwait=9;id>/tmp/owned"],
)  # fmt: skip
def test_the_script_is_no_way_to_more(ops, lines):
    install(ops, act_sudoers(Inventory(), ["ops"]))
    version = re.search(r'\[ "\$V" = ([0-9a-f]{16}) \]', installed(["ops"])[0])[1]
    ops.machine.sh(f"printf 'ab\\n{version}\\n{lines}\\ngo\\n' | su ops -c 'sudo -n {HELPER}'", check=False)
    assert "owned" not in ops.machine.sh("ls /tmp; nft list tables")
    assert ":1:" not in ops.machine.sh("grep ^eve: /etc/shadow")


def test_a_script_of_another_version_is_not_used(ops, monkeypatch):
    install(ops, act_sudoers(Inventory(), ["ops"]))
    monkeypatch.setattr("toolkit.act.linux.helper.version", lambda _phases: "0" * 16)
    done = walk(ops, sudo=True)
    assert done.ending is Ending.REFUSED
    assert "another version" in done.words


def test_a_changed_script_is_not_run_as_root(ops):
    install(ops, act_sudoers(Inventory(), ["ops"]))
    ops.machine.sh(f"echo id >>{HELPER}")
    assert walk(ops, sudo=True).ending is Ending.REFUSED


def test_what_a_rehearsal_can_say(ops):
    with ops.machine.beside():
        assert [one.permitted for one in permitted(ops.hands(), [ROOT])] == [True]
        assert [one.permitted for one in permitted(ops.hands(user="ops"), [ROOT])] == [False]
        assert [one.permitted for one in permitted(ops.hands(port=9), [ROOT])] == [None]


def test_the_script_is_one_that_every_shell_reads():
    text = installed(["ops"])[0]
    for shell in ("dash", "bash"):
        subprocess.run([shell, "-n"], input=text, text=True, check=True)
