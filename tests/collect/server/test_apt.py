"""apt itself, on a security suite made for it: what an upgrade would pass over is pending all the same."""

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.collect.server.asked import Nobody
from toolkit.collect.runner import Reading
from toolkit.collect.server.privileges import chosen
from toolkit.collect.server.reading import read_server
from toolkit.core.fact import Fact, Seen
from toolkit.core.inventory import Server
from toolkit.facts.server import PackageIndex, PackageSources, PendingUpdates

pytestmark = pytest.mark.skipif(
    os.getuid() != 0 or shutil.which("apt-get") is None, reason="needs root and apt: a mount namespace with a suite"
)

MACHINE = r"""
for D in /etc/apt/sources.list.d /etc/apt/preferences.d /etc/apt/apt.conf.d /var/lib/apt/lists /var/cache/apt /opt; do
  mkdir -p $D && mount -t tmpfs none $D || exit 1
done
touch /etc/apt/sources.list && mount --bind /dev/null /etc/apt/sources.list || exit 1
mkdir -p /var/lib/apt/lists/partial /var/cache/apt/archives/partial
A=$(dpkg --print-architecture); S=/opt/dists/made-security; mkdir -p $S/main/binary-$A
printf 'Package: apt\nVersion: 99:1\nArchitecture: %s\nFilename: x.deb\nSize: 1\nSHA256: %064d\n' $A 0 \
  >$S/main/binary-$A/Packages
cd $S && set -- $(sha256sum main/binary-$A/Packages) $(wc -c <main/binary-$A/Packages)
printf 'Label: Made-Security\nSuite: made-security\nCodename: made-security\nDate: %s\nSHA256:\n %s %s %s\n' \
  "$(date -uR)" $1 $3 $2 >Release
echo 'deb [trusted=yes] file:/opt made-security main' >/etc/apt/sources.list.d/made.list
apt-get -q update -o APT::Sandbox::User=root >/dev/null 2>/opt/log || { cat /opt/log >&2; exit 1; }
"""
PIN = r"printf 'Package: *\nPin: release l=Made-Security\nPin-Priority: -1\n' >/etc/apt/preferences.d/never"


def machine(folder: Path, more: str, *wanted: type[Fact]) -> tuple[Seen, ...]:
    file = folder / "machine"
    file.write_text(f"{MACHINE}\n{more}\ncd / && exec /bin/sh -s\n")
    shell = Nobody(("unshare", "-m", "sh", str(file)))
    return tuple(read_server(Server(name="web"), chosen(frozenset(wanted)), shell, Reading(time.monotonic() + 60)))


def pending(folder: Path, more: str) -> tuple[str, ...]:
    seen = machine(folder, more, PendingUpdates)
    (index,) = [one for one in seen if isinstance(one, PackageIndex)]
    assert index.age_days < 1
    (found,) = [one for one in seen if isinstance(one, PendingUpdates)]
    return found.security


@pytest.mark.parametrize("more", [PIN, ":"], ids=["pinned", "free"])
def test_a_package_with_a_fix_in_the_security_suite_is_pending(tmp_path: Path, more: str) -> None:
    (found,) = pending(tmp_path, more)
    assert found.startswith("apt 99:1")


OLDER = "sed -i 's/^Version: 99:1/Version: 0.1/' /var/lib/apt/lists/*Packages; rm -f /var/cache/apt/*.bin"
SAME = r"""
{ dpkg-query -s apt | grep -v ^Status:; printf 'Filename: x.deb\nSize: 1\nSHA256: %064d\n' 0; } >/opt/same
for F in /var/lib/apt/lists/*Packages; do cp /opt/same "$F"; done; rm -f /var/cache/apt/*.bin
"""


@pytest.mark.parametrize("lists", [OLDER, SAME], ids=["older", "installed"])
def test_nothing_is_pending_where_the_suite_has_nothing_newer(tmp_path: Path, lists: str) -> None:
    assert pending(tmp_path, lists) == ()


def test_the_source_is_told_without_its_login(tmp_path: Path) -> None:
    secret = (
        r"printf 'deb [trusted=01] https://ann:hunter2@repo.example/hunter2 x main\n' >/etc/apt/sources.list.d/b.list"
    )
    (found,) = [one for one in machine(tmp_path, secret, PackageSources) if isinstance(one, PackageSources)]
    assert "hunter2" not in repr(found)
    assert {one.rpartition(" ")[2] for one in found.unchecked} == {"file", "https://repo.example"}
