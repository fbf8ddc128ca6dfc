"""The files together, and what they say of the packages of one server."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from toolkit.collect.flaws import use
from toolkit.collect.flaws.osv import Advisory, Where, read
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Absent, Seen, Unread
from toolkit.facts.server import InstalledPackage, InstalledPackages, PackageFormat
from toolkit.facts.server.flaws import Flaw, LocalFlaws, NetworkFlaws, PublishedFlaws
from toolkit.facts.versions import debian_order, rpm_order

ORDER = {PackageFormat.DPKG: debian_order, PackageFormat.RPM: rpm_order}
KINDS: tuple[type[PublishedFlaws], ...] = (NetworkFlaws, LocalFlaws)
LISTED = 500
"""Flaws of one server and reach that are kept, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlawFiles:
    """Paths of the files, and after how many days advisories are too old to prove anything absent."""

    advisories: tuple[Path, ...] = ()
    known_exploited: Path | None = None
    epss: Path | None = None
    max_age_days: int = 14


@dataclass(frozen=True, slots=True)
class Feeds:
    """All advisories by where they apply, and what is known of use; or why they could not be read."""

    files: FlawFiles
    advisories: Mapping[Where, Sequence[Advisory]] = field(default_factory=dict)
    changed: Mapping[str, datetime] = field(default_factory=dict)
    """By ecosystem, when the newest of its advisories was changed."""
    kev: use.KnownExploited | None = None
    epss: use.Epss | None = None
    trouble: Unreadable | None = None

    @property
    def versions(self) -> Mapping[str, str]:
        """Which state of each feed this is, as a run keeps it."""
        said = {name: f"{moment:%Y-%m-%dT%H:%M:%SZ}" for name, moment in sorted(self.changed.items())}
        said |= {"KEV": self.kev.version} if self.kev else {}
        return said | ({"EPSS": self.epss.day} if self.epss else {})

    def flaws(self, seen: Iterable[Seen], at: datetime) -> Iterator[Seen]:
        """The flaws of one server, from the packages among what was seen there at that moment."""
        for one in seen:
            match one:
                case InstalledPackages():
                    yield from self._of(one, at)
                case Unread(kind=kind) if kind is InstalledPackages:
                    yield from (replace(one, kind=own) for own in KINDS)
                case Absent(kind=kind) if kind is InstalledPackages:
                    words = f"{one.because}; what is installed otherwise is not looked up"
                    yield from (Unread(kind=own, target=one.target, reason=words) for own in KINDS)

    def _of(self, installed: InstalledPackages, at: datetime) -> Iterator[Seen]:
        try:
            ecosystem = self._ecosystem(installed, at)
        except Unreadable as error:
            for kind in KINDS:
                yield Unread(
                    kind=kind,
                    target=installed.target,
                    resource=installed.resource,
                    reason=error.reason,
                    call=error.call,
                )
            return
        found: dict[bool, list[Flaw]] = {True: [], False: []}
        for package in _newest(installed):
            for advisory, version in self._about(ecosystem, package, installed.format):
                for flaw in self._flaws(package, version, advisory):
                    found[advisory.vector.remote].append(flaw)
        for kind, remote in zip(KINDS, (True, False), strict=True):
            yield kind(
                target=installed.target,
                resource=installed.resource,
                flaws=tuple(_worst_first(found[remote])[:LISTED]),
                compared=len(installed.packages),
                known_until=self.changed[ecosystem],
            )

    def _ecosystem(self, installed: InstalledPackages, at: datetime) -> str:
        """The name that advisories have for this distribution. Raises `Unreadable` when they prove nothing here."""
        if self.trouble:
            raise self.trouble
        name = ecosystem(installed)
        here = [one for one in (name, f"{name}:LTS") if one in self.changed]
        if installed.format not in ORDER or not name or not here:
            system = " ".join(filter(None, (installed.distribution, installed.release))) or "an unknown distribution"
            raise Unreadable("[flaws] advisories", f"hold nothing to compare packages of {system} with")
        age = at - self.changed[here[0]]
        if age > timedelta(days=self.files.max_age_days):
            words = f"the newest about {here[0]} is {age.days} days old, more than {self.files.max_age_days}"
            raise Unreadable("[flaws] advisories", words)
        return here[0]

    def _about(self, where: str, package: InstalledPackage, form: PackageFormat) -> Iterator[tuple[Advisory, str]]:
        """Advisories that hold for the installed version, each once, with the version that mends it."""
        version = package.source_version if form is PackageFormat.DPKG else package.version
        names = {package.source} if form is PackageFormat.DPKG else {package.source, package.name}
        for name in sorted(names):
            for advisory in self.advisories.get((where, name), ()):
                fixed = affected(advisory, version, form)
                if fixed is not None:
                    yield advisory, fixed

    def _flaws(self, package: InstalledPackage, fixed: str, advisory: Advisory) -> Iterator[Flaw]:
        scores = self.epss.scores if self.epss else {}
        for name in advisory.cves or (advisory.id,):
            yield Flaw(
                id=name,
                package=package.source,
                installed=package.version,
                fixed=fixed,
                cvss=advisory.vector.score,
                complexity=advisory.vector.complexity,
                epss=scores.get(name),
                kev=bool(self.kev and name in self.kev.cves),
                known_since=advisory.published,
            )


