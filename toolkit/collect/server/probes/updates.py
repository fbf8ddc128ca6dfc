"""Release, pending updates, automatic updates, package sources."""

from collections.abc import Iterator
from datetime import UTC, datetime

from toolkit.collect.server.frames import Frame
from toolkit.collect.server.parse import packages
from toolkit.collect.server.parse.releases import END_OF_LIFE
from toolkit.collect.server.probe import Probe
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Seen, Unread
from toolkit.facts.server import AutomaticUpdates, OperatingSystem, PackageIndex, PackageSources, PendingUpdates

FRESH_DAYS = 7.0
"""An older index cannot say what is pending; the default of ServerPolicy.update_index_max_days."""


def _system(frame: Frame) -> Iterator[Seen]:
    if frame.status != 0:
        raise Unreadable("/etc/os-release", "cannot be read")
    said = packages.os_release(frame.text)
    if "ID" not in said:
        raise Unreadable("/etc/os-release", "names no ID")
    version = said.get("VERSION_ID", "")
    ends = END_OF_LIFE.get((said["ID"], version))
    if ends is None:
        raise Unreadable("/etc/os-release", f"it is not on record when {said['ID']} {version or '(no version)'} ends")
    yield OperatingSystem(
        target=frame.target,
        id=said["ID"],
        version=version,
        name=said.get("PRETTY_NAME", ""),
        read_at=datetime.now(UTC),
        ends=ends,
    )


def _supported(frame: Frame) -> None:
    """Raise `Unreadable` where there is no apt: other package managers are not read yet, and that is not a pass."""
    if (manager := frame.part("manager").text.strip()) != "apt":
        found = f" (found {', '.join(manager.split())})" if manager else ""
        raise Unreadable("apt-get", f"no supported package manager{found}")


def _pending(frame: Frame) -> Iterator[Seen]:
    _supported(frame)
    now = packages.number(frame.part("now").text)
    age = (now - packages.security_index_made_at(frame.part("releases").text).timestamp()) / 86400
    if age < -1:
        raise Unreadable("/var/lib/apt/lists", "the index was made in the future: the machine's clock is wrong")
    age = max(0.0, age)
    yield PackageIndex(target=frame.target, age_days=round(age, 2))
    if age > FRESH_DAYS:
        reason = f"the package index is {age:.0f} days old, too old to know what is pending: run apt-get update"
        yield Unread(kind=PendingUpdates, target=frame.target, reason=reason, call="apt-get -s dist-upgrade")
        return
    for label, call in (("pending", "apt-get -s dist-upgrade"), ("upgradable", "apt list --upgradable")):
        said = frame.part(label)
        if said.status != 0:
            late = "ran out of its time" if said.status in (124, 137, 143) else frame.stderr.strip()[:200]
            reason = late or f"ended with {said.status}"
            yield Unread(kind=PendingUpdates, target=frame.target, reason=reason, call=call)
            return
    would, other = packages.pending(frame.part("pending").text)
    kept = [one for one in packages.upgradable(frame.part("upgradable").text) if one not in would]
    security = (*would, *(f"{one} (held or kept back)" for one in kept))
    yield PendingUpdates(target=frame.target, security=security, other=max(0, other - len(kept)))


def _automatic(frame: Frame) -> Iterator[Seen]:
    _supported(frame)
    said = frame.part("config")
    if said.status != 0:
        raise Unreadable("apt-config dump", f"ended with {said.status}")
    config = packages.apt_config(said.text)
    running = packages.on(config.get("APT::Periodic::Enable", "1"))
    yield AutomaticUpdates(
        target=frame.target,
        installed=frame.part("unattended").status == 0,
        enabled=running and packages.on(config.get("APT::Periodic::Unattended-Upgrade")),
        refreshes=running and packages.on(config.get("APT::Periodic::Update-Package-Lists")),
    )
    unchecked = [packages.without_login(line) for line in frame.part("sources").text.splitlines() if line]
    loose = ("APT::Get::AllowUnauthenticated", "Acquire::AllowInsecureRepositories")
    unchecked += [f"apt.conf: {key} {config[key]}" for key in loose if packages.on(config.get(key))]
    refused = [line for line in frame.denied() if "/etc/apt" in line]
    if refused:
        reason = f"needs root: {refused[0][:200]}"
        yield Unread(kind=PackageSources, target=frame.target, reason=reason, call="grep /etc/apt/sources.list.d")
        return
    yield PackageSources(target=frame.target, unchecked=tuple(unchecked))


MANAGER = """
part manager; if command -v apt-get >/dev/null 2>&1; then echo apt
else for C in dnf yum zypper apk pacman; do command -v $C >/dev/null 2>&1 && echo $C; done; return 0; fi
"""

PROBES = (
    Probe(
        name="system",
        feeds=(OperatingSystem,),
        read=_system,
        cap=50_000,
        script="cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release",
    ),
    Probe(
        name="automatic",
        feeds=(AutomaticUpdates, PackageSources),
        read=_automatic,
        cap=500_000,
        script=rf"""{MANAGER}
part config; t apt-config dump; code $?
part unattended; [ -x /usr/bin/unattended-upgrade ]; code $?
part sources
find -L /etc/apt/sources.list /etc/apt/sources.list.d -maxdepth 1 -type f \( -name '*.list' -o -name '*.sources' \) \
-exec grep -HiE '^[^#]*(trusted|allow-insecure|allow-weak) *[=:] *(yes|1|true|on|with|enable)' {{}} + |
  sed 's#://[^/ ]*@#://#g'
return 0
""",
    ),
    Probe(
        name="pending",
        feeds=(PackageIndex, PendingUpdates),
        read=_pending,
        seconds=40,
        cap=1_000_000,
        script=f"""{MANAGER}
part now; date +%s
part releases; for F in /var/lib/apt/lists/*Release; do [ -f "$F" ] || continue
  printf '\nF|%s\n' "${{F##*/}}"; head -c 4096 "$F" | grep -E '^(Label|Suite|Codename|Date): '; done
part pending; t apt-get -s -o Debug::NoLocking=1 dist-upgrade; code $?
part upgradable; t apt list --upgradable; code $?
return 0
""",
    ),
)
