"""Files that decide who becomes whom. A mode is right when it grants nothing beyond what is allowed."""

from toolkit.core import Cite, Severity, Step, Verdict, check, failed, passed
from toolkit.facts.server import (
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

CIS = "CIS Debian 12 v1.1.0"


def _faults(file: FileMode, allowed: int, owners: tuple[str, ...] = ("root",), groups: tuple[str, ...] = ()) -> str:
    """What is wrong with owner, mode, group (where it is given any rights) and the directories above."""
    faults = []
    if beyond := file.beyond(allowed):
        faults.append(f"{file.words()}: {beyond:04o} too much")
    if file.owner not in owners:
        faults.append(f"{file.words()}: belongs to {file.owner}")
    if groups and file.mode & 0o070 and file.group not in groups:
        faults.append(f"{file.words()}: open to group {file.group}")
    faults += [f"others can replace it: {parent}" for parent in file.loose_parents]
    return "; ".join(faults)


def _verdict(faults: str, file: FileMode) -> Verdict:
    return failed(faults) if faults else passed(file.words())


@check(
    id="login-file-open",
    title="A file of accounts or passwords is open to others",
    severity=Severity.CRITICAL,
    opens=Step.ESCALATE,
    fix="`chown root:root` and 0644 for passwd and group; `chown root:shadow` and 0640 for shadow and gshadow.",
    cites=(Cite(CIS, "7.1.1"), Cite(CIS, "7.1.3"), Cite(CIS, "7.1.5")),
    playbook="compromised-server",
    required=True,
    good=LoginFile(path="/etc/shadow", mode=0o640, group="shadow"),
    bad=LoginFile(path="/etc/shadow", mode=0o644, group="shadow"),
)
def login_file(file: LoginFile) -> Verdict:
    """Who writes to passwd is root; who reads shadow guesses every password at leisure."""
    secret = "shadow" in file.path
    groups = ("root", "shadow") if secret else ("root",)
    return _verdict(_faults(file, 0o640 if secret else 0o644, groups=groups), file)


@check(
    id="ssh-host-key-open",
    title="A host key can be read by others",
    severity=Severity.HIGH,
    fix="`chown root:root` and `chmod 0600`; make a new key when it lay open.",
    cites=(Cite(CIS, "5.1.2"),),
    playbook="compromised-server",
    good=HostKeyFile(path="/etc/ssh/ssh_host_ed25519_key", mode=0o600),
    bad=HostKeyFile(path="/etc/ssh/ssh_host_ed25519_key", mode=0o644),
)
def host_key(file: HostKeyFile) -> Verdict:
    """With the host's key an attacker is the host, and every password typed there is his."""
    allowed = 0o640 if file.group == "ssh_keys" else 0o600
    return _verdict(_faults(file, allowed), file)


@check(
    id="ssh-config-open",
    title="The configuration of sshd is open to others",
    severity=Severity.HIGH,
    opens=Step.ESCALATE,
    fix="`chown root:root` and `chmod 0600` (0755 for the directory).",
    cites=(Cite(CIS, "5.1.1"),),
    playbook="compromised-server",
    good=SshdConfigFile(path="/etc/ssh/sshd_config", mode=0o600),
    bad=SshdConfigFile(path="/etc/ssh/sshd_config", mode=0o666),
)
def sshd_config(file: SshdConfigFile) -> Verdict:
    """Who writes the configuration decides who logs in."""
    if faults := _faults(file, 0o755 if file.path.endswith(".d") else 0o644, groups=("root",)):
        return failed(faults)
    readable = file.beyond(0o600) and not file.path.endswith(".d")
    return failed(f"{file.words()}: readable by others", Severity.LOW) if readable else passed(file.words())


@check(
    id="sudoers-open",
    title="Others can change who may use sudo",
    severity=Severity.HIGH,
    opens=Step.ESCALATE,
    fix="`chown root:root` and `chmod 0440` (0750 for the directory).",
    cites=(Cite("Lynis", "AUTH-9252"),),
    playbook="compromised-server",
    good=SudoersFile(path="/etc/sudoers", mode=0o440),
    bad=SudoersFile(path="/etc/sudoers.d/deploy", mode=0o664),
)
def sudoers(file: SudoersFile) -> Verdict:
    """One line added is root."""
    return _verdict(_faults(file, 0o755 if file.path.endswith(".d") else 0o640), file)


@check(
    id="cron-file-writable",
    title="Others can change what root runs on a schedule",
    severity=Severity.HIGH,
    opens=Step.ESCALATE,
    fix="`chown root:root` and take the write bits of group and others away.",
    cites=(Cite(CIS, "2.4.1.2"),),
    playbook="compromised-server",
    good=CronFile(path="/etc/cron.daily/backup", mode=0o755),
    bad=CronFile(path="/etc/cron.daily/backup", mode=0o777),
)
def cron_file(file: CronFile) -> Verdict:
    """Root runs it tonight, whoever wrote it."""
    return _verdict(_faults(file, 0o755, groups=("root",)), file)


@check(
    id="authorized-keys-writable",
    title="Others can add a key to an account",
    severity=Severity.HIGH,
    opens=Step.LOGIN,
    fix="`chown` it to the account, `chmod 0700 ~/.ssh` and `chmod 0600 ~/.ssh/authorized_keys`.",
    cites=(Cite("osquery", "authorized_keys"),),
    playbook="compromised-server",
    good=AuthorizedKeys(path="/home/ann/.ssh/authorized_keys", account="ann", owner="ann", group="ann", mode=0o600),
    bad=AuthorizedKeys(path="/home/ann/.ssh/authorized_keys", account="ann", owner="ann", group="ann", mode=0o666),
)
def authorized_keys(file: AuthorizedKeys) -> Verdict:
    """Who can write to it logs in as the account from then on."""
    faults = [_faults(file, 0o644, owners=("root", file.account))]
    if file.directory_mode & 0o022:
        faults.append(f"its directory is {file.directory_mode:04o}")
    if file.directory_owner not in ("", "root", file.account):
        faults.append(f"its directory belongs to {file.directory_owner}")
    said = "; ".join(filter(None, faults))
    return _verdict(f"{said} (a login as root itself)" if said and file.account == "root" else said, file)


@check(
    id="authorized-keys-weak",
    title="An account accepts a DSA key",
    severity=Severity.MEDIUM,
    fix="Remove the `ssh-dss` lines; have their owners make an Ed25519 key.",
    cites=(Cite("osquery", "authorized_keys"),),
    playbook="compromised-server",
    good=AuthorizedKeys(path="/home/ann/.ssh/authorized_keys", key_types=("ssh-ed25519",)),
    bad=AuthorizedKeys(path="/home/ann/.ssh/authorized_keys", key_types=("ssh-dss",)),
)
def weak_key(file: AuthorizedKeys) -> Verdict:
    """DSA keys of SSH are 1024 bits long and can be broken."""
    return failed(f"{file.path}: ssh-dss") if "ssh-dss" in file.key_types else passed()


@check(
    id="private-key-unprotected",
    title="A private SSH key lies on the server without a passphrase",
    severity=Severity.HIGH,
    opens=Step.MOVE,
    fix="Set a passphrase (`ssh-keygen -p -f FILE`), or keep the key off the server and forward nothing.",
    cites=(Cite("ComplianceAsCode", "ssh_keys_passphrase_protected"), Cite("osquery", "user_ssh_keys")),
    playbook="compromised-server",
    good=PrivateKey(path="/home/ann/.ssh/id_ed25519", account="ann", owner="ann", mode=0o600, encrypted=True),
    bad=PrivateKey(path="/home/ann/.ssh/id_ed25519", account="ann", owner="ann", mode=0o600),
)
def private_key(key: PrivateKey) -> Verdict:
    """Whoever takes this machine takes every machine that the key opens."""
    if key.beyond(0o600):
        return failed(f"{key.words()}: others can read it")
    return passed(f"{key.path} is encrypted") if key.encrypted else failed(f"{key.path} has no passphrase")


@check(
    id="secret-world-readable",
    title="Every account can read secrets or data that lie in files",
    severity=Severity.HIGH,
    opens=Step.READ,
    fix="`chmod o-r` each file, and change the passwords and keys that lay open.",
    cites=(Cite(CIS, "7.2.10"),),
    playbook="exposed-database",
    good=WorldReadableSecrets(searched=("/etc", "/home")),
    bad=WorldReadableSecrets(searched=("/srv",), paths=("/srv/app/.env",)),
)
def world_readable(secrets: WorldReadableSecrets) -> Verdict:
    """The smallest hole in any service is then enough for the database's password, or for the data itself."""
    if not secrets.paths:
        return passed(f"none in {', '.join(secrets.searched)}")
    more = f" and {len(secrets.paths) - 20} more" if len(secrets.paths) > 20 else ""
    return failed(", ".join(secrets.paths[:20]) + more)
