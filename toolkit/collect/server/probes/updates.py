"""Release, pending updates, automatic updates, package sources."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from toolkit.collect.runner import attempt
from toolkit.collect.server.frames import Frame
from toolkit.collect.server.parse import packages
from toolkit.collect.server.parse.modes import troubles
from toolkit.collect.server.parse.releases import END_OF_LIFE
from toolkit.collect.server.parse.sources import unchecked
from toolkit.collect.server.probe import Probe, Root
from toolkit.collect.server.probes import dnf
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


def _manager(frame: Frame) -> str:
    """`apt-get` or `dnf`. Raises `Unreadable` where it is another: those are not read, and that is not a pass."""
    found = frame.part("manager").text.split()
    for known in ("apt-get", "dnf"):
        if known in found:
            return known
    if "apk" in found:
        raise Unreadable("apk", "apk does not say which updates are for security, nor when its index was fetched")
    others = f" (found {', '.join(found)})" if found else ""
    raise Unreadable("apt-get", f"no supported package manager{others}")


def _pending(frame: Frame) -> Iterator[Seen]:
    manager = _manager(frame)
    age = dnf.age_days(frame) if manager == "dnf" else _apt_age_days(frame)
    if age < -1:
        raise Unreadable(manager, "the index was made in the future: the machine's clock is wrong")
    yield PackageIndex(target=frame.target, age_days=round(max(0.0, age), 2))
    yield attempt(PendingUpdates, frame.target, "", lambda: _what_is_pending(frame, manager, age))


def _what_is_pending(frame: Frame, manager: str, age: float) -> PendingUpdates:
    if age > FRESH_DAYS:
        raise Unreadable(manager, f"the package index is {age:.0f} days old, too old to know what is pending")
    return dnf.pending(frame) if manager == "dnf" else _apt_pending(frame)


def _apt_age_days(frame: Frame) -> float:
    now = packages.number(frame.part("now").text)
    return (now - packages.security_index_made_at(frame.part("releases").text).timestamp()) / 86400


def _apt_pending(frame: Frame) -> PendingUpdates:
    for label, call in (("pending", "apt-get -s dist-upgrade"), ("policy", "apt-cache policy")):
        if status := frame.part(label).status:
            late = "ran out of its time" if status in (124, 137, 143) else frame.stderr.strip()[:200]
            raise Unreadable(call, late or f"ended with {status}")
    would, others = packages.pending(frame.part("pending").text)
    named = {one.split()[0] for one in would}
    over = [one for one in packages.passed_over(frame.part("policy").text) if one.split()[0] not in named]
    over_names = {one.split()[0] for one in over}
    security = (*would, *(f"{one} (held, pinned or not from the security suite)" for one in over))
    return PendingUpdates(target=frame.target, security=security, other=len(set(others) - over_names))


def _automatic(frame: Frame) -> Iterator[Seen]:
    if _manager(frame) == "dnf":
        yield Unread(kind=AutomaticUpdates, target=frame.target, reason="dnf-automatic is not read", call="dnf")
        yield from dnf.sources(frame)
        return
    said = frame.part("config")
    if said.status != 0:
        raise Unreadable("apt-config dump", f"ended with {said.status}")
    config = packages.apt_config(said.text)
    yield _unattended(frame, config)
    if refused := [line for line in troubles(frame.stderr) if "/etc/apt" in line]:
        reason = f"needs root: {refused[0][:200]}" if frame.denied() else refused[0][:200]
        yield Unread(kind=PackageSources, target=frame.target, reason=reason, call="/etc/apt/sources.list.d")
        return
    loose = [f"apt.conf: {key} {_last(config, key)}" for key in UNAUTHENTICATED if packages.on(_last(config, key))]
    yield PackageSources(target=frame.target, unchecked=(*unchecked(frame.part("sources").text), *loose))


UNAUTHENTICATED = (
    "APT::Get::AllowUnauthenticated",
    "Acquire::AllowInsecureRepositories",
    "Acquire::AllowWeakRepositories",
    "Acquire::AllowDowngradeToInsecureRepositories",
)


def _last(config: Mapping[str, tuple[str, ...]], key: str, default: str = "0") -> str:
    return config.get(key.lower(), (default,))[-1]


def _unattended(frame: Frame, config: Mapping[str, tuple[str, ...]]) -> AutomaticUpdates:
    running = packages.on(_last(config, "APT::Periodic::Enable", "1"))
    lists = ("unattended-upgrade::origins-pattern::", "unattended-upgrade::allowed-origins::")
    origins = [origin.lower() for key in lists for origin in config.get(key, ())]
    return AutomaticUpdates(
        target=frame.target,
        installed=frame.part("unattended").status == 0,
        enabled=running and packages.on(_last(config, "APT::Periodic::Unattended-Upgrade")),
        refreshes=running and packages.on(_last(config, "APT::Periodic::Update-Package-Lists")),
        scheduled=frame.part("scheduled").status == 0,
        covers=any("security" in origin or "*" in origin for origin in origins),
    )


MANAGER = """
W=; for C in apt-get dnf yum zypper apk pacman; do command -v $C >/dev/null 2>&1 && W="$W $C"; done
part manager; echo $W
case "$W " in *' apt-get '*) W=apt ;; *' dnf '*) W=dnf ;; *) return 0 ;; esac
"""

# What an address carries as a login, or as a token in its path, does not leave the machine.
APT_SOURCES = r"""
part config; t apt-config dump; code $?
part unattended; [ -x /usr/bin/unattended-upgrade ]; code $?
part scheduled; if [ -d /run/systemd/system ]; then
  t systemctl is-enabled -q apt-daily.timer && t systemctl is-enabled -q apt-daily-upgrade.timer
