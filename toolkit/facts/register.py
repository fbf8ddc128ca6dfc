"""What the organisation's own lists say: people in groups, vendors, bodies of data.

Groups only: no fact names a person. `PeopleGroup` and `VendorAccess` say what leads where and are read by the
score's graph; the others are one answer each, judged by checks.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family


class Privilege(StrEnum):
    """What a grant allows."""

    USER = "user"
    """An ordinary account of a server; reading a store; using an account without changing it."""
    ADMIN = "admin"
    """Root of a server; everything in an account; reading, changing and deleting a store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Access that was given. `to` is `server:NAME`, `account:NAME` or `store:NAME` of the inventory."""

    to: str
    privilege: Privilege = Privilege.USER


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFact(Fact):
    """Read from a register; `target` is the register, `resource` is `group:`, `vendor:` or `dataset:` and a name."""

    family: ClassVar[Family] = Family.REGISTER


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleGroup(RegisterFact):
    """A group of people and what its members may use."""

    name: str = ""
    people: int = 0
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorAccess(RegisterFact):
    """Somebody outside: what they may use, and which datasets they keep a copy of themselves."""

    name: str = ""
    grants: tuple[Grant, ...] = ()
    holds: tuple[str, ...] = ()
    """Names of datasets."""
