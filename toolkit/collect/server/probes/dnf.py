"""Updates and repositories where dnf 4 is: from its cache alone. Exclusions and locks are set aside."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from toolkit.collect.server.frames import Frame, Part
from toolkit.collect.server.parse import dnf, packages
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Seen
from toolkit.facts.server import PackageSources, PendingUpdates

PENDING = """
if [ "$U" != 0 ]; then echo 'needs root: dnf shares its cache with nobody else' >&2; part repos; code 1; return 0; fi
T=$(mktemp -d) || return 1  # for what dnf would write to its log
D="dnf -q -C --disableexcludes=all --disableplugin=versionlock --setopt=logdir=$T"
export TZ=UTC
R=$(t $D repoinfo --enabled); E=$?
part repos; printf '%s\\n' "$R" | grep -E '^Repo-(id|updated|expire) '; code $E
part enabled; t $D repolist --enabled; code $?
part advised; for F in /var/cache/dnf/*/repodata/repomd.xml; do
  grep -qs 'type="updateinfo"' "$F" && { F=${F%/repodata/*}; printf '%s\\n' "${F##*/}"; }; done
part security; t $D updateinfo list --updates --security; code $?
part upgrades; t $D repoquery --upgrades --qf '%{name}|%{evr}|%{arch}|%{repoid}'; code $?
rm -rf "$T"
"""

SOURCES = """
part sources
for F in /etc/dnf/dnf.conf /etc/yum.repos.d/*.repo /etc/yum/repos.d/*.repo /etc/distro.repos.d/*.repo; do
  [ -e "$F" ] || continue
  printf '\\nF|%s\\n' "$F"
  grep -iE '^(\\[|(enabled|gpgcheck)[ \\t]*[=:])' "$F" || [ $? = 1 ] || echo "cannot read: $F" >&2
done
"""


def age_days(frame: Frame) -> float:
    """How many days ago the machine last knew what there is."""
    repos = dnf.repositories(_said(frame, "repos").text, _said(frame, "enabled").text)
    known = dnf.known_at(repos, dnf.advised(frame.part("advised").text))
    now = datetime.fromtimestamp(packages.number(frame.part("now").text), UTC)
    return (now - known).total_seconds() / 86400


def pending(frame: Frame) -> PendingUpdates:
    """What an upgrade would install. Raises `Unreadable` where that cannot be told.

    A repository without advisories answers "none" when asked for security updates, whatever is pending.
    """
    security = dnf.security(_said(frame, "security").text)
    upgrades = dnf.upgrades(_said(frame, "upgrades").text)
    silent = _unclassed(upgrades, dnf.advised(frame.part("advised").text))
    if silent and not security:
        first = ", ".join(sorted(silent)[:5])
        reason = (
            f"{len(silent)} updates are pending, and their repository does not say which are for security: {first}"
        )
        raise Unreadable("dnf -C updateinfo list", reason)
    return PendingUpdates(target=frame.target, security=security, other=max(0, len(upgrades) - len(security)))


def _unclassed(upgrades: Mapping[str, str], advised: frozenset[str]) -> list[str]:
    return [f"{package} ({repository})" for package, repository in upgrades.items() if repository not in advised]


def sources(frame: Frame) -> Iterator[Seen]:
    """Repositories whose packages are installed without a signature."""
    if frame.stderr.strip():
        raise Unreadable("/etc/yum.repos.d", frame.stderr.strip()[:200])
    yield PackageSources(target=frame.target, unchecked=dnf.unchecked(frame.part("sources").text))


def _said(frame: Frame, label: str) -> Part:
    part = frame.part(label)
    if part.status != 0:
        late = "ran out of its time" if part.status in (124, 137, 143) else frame.stderr.strip()[-200:]
        raise Unreadable(f"dnf -C ({label})", late or f"ended with {part.status}")
    return part