else [ -x /etc/cron.daily/apt-compat ] && command -v cron anacron crond >/dev/null 2>&1; fi; code $?
part sources
find -L /etc/apt/sources.list /etc/apt/sources.list.d -maxdepth 1 -type f \( -name '*.list' -o -name '*.sources' \) |
  while IFS= read -r F; do printf '\nF|%s\n' "$F"
    sed -e '/^[ \t]*#/d' -e 's#://[^ \t]*@#://#g' -e 's#\(://[^/ \t]*\)/[^ \t]*#\1/#g' "$F"; done
"""

APT_PENDING = r"""
part releases; for F in /var/lib/apt/lists/*Release; do [ -f "$F" ] || continue
  printf '\nF|%s\n' "${F##*/}"; head -c 4096 "$F" | grep -E '^(Label|Suite|Codename|Date): '; done
part pending; t apt-get -s -o Debug::NoLocking=1 dist-upgrade; code $?
L=$(dpkg-query -W -f '${db:Status-Abbrev}|${binary:Package}\n' | sed -n 's/^.[^nc].*|//p')
part policy; printf '%s\n' "$L" | t xargs apt-cache policy | awk -v asked="$(printf '%s\n' "$L" | grep -c .)" '
    /^[^ ].*:$/ { name = substr($0, 1, length($0) - 1); n++; here = "" }
    / Installed:/ { here = $2 }
    /^( \*\*\*|    ) [^ ]/ { version = $1 == "***" ? $2 : $1 }
    /^ +-?[0-9]+ [^ ]+:/ && ($3 ~ /security/ || $2 ~ /debian-security/) { print name "|" here "|" version }
    END { print "all|" n + 0 "|" asked }'
code $?
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
        script=f"{MANAGER}\nif [ $W = apt ]; then {APT_SOURCES}\nelse {dnf.SOURCES}\nfi\nreturn 0\n",
    ),
    Probe(
        name="pending",
        feeds=(PackageIndex, PendingUpdates),
        read=_pending,
        root=Root.HELPS,
        why_root="dnf, whose cache is root's alone; with apt nothing more is seen",
        seconds=40,
        cap=1_000_000,
        script=f"{MANAGER}\npart now; date +%s\n"
        f"if [ $W = apt ]; then {APT_PENDING}\nelse {dnf.PENDING}\nfi\nreturn 0\n",
    ),
)
