"""Who has an account, and what the account can become."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family


class PasswordState(StrEnum):
    """What a password field holds, as a class; the hash itself never leaves the machine."""

    EMPTY = "empty"
    LOCKED = "locked"
    SHADOWED = "shadowed"
    YESCRYPT = "yescrypt"
    SHA512 = "sha512"
    SHA256 = "sha256"
    BCRYPT = "bcrypt"
    SCRYPT = "scrypt"
    MD5 = "md5"
    DES = "des"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One line of /etc/passwd."""

    name: str
    uid: int
    gid: int = 0
    home: str = ""
    shell: str = ""
    password: PasswordState = PasswordState.SHADOWED


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFile(Fact):
    """/etc/passwd."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "file:/etc/passwd"
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowLine:
    """What /etc/shadow says of one account. `max_days` None: the password never ages."""

    name: str
    state: PasswordState
    max_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowFile(Fact):
    """/etc/shadow, classes of hash only."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "file:/etc/shadow"
    lines: tuple[ShadowLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """One group and the accounts listed in it."""

    name: str
    gid: int
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFile(Fact):
    """/etc/group, with the accounts whose primary group it is counted as members."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "file:/etc/group"
    groups: tuple[GroupLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SudoRule:
    """Who may run what. `%name` is a group; `password` False means NOPASSWD."""

    who: str
    commands: tuple[str, ...]
    run_as: tuple[str, ...] = ("root",)
    password: bool = True

    @property
    def as_root(self) -> bool:
        """Whether root is among those it runs as; only plain names of others rule that out."""
        return any(name in ("root", "ALL") or name[:1] in "#%+!" for name in self.run_as)


@dataclass(frozen=True, slots=True, kw_only=True)
class SudoRules(Fact):
    """All of sudoers with its includes and aliases, as sudo's own parser reads it."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "sudoers"
    rules: tuple[SudoRule, ...] = ()
    exempt: tuple[str, ...] = ()
    """Of whom a Defaults line asks no password: `everybody`, an account, `%group`, a host, a command."""
