"""Is the software current, and will it stay so?"""

from datetime import UTC, datetime

from toolkit.core import Cite, ServerPolicy, Severity, Step, Verdict, check, failed, passed
from toolkit.facts.server import AutomaticUpdates, OperatingSystem, PackageIndex, PackageSources, PendingUpdates

CIS = "CIS Debian 12 v1.1.0"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@check(
    id="updates-pending",
    title="Security updates are waiting to be installed",
    severity=Severity.HIGH,
    opens=Step.LOGIN,
    fix="`apt-get update && apt-get dist-upgrade` (or `dnf upgrade --security`); release what is on hold or pinned "
    "(`apt-mark showhold`, /etc/apt/preferences.d); then restart what was updated.",
    cites=(Cite(CIS, "1.2.2.1"),),
    playbook="compromised-server",
    required=True,
    good=PendingUpdates(other=3),
    bad=PendingUpdates(security=("openssl 3.0.15-1~deb12u1",)),
)
def pending(updates: PendingUpdates) -> Verdict:
    """A published fix is a published hole for whoever has not installed it."""
    if not updates.security:
        return passed(f"none from a security suite, {updates.other} others")
    return failed(f"{len(updates.security)}: {', '.join(updates.security[:15])}")


@check(
    id="update-index-stale",
    title="The machine does not know which updates there are",
    severity=Severity.MEDIUM,
    fix="`apt-get update` or `dnf makecache`; let APT::Periodic::Update-Package-Lists do it daily.",
    cites=(Cite(CIS, "1.2.2.1"),),
    playbook="compromised-server",
    good=PackageIndex(age_days=0.5),
    bad=PackageIndex(age_days=90.0),
)
def stale_index(index: PackageIndex, policy: ServerPolicy) -> Verdict:
    """With an old index nothing ever seems to be pending."""
    fresh = index.age_days <= policy.update_index_max_days
    return passed(f"{index.age_days:.1f} days old") if fresh else failed(f"{index.age_days:.0f} days old")


@check(
    id="updates-automatic",
    title="Security updates are not installed by themselves",
    severity=Severity.MEDIUM,
    fix='Install unattended-upgrades and set APT::Periodic::Unattended-Upgrade "1" and Update-Package-Lists "1".',
    cites=(Cite("Lynis", "PKGS-7420"),),
    playbook="compromised-server",
    good=AutomaticUpdates(installed=True, enabled=True, refreshes=True, scheduled=True, covers=True),
    bad=AutomaticUpdates(installed=True, enabled=False, refreshes=True, scheduled=True, covers=True),
)
def automatic(updates: AutomaticUpdates) -> Verdict:
    """Attacks begin within days of a fix; people patch within weeks."""
    lacking = [
        words
        for words, there in (
            ("unattended-upgrades is not installed", updates.installed),
            ("APT::Periodic::Unattended-Upgrade is off", updates.enabled),
            ("APT::Periodic::Update-Package-Lists is off", updates.refreshes),
            ("neither the timers apt-daily and apt-daily-upgrade nor cron start it", updates.scheduled),
            ("none of its origins is a security suite", updates.covers),
        )
        if not there
    ]
    return failed("; ".join(lacking)) if lacking else passed()


@check(
    id="release-end-of-life",
    title="The operating system gets no more security updates",
    severity=Severity.HIGH,
    opens=Step.LOGIN,
    fix="Upgrade to a release that is supported, or replace the machine.",
    cites=(Cite("Lynis", "software-eol"),),
    playbook="compromised-server",
    good=OperatingSystem(name="Debian 13", read_at=NOW, ends=datetime(2030, 6, 30, tzinfo=UTC)),
    bad=OperatingSystem(name="Debian 10", read_at=NOW, ends=datetime(2024, 6, 30, tzinfo=UTC)),
)
def end_of_life(system: OperatingSystem) -> Verdict:
    """Holes found from now on stay open."""
    words = f"{system.name}: {system.ends:%Y-%m-%d} is the last day"
    return failed(words) if system.read_at > system.ends else passed(words)


@check(
    id="package-source-unchecked",
    title="Packages are installed without checking who made them",
    severity=Severity.MEDIUM,
    opens=Step.LOGIN,
    fix="Remove `trusted=yes` and `AllowUnauthenticated`, name the key with `Signed-By`; with dnf, set `gpgcheck=1`.",
    cites=(Cite(CIS, "1.2.1"), Cite("ComplianceAsCode", "apt_conf_disallow_unauthenticated")),
    playbook="supply-chain",
    good=PackageSources(),
    bad=PackageSources(unchecked=("/etc/apt/sources.list.d/x.list: trusted=yes for http://mirror.invalid",)),
)
def unchecked_source(sources: PackageSources) -> Verdict:
    """Whoever sits between the machine and its mirror then runs as root."""
    return failed("; ".join(sources.unchecked[:10])) if sources.unchecked else passed()
