"""Who has an account, and what it takes to become root."""

from collections import Counter

from checks.servers.escapes import is_root
from toolkit.core import Cite, Severity, Step, Verdict, check, failed, passed
from toolkit.facts.server import (
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

CIS = "CIS Debian 12 v1.1.0"
ROOT = Account(name="root", uid=0, home="/root")
NO_SHELLS = frozenset(
    f"{folder}/{name}"
    for folder in ("/bin", "/sbin", "/usr/bin", "/usr/sbin")
    for name in ("nologin", "false", "sync", "halt", "shutdown")
)
"""By their whole path: a program elsewhere may have any name. No shell at all means /bin/sh."""
ROOT_GROUPS = ("docker", "lxd", "incus-admin", "disk", "shadow")
WEAK_HASHES = (PasswordState.MD5, PasswordState.DES, PasswordState.OTHER)


def _service(shell: str) -> Account:
    return Account(name="www-data", uid=33, shell=shell)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


@check(
    id="account-uid-zero",
    title="An account besides root is root",
    severity=Severity.CRITICAL,
    opens=Step.ESCALATE,
    fix="Give the account a uid of its own (`usermod -u`), or remove it; then find out who made it.",
    cites=(Cite(CIS, "5.4.2.1"),),
    playbook="compromised-server",
    good=AccountFile(accounts=(ROOT,)),
    bad=AccountFile(accounts=(ROOT, Account(name="toor", uid=0))),
)
def uid_zero(passwd: AccountFile) -> Verdict:
    """A second name for uid 0 is how intruders keep root when its password is changed."""
    others = [account.name for account in passwd.accounts if account.uid == 0 and account.name != "root"]
    return failed(f"uid 0: {_listed(others)}") if others else passed("root alone has uid 0")


@check(
    id="account-unshadowed",
    title="Password hashes lie in /etc/passwd",
    severity=Severity.HIGH,
    opens=Step.ESCALATE,
    fix="Run `pwconv`, then change the passwords that lay open.",
    cites=(Cite(CIS, "7.2.1"),),
    playbook="credential-stuffing",
    good=AccountFile(accounts=(ROOT,)),
    bad=AccountFile(accounts=(Account(name="old", uid=1000, password=PasswordState.DES),)),
)
def unshadowed(passwd: AccountFile) -> Verdict:
    """Everybody can read /etc/passwd, and guess at a hash in it at leisure; an empty field is no password at all."""
    fine = (PasswordState.SHADOWED, PasswordState.LOCKED)
    open_ones = [f"{one.name} ({one.password})" for one in passwd.accounts if one.password not in fine]
    return failed(_listed(open_ones)) if open_ones else passed()


@check(
    id="account-duplicate-uid",
    title="Two accounts share a uid",
    severity=Severity.MEDIUM,
    fix="Give each account a uid of its own and hand its files over.",
    cites=(Cite(CIS, "7.2.5"),),
    playbook="insider",
    good=AccountFile(accounts=(ROOT, Account(name="ann", uid=1000))),
    bad=AccountFile(accounts=(Account(name="ann", uid=1000), Account(name="bob", uid=1000))),
)
def duplicate_uid(passwd: AccountFile) -> Verdict:
    """Accounts with one uid are one account with two passwords, and no log tells who acted."""
    counted = Counter(account.uid for account in passwd.accounts)
    shared = [f"{account.name}={account.uid}" for account in passwd.accounts if counted[account.uid] > 1]
    return failed(_listed(shared)) if shared else passed()


@check(
    id="account-system-shell",
    title="A service account can log in",
    severity=Severity.MEDIUM,
    opens=Step.LOGIN,
    fix="`usermod -s /usr/sbin/nologin NAME`",
    cites=(Cite(CIS, "5.4.2.7"),),
    playbook="compromised-server",
    good=AccountFile(accounts=(ROOT, _service("/usr/sbin/nologin"))),
    bad=AccountFile(accounts=(ROOT, _service("/bin/bash"))),
)
def system_shell(passwd: AccountFile) -> Verdict:
    """A hole in a service becomes a shell when the service's account has one."""
    able = [
        f"{one.name} ({one.shell or '/bin/sh, because none is named'})"
        for one in passwd.accounts
        if 0 < one.uid < 1000 and one.shell not in NO_SHELLS
    ]
    return failed(_listed(able)) if able else passed()


@check(
    id="account-empty-password",
    title="An account has no password",
    severity=Severity.CRITICAL,
    opens=Step.LOGIN,
    fix="`passwd -l NAME`, or set a password.",
    cites=(Cite(CIS, "7.2.2"),),
    playbook="compromised-server",
    required=True,
    good=ShadowFile(lines=(ShadowLine(name="root", state=PasswordState.LOCKED),)),
    bad=ShadowFile(lines=(ShadowLine(name="guest", state=PasswordState.EMPTY),)),
)
def empty_password(shadow: ShadowFile) -> Verdict:
    """Whoever knows the name is in."""
    empty = [line.name for line in shadow.lines if line.state is PasswordState.EMPTY]
    if "root" in empty:
        return failed(f"root itself, and so the whole machine; in all: {_listed(empty)}")
    return failed(_listed(empty)) if empty else passed()


@check(
    id="account-weak-hash",
    title="Passwords are kept under a hash that is quickly tried",
    severity=Severity.HIGH,
    fix="Set `ENCRYPT_METHOD YESCRYPT` in /etc/login.defs and have the passwords changed.",
    cites=(Cite(CIS, "5.4.1.4"),),
    playbook="credential-stuffing",
    good=ShadowFile(lines=(ShadowLine(name="ann", state=PasswordState.YESCRYPT),)),
    bad=ShadowFile(lines=(ShadowLine(name="ann", state=PasswordState.MD5),)),
)
def weak_hash(shadow: ShadowFile) -> Verdict:
    """A stolen shadow file gives its passwords up in hours under MD5 or DES."""
    weak = [f"{line.name} ({line.state})" for line in shadow.lines if line.state in WEAK_HASHES]
    if weak:
        return failed(_listed(weak))
    older = [f"{line.name} ({line.state})" for line in shadow.lines if line.state is PasswordState.SHA256]
    return failed(_listed(older), Severity.LOW) if older else passed()


@check(
    id="group-root-equivalent",
    title="Membership of a group makes an account root",
    severity=Severity.HIGH,
    opens=Step.ESCALATE,
    fix="Take the accounts out of the group (`gpasswd -d NAME GROUP`) and give them sudo for what they need.",
    cites=(Cite(CIS, "7.2.4"),),
    playbook="insider",
    good=GroupFile(groups=(GroupLine(name="docker", gid=998),)),
    bad=GroupFile(groups=(GroupLine(name="docker", gid=998, members=("ann",)),)),
)
def root_equivalent(groups: GroupFile) -> Verdict:
    """Who may talk to Docker, or read the disk or the shadow file, is root without a password and without a trace."""
    found = [
        f"{member} in {group.name}"
        for group in groups.groups
        if group.name in ROOT_GROUPS
        for member in group.members
        if member != "root"
    ]
    return failed(_listed(found)) if found else passed()


@check(
    id="sudo-without-password",
    title="Sudo makes an account root without a password",
    severity=Severity.HIGH,
    opens=Step.ESCALATE,
    fix="Take NOPASSWD off the rule in /etc/sudoers, or name the commands it is needed for.",
    cites=(Cite(CIS, "5.2.4"),),
    playbook="insider",
    good=SudoRules(rules=(SudoRule(who="%sudo", commands=("ALL",)),)),
    bad=SudoRules(rules=(SudoRule(who="deploy", commands=("/usr/bin/vim",), password=False),)),
)
def sudo_without_password(sudo: SudoRules) -> Verdict:
    """Whoever takes over the account's session is root at once."""
    loose = [
        f"{rule.who}: NOPASSWD {command} ({why})"
        for rule in sudo.rules
        if not rule.password and rule.who not in ("root", "#0") and rule.as_root
        for command in rule.commands
        if (why := is_root(command))
    ]
    return failed(_listed(loose)) if loose else passed()


@check(
    id="sudo-no-authenticate",
    title="Sudo asks some or all for no password",
    severity=Severity.HIGH,
    opens=Step.ESCALATE,
    fix="Remove `!authenticate` and `exempt_group` from the Defaults of /etc/sudoers.",
    cites=(Cite(CIS, "5.2.5"),),
    playbook="insider",
    good=SudoRules(),
    bad=SudoRules(exempt=("everybody",)),
)
def sudo_no_authenticate(sudo: SudoRules) -> Verdict:
    """One line turns every rule into one without a password."""
    return failed(f"Defaults ask no password of: {_listed(list(sudo.exempt))}") if sudo.exempt else passed()
