"""The list of installed packages, by whichever manager the system itself is made with."""

from collections.abc import Iterator

from toolkit.collect.server.frames import Frame
from toolkit.collect.server.parse import packages
from toolkit.collect.server.parse.installed import installed
from toolkit.collect.server.probe import Probe
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Seen
from toolkit.facts.server import InstalledPackages, PackageFormat


def _installed(frame: Frame) -> Iterator[Seen]:
    said = packages.os_release(frame.part("system").text)
    if "ID" not in said:
        raise Unreadable("/etc/os-release", "names no ID")
    for word, part in frame.labelled("list"):
        if part.status != 0:
            raise Unreadable(f"the list of {word}", frame.stderr.strip()[:200] or f"ended with {part.status}")
        if word not in {*PackageFormat}:
            break
        kind = PackageFormat(word)
        yield InstalledPackages(
            target=frame.target,
            format=kind,
            distribution=said["ID"],
            release=said.get("VERSION_ID", ""),
            codename=said.get("VERSION_CODENAME", ""),
            packages=installed(kind, part.text),
        )
        return
    raise Unreadable("the list of packages", "there is no dpkg, rpm or apk")


PROBES = (
    Probe(
        name="packages",
        feeds=(InstalledPackages,),
        read=_installed,
        seconds=20,
        cap=4_000_000,
        script=r"""
part system; cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release
if [ -s /var/lib/dpkg/status ]; then part list dpkg
  t dpkg-query -W -f '${db:Status-Abbrev}|${Package}|${Version}|${source:Package}|${source:Version}|${Architecture}\n'
  code $?
elif [ -s /lib/apk/db/installed ]; then part list apk; grep -E '^([PVAo]:|$)' /lib/apk/db/installed; code $?
elif command -v rpm >/dev/null 2>&1; then part list rpm
  t rpm -qa --qf '%{NAME}|%{EPOCHNUM}:%{VERSION}-%{RELEASE}|%{ARCH}|%{SOURCERPM}\n'; code $?
fi
return 0
""",
    ),
)
