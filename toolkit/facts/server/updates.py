"""How current the software is."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingSystem(Fact):
    """The release, the last day of its free security updates, and when it was read."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "operating system"
    id: str = ""
    version: str = ""
    name: str = ""
    read_at: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingUpdates(Fact):
    """What an upgrade would install now, judged by a package index fresh enough to know."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "updates"
    security: tuple[str, ...] = ()
    """Packages with an update from a security suite."""
    other: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageIndex(Fact):
    """How old the machine's knowledge of available packages is."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "package index"
    age_days: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticUpdates(Fact):
    """Whether security updates install themselves."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "automatic updates"
    installed: bool = False
    enabled: bool = False
    refreshes: bool = False
    """Whether the package index is fetched periodically."""
    scheduled: bool = False
    """Whether anything starts it: a timer that is enabled, or cron."""
    covers: bool = False
    """Whether what it may install includes security updates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageSources(Fact):
    """Package sources whose signatures are not checked."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "package sources"
    unchecked: tuple[str, ...] = ()
    """As `FILE: SETTING for HOST`; never with a login, or a path that may hold a token."""
