"""Machines: a bare one, and one that systemd runs. A fresh one for each test, so nothing is left over."""

from pathlib import Path

import pytest

from tests.act.linux.bench import Bench
from tests.daemons.machine import SYSTEMD, machine, missing


def _able():
    if lack := missing():
        pytest.skip(f"needs {lack}")


@pytest.fixture
def bench(tmp_path):
    _able()
    with machine() as one:
        yield Bench(one, tmp_path)


@pytest.fixture
def booted(tmp_path):
    """Run by a real systemd."""
    _able()
    if not Path(SYSTEMD).exists():
        pytest.skip(f"needs systemd ({SYSTEMD})")
    with machine(systemd=True) as one:
        yield Bench(one, tmp_path)


@pytest.fixture(params=["nft", "iptables"])
def walled(request, bench):
    """With nft, and where only iptables is."""
    if request.param == "iptables":
        bench.machine.sh("mount --bind /dev/null /usr/sbin/nft")
    return bench
