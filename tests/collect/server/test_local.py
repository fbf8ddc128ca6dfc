"""This machine, as whoever runs the tests and as nobody: what is not seen is UNKNOWN, and nothing is left running."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.collect.server.asked import Nobody, ask, checks, judged, settings
from toolkit.collect.local import LocalShell
from toolkit.collect.runner import Reading
from toolkit.collect.server import privileges
from toolkit.collect.server.privileges import chosen
from toolkit.collect.server.probe import Probe, Root
from toolkit.collect.server.probes import PROBES
from toolkit.collect.server.reading import read_server
from toolkit.collect.server.script import script
from toolkit.collect.shell import Recorded
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Fact, Unread
from toolkit.core.inventory import Server
from toolkit.facts.server import AccountFile, Addresses, KernelSettings, ListeningSockets

WEB = Server(name="web")


def as_nobody() -> tuple[object, ...]:
    return tuple(read_server(WEB, PROBES, Nobody(), Reading(time.monotonic() + 100)))


def test_every_check_has_an_answer_here(tmp_path: Path) -> None:
    seen = ask(Server(name="web", local=True), settings(tmp_path))
    assert not [one for one in seen if isinstance(one, Unread) and one.fault]
    assert not [one for one in judged(seen) if "nothing was collected" in one.evidence]


def test_nobody_sees_less_and_nothing_of_it_passes() -> None:
    seen = as_nobody()
    assert not [one for one in seen if isinstance(one, Unread) and one.fault]
    unseen = {kind for probe in PROBES if probe.root is Root.NEEDS for kind in probe.feeds}
    by_check = {rule.id: rule.needs for rule in checks()}
    for finding in judged(seen):
        if by_check[finding.check] in unseen:
            assert finding.outcome.value == "UNKNOWN", finding
            assert "needs root" in finding.evidence
    passed = {one.check for one in judged(seen) if one.outcome.value == "PASS"}
    assert "account-uid-zero" in passed


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_a_denied_probe_gives_no_pass(probe: Probe) -> None:
    mark = "@MARK@"
    name = probe.name
    for body, code in (("", 1), ("sh: Permission denied", 126), ("", 0), ("\x00\x01", 0)):
        frame = f"{mark} + {name} 1\n{body}\n{mark} - {name} {code} 1\n\n{mark} = {name}\n"
        said = f"\n{mark} @ 65534\n\n{frame}\n{mark} # end\n"
        seen = tuple(read_server(WEB, [probe], Recorded(said.encode()), Reading(time.monotonic() + 9)))
        assert seen
        assert "PASS" not in {one.outcome.value for one in judged(seen)}, (body, code)
        assert not [one for one in seen if isinstance(one, Unread) and one.fault], seen


@pytest.mark.parametrize("answer", [b"", b"\xff" * 100, b"\n@MARK@ @ 0\n", b"\n@MARK@ @ 0\n\n@MARK@ # end\n"])
def test_answers_that_say_nothing(answer: bytes) -> None:
    try:
        seen = tuple(read_server(WEB, PROBES, Recorded(answer, status=None), Reading(time.monotonic() + 9)))
    except Unreadable:
        return
    assert {one.outcome.value for one in judged(seen)} == {"UNKNOWN"}


def test_privileges_name_every_read_that_needs_root(tmp_path: Path) -> None:
    said = privileges()
    assert {need.probe for need in said.needs} == {probe.name for probe in PROBES if probe.root is not Root.NEVER}
    assert all(need.why for need in said.needs)
    file = tmp_path / "collector"
    file.write_text(said.collector)
    digest = subprocess.run(["sha256sum", str(file)], capture_output=True, text=True, check=True).stdout.split()[0]
    assert f"sha256:{digest} {said.collector_path}" in said.sudoers
    sudoers = tmp_path / "sudoers"
    sudoers.write_text(said.sudoers)
    subprocess.run(["visudo", "-c", "-q", "-f", str(sudoers)], check=True)
    assert privileges(frozenset({Addresses})).needs == ()


def test_the_collector_refuses_a_mark_that_is_none() -> None:
    said = privileges(frozenset({ListeningSockets})).collector
    for line in ("$(id)\n", "\n", "f00d; id\n"):
        ended = subprocess.run(["sh", "-c", said], input=line, capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stdout) == (64, "")
    ended = subprocess.run(["sh", "-c", said], input="f00d\n", capture_output=True, text=True, check=False)
    assert "f00d + listeners" in ended.stdout


@pytest.mark.skipif(os.getuid() != 0, reason="needs root: stand-ins for sudoers in a mount namespace")
def test_the_collector_by_its_digest_under_real_sudo(tmp_path: Path) -> None:
    from tests.daemons.sshd import bound, plain_account

    account = plain_account()
    said = privileges(users=[account])
    (tmp_path / "breachready-collect").write_text(said.collector)
    mounts = bound({"/etc/sudoers": said.sudoers, "/etc/shadow": f"root:*:1::::::\n{account}:*:1::::::\n"}, tmp_path)
    enter = f"""{mounts}mount -t tmpfs none /usr/local && mkdir -p /usr/local/libexec &&
      install -m 755 {tmp_path}/breachready-collect /usr/local/libexec/ &&
      exec setpriv --reuid {account} --init-groups /bin/sh -s"""
    shell = Nobody(("unshare", "-m", "sh", "-c", f"{enter} #"))
    seen = tuple(read_server(Server(name="web", sudo=True), PROBES, shell, Reading(time.monotonic() + 100)))
    unread = [one for one in seen if isinstance(one, Unread) and "needs root" in one.reason]
    assert unread == []
    outcomes = {one.check: one.outcome.value for one in judged(seen)}
    assert outcomes["account-empty-password"] == "PASS"


def test_deadline_ends_the_whole_process_group() -> None:
    mine = f"sleep 4321.{os.getpid()}"
    ran = LocalShell().run(f"{mine} & {mine}\n".encode(), seconds=0.5)
    assert ran.late
    assert ran.status is None
    for _ in range(50):  # the kernel takes a moment to clear killed processes away
        found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        if mine not in found:
            break
        time.sleep(0.1)
    assert mine not in found


def test_endless_output_stops_at_its_limit() -> None:
    ran = LocalShell().run(b"cat /dev/zero\n", seconds=20, stdout=100_000)
    assert (len(ran.stdout), ran.stdout_cut, ran.status) == (100_000, True, None)
    ran = LocalShell().run(b"head -c 3000000 /dev/zero >&2; echo done\n", seconds=20, stderr=1000)
    assert (ran.stdout, len(ran.stderr), ran.stderr_cut, ran.status) == (b"done\n", 1000, True, 0)


def test_no_probe_reads_more_than_it_was_asked_for() -> None:
    assert [probe.name for probe in chosen(frozenset({Addresses}))] == ["addresses"]
    assert len(chosen(frozenset({Fact}))) == len(PROBES)
    assert b"/etc/shadow" not in script(chosen(frozenset({Addresses})), "f00d")


def test_a_real_answer_without_its_ends_proves_nothing() -> None:
    mark = "f00d" * 8
    probes = chosen(frozenset({AccountFile, ListeningSockets, KernelSettings}))
    ran = LocalShell().run(script(probes, mark), seconds=60)
    whole = ran.stdout.replace(mark.encode(), b"@MARK@")
    cut = b"\n".join(line for line in whole.split(b"\n") if not line.startswith(b"@MARK@ - "))
    assert any(
        not isinstance(one, Unread)
        for one in read_server(WEB, probes, Recorded(whole, ran.stderr), Reading(time.monotonic() + 9))
    )
    seen = tuple(read_server(WEB, probes, Recorded(cut), Reading(time.monotonic() + 9)))
    assert all(isinstance(one, Unread) for one in seen)
    assert {one.outcome.value for one in judged(seen)} == {"UNKNOWN"}
