"""Files whose owner and mode decide who can become whom, and secrets lying about."""

from dataclasses import dataclass
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMode(Fact):
    """Owner and mode of one file, with the directories above it that others may write to."""

    family: ClassVar[Family] = Family.SERVER

    path: str = ""
    mode: int = 0
    """Permission bits, 0 to 0o7777."""
    owner: str = "root"
    group: str = "root"
    loose_parents: tuple[str, ...] = ()
    """Directories above it that somebody but root can write to, as `MODE PATH`."""

    def beyond(self, allowed: int) -> int:
        """The permission bits that it has and `allowed` has not."""
        return self.mode & 0o7777 & ~allowed

    def words(self) -> str:
        """For evidence: path, mode, owner and group."""
        return f"{self.path} is {self.mode:04o} {self.owner}:{self.group}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginFile(FileMode):
    """/etc/passwd, group, shadow, gshadow and their backups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SshdConfigFile(FileMode):
    """sshd_config or a file of sshd_config.d."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKeyFile(FileMode):
    """A private host key of sshd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SudoersFile(FileMode):
    """/etc/sudoers or a file of sudoers.d."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CronFile(FileMode):
    """A crontab, a cron directory, or a script in one, all run by root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizedKeys(FileMode):
    """An account's authorized_keys: who may write to it, and which kinds of key it accepts."""

    account: str = ""
    directory_mode: int = 0o700
    directory_owner: str = ""
    """Empty: the account."""
    key_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateKey(FileMode):
    """A private SSH key in somebody's home; only its header was looked at."""

    account: str = ""
    encrypted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldReadableSecrets(Fact):
    """Files that by their name hold secrets or data and that every account of the machine can read."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "world-readable secrets"
    paths: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    """Directories that were walked, without crossing into other file systems."""
