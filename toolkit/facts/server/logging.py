"""Whether there will be evidence, and whether its times can be believed."""

from dataclasses import dataclass
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemLog(Fact):
    """Who keeps the system's log across a reboot."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "system log"
    daemons: tuple[str, ...] = ()
    """Running syslog daemons, the journal left out."""
    journal_running: bool = False
    journal_persistent: bool = False
    forwarders: tuple[str, ...] = ()
    """Running programs that send the log to another machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRules(Fact):
    """The kernel's audit: whether its daemon runs and how many rules are loaded."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "audit"
    running: bool = False
    rules: int = 0
    """Rules that record something."""
    enabled: bool = True
    """False: the kernel is told to record nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSync(Fact):
    """Whether the clock is kept right by another one."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "clock"
    synchronised: bool = False
    daemon: str = ""
