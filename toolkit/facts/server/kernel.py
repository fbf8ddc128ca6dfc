"""Kernel settings and which kernel runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelSettings(Fact):
    """The sysctl values that are in force now, and those that the next boot will set.

    A key that this kernel has not is in `missing`; a key that no file sets is not in `persisted`
    (the next boot then brings the kernel's default).
    """

    family: ClassVar[Family] = Family.SERVER

    resource: str = "sysctl"
    running: Mapping[str, str] = field(default_factory=dict)
    persisted: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSystemSettings(KernelSettings):
    """The `fs.*` values, which some kernels show to root alone: a read of its own, refused on its own."""

    resource: str = "sysctl fs"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningKernel(Fact):
    """The kernel that runs, the newest one of its flavour that is installed, and whether a reboot is asked for."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "kernel"
    running: str = ""
    newest: str = ""
    reboot_required: bool = False
    packages: tuple[str, ...] = ()
    """Packages that asked for the reboot."""
