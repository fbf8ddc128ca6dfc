"""The lists of what dpkg, rpm and apk have installed: text to values."""

import re
from collections.abc import Callable, Iterator, Mapping

from toolkit.collect.trouble import Unreadable
from toolkit.facts.server import InstalledPackage, PackageFormat

LONGEST = 1000
"""Characters of one line; no real name and version come near."""
_SOURCE_RPM = re.compile(r"(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm")


def installed(kind: PackageFormat, text: str) -> tuple[InstalledPackage, ...]:
    """Each package whose files are on the disk. Raises `Unreadable` for a line that is not one, and for none."""
    found = tuple(_whole(kind, package) for package in _READERS[kind](text))
    if not found:
        raise Unreadable(_CALLS[kind], "names no installed package")
    return found


def _dpkg(text: str) -> Iterator[InstalledPackage]:
    """`status|name|version|source|source version|architecture`; what was removed but for its settings goes."""
    for status, name, version, source, source_version, architecture in _rows(text, 6, PackageFormat.DPKG):
        if status[1:2] not in ("n", "c"):
            yield InstalledPackage(
                name=name,
                version=version,
                architecture=architecture,
                source=source,
                source_version=source_version,
            )


def _rpm(text: str) -> Iterator[InstalledPackage]:
    """`name|epoch:version-release|architecture|source rpm`. Keys that were imported are listed like packages."""
    for name, version, architecture, file in _rows(text, 4, PackageFormat.RPM):
        if name != "gpg-pubkey":
            match = _SOURCE_RPM.fullmatch(file)
            source, source_version = match.groups() if match else (name, version.partition(":")[2] or version)
            yield InstalledPackage(
                name=name,
                version=version.removeprefix("0:"),
                architecture=architecture,
                source=source,
                source_version=source_version,
            )


def _apk(text: str) -> Iterator[InstalledPackage]:
    """Stanzas of `P:` name, `V:` version, `A:` architecture and `o:` origin, which has the same version."""
    for stanza in re.split(r"\n\s*\n", text):
        said = {line[0]: line[2:].strip() for line in stanza.split("\n") if line[1:2] == ":" and len(line) <= LONGEST}
        if said:
            name, version = said.get("P", ""), said.get("V", "")
            yield InstalledPackage(
                name=name,
                version=version,
                architecture=said.get("A", ""),
                source=said.get("o") or name,
                source_version=version,
            )


_READERS: Mapping[PackageFormat, Callable[[str], Iterator[InstalledPackage]]] = {
    PackageFormat.DPKG: _dpkg,
    PackageFormat.RPM: _rpm,
    PackageFormat.APK: _apk,
}
_CALLS = {
    PackageFormat.DPKG: "dpkg-query -W",
    PackageFormat.RPM: "rpm -qa",
    PackageFormat.APK: "/lib/apk/db/installed",
}


def _rows(text: str, count: int, kind: PackageFormat) -> Iterator[list[str]]:
    for line in text.split("\n"):
        if line.strip():
            fields = [field.strip() for field in line.split("|")]
            if len(fields) != count or len(line) > LONGEST:
                raise Unreadable(_CALLS[kind], f"a line is not understood: {line[:120]!r}")
            yield fields


def _whole(kind: PackageFormat, package: InstalledPackage) -> InstalledPackage:
    if not (package.name and package.version and package.source and package.source_version):
        raise Unreadable(_CALLS[kind], f"{package.name[:120] or 'a package'} has no name, version or source")
    return package
