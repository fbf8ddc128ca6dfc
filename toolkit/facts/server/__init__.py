"""What can be seen on a server, one dataclass a read. Values are derived: no hash, key or record is ever kept."""

from toolkit.facts.server.accounts import (
    Account,
    AccountFile,
    GroupFile,
    GroupLine,
    PasswordState,
    ShadowFile,
    ShadowLine,
    SudoRule,
    SudoRules,
)
from toolkit.facts.server.files import (
    AuthorizedKeys,
    CronFile,
    FileMode,
    HostKeyFile,
    LoginFile,
    PrivateKey,
    SshdConfigFile,
    SudoersFile,
    WorldReadableSecrets,
)
from toolkit.facts.server.flaws import Flaw, LocalFlaws, NetworkFlaws
from toolkit.facts.server.kernel import FileSystemSettings, KernelSettings, RunningKernel
from toolkit.facts.server.logging import AuditRules, SystemLog, TimeSync
from toolkit.facts.server.network import Addresses, Firewall, ListeningPrograms, ListeningSocket, ListeningSockets
from toolkit.facts.server.packages import InstalledPackage, InstalledPackages, PackageFormat
from toolkit.facts.server.sshd import SshdSettings
from toolkit.facts.server.updates import (
    AutomaticUpdates,
    OperatingSystem,
    PackageIndex,
    PackageSources,
    PendingUpdates,
)

__all__ = [
    "Account",
    "AccountFile",
    "Addresses",
    "AuditRules",
    "AuthorizedKeys",
    "AutomaticUpdates",
    "CronFile",
    "FileMode",
    "FileSystemSettings",
    "Firewall",
    "Flaw",
    "GroupFile",
    "GroupLine",
    "HostKeyFile",
    "InstalledPackage",
    "InstalledPackages",
    "KernelSettings",
    "ListeningPrograms",
    "ListeningSocket",
    "ListeningSockets",
    "LocalFlaws",
    "LoginFile",
    "NetworkFlaws",
    "OperatingSystem",
    "PackageFormat",
    "PackageIndex",
    "PackageSources",
    "PasswordState",
    "PendingUpdates",
    "PrivateKey",
    "RunningKernel",
    "ShadowFile",
    "ShadowLine",
    "SshdConfigFile",
    "SshdSettings",
    "SudoRule",
    "SudoRules",
    "SudoersFile",
    "SystemLog",
    "TimeSync",
    "WorldReadableSecrets",
]
