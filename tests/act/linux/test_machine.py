"""The machine itself: nothing of it reaches this one, and nothing of it stays."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.daemons import machine as daemons

pytestmark = pytest.mark.live
BOOT = """
from tests.daemons.machine import machine
with machine() as one:
    print(one.first, one.responder, one.other, one.key.parent, flush=True)
    input()
"""
REFUSED = (
    "mknod /tmp/disk b 254 0", "date -s @$(date +%s)", "P=/proc/sys/kernel/panic; cat $P >$P",
    "P=/sys/kernel/mm/transparent_hugepage/enabled; echo madvise >$P",
)  # fmt: skip
"""What a kernel has once for everybody. Each would do no harm if it were let through."""


@pytest.mark.parametrize("harm", REFUSED)
def test_its_root_cannot_change_this_kernel(bench, harm):
    assert "was done" not in bench.machine.sh(f"({harm}) 2>/dev/null && echo was done", check=False)


def test_its_root_cannot_change_our_files(bench):
    """Not even one that makes things writable first."""
    mine = Path(f"/usr/breachready-test-{os.getpid()}")
    mode = Path("/dev/null").stat().st_mode
    try:
        bench.machine.sh("for at in /usr /dev /dev/null; do mount -o remount,rw $at; done", check=False)
        bench.machine.sh(f"touch {mine}; chmod 0640 /dev/null", check=False)
        assert not mine.exists()
        assert Path("/dev/null").stat().st_mode == mode
    finally:
        Path("/dev/null").chmod(mode & 0o7777)
        mine.unlink(missing_ok=True)


def test_nothing_is_run_elsewhere_when_it_is_gone(bench, tmp_path):
    """A process number that somebody else has by now: this very process stands in for it."""
    bench.machine.first = os.getpid()
    with pytest.raises(AssertionError, match=str(daemons.ELSEWHERE)):
        bench.machine.sh(f"touch {tmp_path}/owned", check=False)
    assert not (tmp_path / "owned").exists()


def test_it_does_not_boot_among_us(bench, tmp_path):
    """The first lines of its script, here: they end it before anything is mounted."""
    script = daemons.SETUP.format(apart=daemons._apart(), room="/nowhere", folder="/nowhere", etc="")
    guard = script.partition("mount -t tmpfs")[0] + "echo went on\n"
    ended = subprocess.run(["sh", "-c", guard], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "shares the" in ended.stderr


def test_it_ends_with_whoever_booted_it(bench):
    """Killed, so that nothing could be cleaned up."""
    del bench  # it skips where there can be no machine
    runner = subprocess.Popen(
        [sys.executable, "-c", BOOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    try:
        *numbers, folder = runner.stdout.readline().split()
        assert len(numbers) == 3
    finally:
        runner.send_signal(signal.SIGKILL)
        runner.communicate()
    end = time.monotonic() + daemons.PATIENCE
    while any(_runs(number) for number in numbers):
        assert time.monotonic() < end, "it outlived its runner"
        time.sleep(0.05)
    daemons.removed(Path(folder))


def _runs(number):
    try:
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except OSError:
        return False


def test_what_is_missing_is_named():
    """Root without the right to make namespaces, as in a container."""
    if daemons.missing():
        pytest.skip(f"needs {daemons.missing()}")
    asked = "from tests.daemons.machine import missing; print(missing())"
    ended = subprocess.run(
        ["setpriv", "--bounding-set=-sys_admin", "--", sys.executable, "-c", asked],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ended.stdout.startswith("namespaces, mounts and cables of its own (unshare")
