"""Versions of playbooks that were published, and who vouches for them."""

import re
from dataclasses import dataclass
from datetime import datetime

_NUMBERS = re.compile(r"^(\d+)\.(\d+)\.(\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature over a version, and whether it holds. `trusted`: its key is one that the configuration names."""

    key: str
    """Public half, 64 hexadecimal digits."""
    by: str
    at: datetime
    holds: bool
    trusted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One published version. `at` is None where it came with the product."""

    id: str
    version: str
    digest: str
    by: str
    at: datetime | None
    note: str = ""
    signatures: tuple[Signed, ...] = ()
    withdrawn: str = ""
    """Why it is not to be used any more."""

    @property
    def trusted(self) -> bool:
        """Whether somebody whom the configuration names has signed it."""
        return any(one.holds and one.trusted for one in self.signatures)


def numbers(version: str) -> tuple[int, ...]:
    """A version as numbers to compare."""
    found = _NUMBERS.match(version)
    return tuple(map(int, found.groups())) if found else (0, 0, 0)
