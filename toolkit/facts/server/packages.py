"""What software is installed: the input for asking which of its holes are known."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family


class PackageFormat(StrEnum):
    """Who wrote the versions, which decides how two of them compare (`toolkit.facts.versions`)."""

    DPKG = "dpkg"
    RPM = "rpm"
    APK = "apk"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledPackage:
    """One package whose files are on the disk.

    Advisories of Debian and Ubuntu speak of the source package. rpm does not keep the epoch of a source, so
    `source_version` has none there.
    """

    name: str
    version: str
    architecture: str = ""
    source: str
    source_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledPackages(Fact):
    """All packages of the system's own package manager, and of which distribution they are.

    What pip, npm, a container or a copied binary brought is not among them.
    """

    family: ClassVar[Family] = Family.SERVER

    resource: str = "installed packages"
    format: PackageFormat = PackageFormat.DPKG
    distribution: str = ""
    """ID of os-release: `debian`, `ubuntu`, `rhel`, `alpine`."""
    release: str = ""
    """VERSION_ID of os-release; empty where there is none (testing, rolling)."""
    codename: str = ""
    """VERSION_CODENAME of os-release; empty where there is none."""
    packages: tuple[InstalledPackage, ...] = ()
