"""A probe: one read on a server, declared as data.

The script, the sudoers file and the list of what a run could not see all come from these declarations.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from toolkit.collect.server.frames import Frame
from toolkit.core.fact import Fact, Seen


class Root(StrEnum):
    """What a probe needs root for."""

    NEVER = "never"
    HELPS = "helps"
    """Readable without, better with: as root when root can be had."""
    NEEDS = "needs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One read. `script` is POSIX sh, run with LC_ALL=C, no standard input and `$B` set to its seconds.

    In it `t CMD` runs CMD for at most `$B` seconds, `part LABEL` begins a part of the output and `code N` ends
    it with an exit status. `cap` is the most bytes it may print; None where the read is small by nature.
    """

    name: str
    feeds: tuple[type[Fact], ...]
    script: str
    read: Callable[[Frame], Iterable[Seen]]
    root: Root = Root.NEVER
    why_root: str = ""
    seconds: int = 10
    cap: int | None = None
    last: bool = False
    """A walk over file systems: after everything else, so that running out of time costs nothing else."""