def open_feeds(files: FlawFiles) -> Feeds:
    """Read all files. What cannot be read is said of every server, once it is asked about."""
    by_place: dict[Where, list[Advisory]] = defaultdict(list)
    changed: dict[str, datetime] = {}
    try:
        for path in files.advisories:
            for where, advisory, moment in read(path):
                by_place[where].append(advisory)
                if moment and moment > changed.get(where[0], moment - timedelta(1)):
                    changed[where[0]] = moment
        wanted = {name for some in by_place.values() for one in some for name in one.cves}
        kev = use.known_exploited(files.known_exploited) if files.known_exploited else None
        scores = use.epss(files.epss, wanted) if files.epss else None
    except Unreadable as error:
        return Feeds(files, trouble=error)
    return Feeds(files, by_place, changed, kev, scores)


def ecosystem(installed: InstalledPackages) -> str:
    """As OSV calls the distribution; empty where it has no name of one for all of its packages."""
    release, major = installed.release, installed.release.partition(".")[0]
    match installed.distribution if release else "":
        case "debian":
            return f"Debian:{release}"
        case "ubuntu":
            return f"Ubuntu:{release}"
        case "almalinux":
            return f"AlmaLinux:{major}"
        case "rocky":
            return f"Rocky Linux:{major}"
    return ""


def affected(advisory: Advisory, version: str, form: PackageFormat) -> str | None:
    """The version that mends it ("": none yet) where this version has the flaw; None where it has not."""
    if version in advisory.versions:
        return ""
    order = ORDER[form]
    here = order(version)
    for span in advisory.intervals:
        if span.introduced != "0" and here < order(span.introduced):
            continue
        if (span.fixed and here >= order(span.fixed)) or (span.last and here > order(span.last)):
            continue
        return span.fixed
    return None


def _newest(installed: InstalledPackages) -> Iterator[InstalledPackage]:
    """One package of each source and name: of several kernels the newest, which is the one that a restart takes."""
    order = ORDER[installed.format]
    newest: dict[str, InstalledPackage] = {}
    for package in installed.packages:
        name = package.source if installed.format is PackageFormat.DPKG else package.name
        other = newest.get(name)
        if other is None or order(package.version) > order(other.version):
            newest[name] = package
    yield from (newest[name] for name in sorted(newest))


def _worst_first(flaws: Iterable[Flaw]) -> list[Flaw]:
    """Each flaw of a package once: in use first, then by EPSS, then by CVSS; what is not known counts as most."""
    once = {(flaw.id, flaw.package): flaw for flaw in flaws}
    return sorted(
        once.values(),
        key=lambda one: (
            not one.kev,
            -(1.0 if one.epss is None else one.epss),
            -(10.0 if one.cvss is None else one.cvss),
            one.id,
            one.package,
        ),
    )
