"""What was read, what was proved not to be there, and what could not be read.

A fact is one read: one command, one file, one API call. Every kind is a frozen, keyword-only
dataclass that derives from `Fact`, is named for what was read and lives in `toolkit.facts`.
"""

from dataclasses import dataclass
from typing import ClassVar

from toolkit.core.target import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was seen.

    `target` is the inventory name; `resource` says which thing there, unique for its kind within
    the target (`sshd`, `file:/etc/shadow`, `bucket:exports`, `192.0.2.7:6379/tcp`).
    Derived values only: never passwords, hashes, keys or customers' records.
    """

    family: ClassVar[Family]

    target: str = ""
    resource: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Looked for, and proved not to be there: all of `kind` that `resource` could have, is none.

    `because` is the proof ("no sshd is installed: neither /usr/sbin/sshd nor a listening socket").
    An empty `resource` speaks for the whole target.
    """

    kind: type[Fact]
    target: str = ""
    resource: str = ""
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Could not be read. `kind` `Fact` itself means: nothing at all of this target (or resource).

    `reason` is for people ("needs root", "AccessDenied"), `call` is the read that was refused
    ("GetBucketAcl", "sshd -T"), `fault` marks an error of ours rather than the world's.
    """

    kind: type[Fact]
    target: str = ""
    resource: str = ""
    reason: str
    call: str = ""
    fault: bool = False


Seen = Fact | Absent | Unread
