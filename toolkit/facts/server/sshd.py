"""The SSH daemon as it behaves, not as its file reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class SshdSettings(Fact):
    """Effective settings by `sshd -T`, one fact for connections at large and one for each Match block.

    Keys are lower case; a key that is given several times has its values joined with spaces.
    `resource` is `sshd`, or `sshd match CRITERIA`.
    """

    family: ClassVar[Family] = Family.SERVER

    resource: str = "sshd"
    values: Mapping[str, str] = field(default_factory=dict)
    config: str = ""
    """Path of the configuration file that was evaluated."""
