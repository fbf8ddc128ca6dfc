"""Machines: a bare one, and one that systemd runs. A fresh one for each test, so nothing is left over."""

import os
import shutil
from pathlib import Path

import pytest

from tests.act.linux.bench import Bench
from tests.daemons.machine import SYSTEMD, machine


@pytest.fixture
def bench(tmp_path):
    if os.getuid() != 0:
        pytest.skip("needs root: namespaces")
    with machine() as one:
        yield Bench(one, tmp_path)


@pytest.fixture
def booted(tmp_path):
    """Run by a real systemd."""
    if os.getuid() != 0 or not Path(SYSTEMD).exists():
        pytest.skip("needs root and systemd")
    with machine(systemd=True) as one:
        yield Bench(one, tmp_path)


@pytest.fixture(params=["nft", "iptables"])
def walled(request, bench):
    """With nft, and where only iptables is."""
    assert shutil.which("nft"), "the test command installs nftables"
    if request.param == "iptables":
        bench.machine.sh("mount --bind /dev/null /usr/sbin/nft")
    return bench
