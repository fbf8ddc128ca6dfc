"""The script where dnf is: a stand-in gives the answers that dnf 4.14 gave, so that the shell around them is run."""

import os
import time
from pathlib import Path

import pytest

from tests.collect.server.asked import Nobody
from toolkit.collect.runner import Reading
from toolkit.collect.server.privileges import chosen
from toolkit.collect.server.reading import read_server
from toolkit.core.fact import Fact, Seen, Unread
from toolkit.core.inventory import Server
from toolkit.facts.server import PackageIndex, PackageSources, PendingUpdates

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="needs root: a mount namespace without apt")

MACHINE = r"""
for D in /usr/local /var/cache /etc/yum.repos.d; do mkdir -p $D && mount -t tmpfs none $D || exit 1; done
chmod 755 /usr/local /var/cache
A=$(command -v apt-get) && { mount --bind /dev/null "$A" || exit 1; }
C=/var/cache/dnf/made-2e2db0e7fc4ea8b8/repodata; mkdir -p /usr/local/bin $C
echo '<data type="updateinfo">' >$C/repomd.xml
printf '[made]\nbaseurl=http://ann:hunter2@repo.example/\ngpgcheck=0\n' >/etc/yum.repos.d/made.repo
NOW=$(date -u '+%a %b %e %H:%M:%S %Y')
cat >/usr/local/bin/dnf <<D
#!/bin/sh
case "\$*" in
  *repoinfo*) printf 'Repo-id            : made\nRepo-updated       : $NOW\nRepo-baseurl       : http://ann:hunter2@x\n'
    printf 'Repo-expire        : 172800 second(s) (last: $NOW)\n' ;;
  *repolist*) printf 'repo id   repo name\nmade      Made\n' ;;
  *updateinfo*) echo 'EX-2026:1 Important/Sec. alpha-1.0-2.el9.noarch' ;;
  *repoquery*) printf 'alpha|1.0-2.el9|noarch|made\nbeta|2.0-1|noarch|made\n' ;;
  *) exit 1 ;;
esac
D
chmod 755 /usr/local/bin/dnf
"""


def machine(folder: Path, more: str = "", run_as: str = "") -> tuple[dict[type[Fact], Seen], bytes]:
    file = folder / "machine"
    file.write_text(f"{MACHINE}\n{more}\nexec {run_as} /bin/sh -s\n")
    said: list[bytes] = []

    class Kept(Nobody):
        def run(self, script, **how):  # type: ignore[no-untyped-def]
            ran = super().run(script, **how)
            said.append(ran.stdout + ran.stderr)
            return ran

    shell = Kept(("unshare", "-m", "sh", str(file)))
    probes = chosen(frozenset({PendingUpdates, PackageSources}))
    seen = tuple(read_server(Server(name="web"), probes, shell, Reading(time.monotonic() + 60)))
    return {one.kind if isinstance(one, Unread) else type(one): one for one in seen}, said[0]  # type: ignore[union-attr]


def test_what_dnf_says_arrives_and_no_login_with_it(tmp_path: Path) -> None:
    seen, said = machine(tmp_path)
    assert seen[PendingUpdates] == PendingUpdates(target="web", security=("alpha-1.0-2.el9.noarch",), other=1)
    assert isinstance(seen[PackageIndex], PackageIndex)
    assert seen[PackageSources] == PackageSources(
        target="web", unchecked=("/etc/yum.repos.d/made.repo: gpgcheck=0 for made",)
    )
    assert b"hunter2" not in said


@pytest.mark.parametrize(
    ("more", "run_as"),
    [
        ("", "setpriv --reuid 65534 --clear-groups"),
        ("sed -i 's/updateinfo/other/' $C/repomd.xml; sed -i 's/echo .EX.*;;/: ;;/' /usr/local/bin/dnf", ""),
        ("sed -i 's/printf .repo id.*;;/exit 1 ;;/' /usr/local/bin/dnf", ""),
    ],
    ids=["without root", "without advisories", "failing"],
)
def test_what_dnf_cannot_say_is_unread(tmp_path: Path, more: str, run_as: str) -> None:
    seen, _ = machine(tmp_path, more, run_as)
    assert isinstance(seen[PendingUpdates], Unread)
    assert not seen[PendingUpdates].fault
