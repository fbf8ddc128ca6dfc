"""How SSH lets people in. Each check judges the settings at large and those of every Match block."""

from toolkit.core import Check, Cite, Severity, Step, Verdict, check, failed, not_applicable, passed
from toolkit.facts.server import SshdSettings

CIS = "CIS Debian 12 v1.1.0"
RELOAD = "in sshd_config (and in every Match block), then reload sshd."


def _sshd(**values: str) -> SshdSettings:
    return SshdSettings(values=values)


@check(
    id="ssh-root-login",
    title="Root can log in over SSH",
    severity=Severity.HIGH,
    opens=Step.LOGIN,
    fix=f"Set `PermitRootLogin no` {RELOAD}",
    cites=(Cite(CIS, "5.1.20"),),
    playbook="compromised-server",
    required=True,
    good=_sshd(permitrootlogin="no"),
    bad=_sshd(permitrootlogin="yes"),
)
def root_login(sshd: SshdSettings) -> Verdict:
    """A shared root login hides who acted, and one guessed password is the whole machine."""
    value = sshd.values["permitrootlogin"]
    if value == "no":
        return passed("PermitRootLogin no")
    by_key_only = value in ("prohibit-password", "without-password", "forced-commands-only")
    return failed(f"PermitRootLogin {value}", Severity.LOW if by_key_only else None)


@check(
    id="ssh-password-login",
    title="SSH accepts passwords",
    severity=Severity.HIGH,
    opens=Step.CREDENTIAL,
    fix=f"Set `PasswordAuthentication no` and `KbdInteractiveAuthentication no` {RELOAD}",
    cites=(Cite("dev-sec ssh-baseline", "sshd-27"), Cite("dev-sec ssh-baseline", "sshd-29")),
    playbook="credential-stuffing",
    good=_sshd(passwordauthentication="no", kbdinteractiveauthentication="no"),
    bad=_sshd(passwordauthentication="yes", kbdinteractiveauthentication="no"),
)
def password_login(sshd: SshdSettings) -> Verdict:
    """A password can be guessed, reused and phished; a key can be none of these."""
    names = ("passwordauthentication", "kbdinteractiveauthentication", "challengeresponseauthentication")
    methods = sshd.values.get("authenticationmethods", "any")
    if methods != "any" and all("publickey" in way.split(",") for way in methods.split()):
        return passed(f"AuthenticationMethods {methods}: never without a key")
    on = [name for name in names if sshd.values.get(name) == "yes"]
    return failed(", ".join(f"{name} yes" for name in on)) if on else passed("no password is asked for")


@check(
    id="ssh-login-grace",
    title="SSH keeps connections open that never log in",
    severity=Severity.MEDIUM,
    fix=f"Set `LoginGraceTime 60` {RELOAD}",
    cites=(Cite(CIS, "5.1.13"),),
    playbook="compromised-server",
    good=_sshd(logingracetime="60"),
    bad=_sshd(logingracetime="0"),
)
def login_grace(sshd: SshdSettings) -> Verdict:
    """Connections that wait for ever use up those that are allowed, and give races in sshd time to be won."""
    seconds = int(sshd.values["logingracetime"])
    return passed(f"{seconds} s") if 1 <= seconds <= 60 else failed(f"LoginGraceTime {seconds}")


@check(
    id="ssh-max-auth-tries",
    title="SSH allows many guesses a connection",
    severity=Severity.LOW,
    fix=f"Set `MaxAuthTries 4` {RELOAD}",
    cites=(Cite(CIS, "5.1.16"),),
    playbook="credential-stuffing",
    good=_sshd(maxauthtries="4"),
    bad=_sshd(maxauthtries="6"),
)
def max_auth_tries(sshd: SshdSettings) -> Verdict:
    """Each further try is one more guess before the attacker has to come back and is logged."""
    tries = int(sshd.values["maxauthtries"])
    return passed(f"{tries} tries") if tries <= 4 else failed(f"MaxAuthTries {tries}")


def _switch(  # noqa: PLR0917 a row of the table
    id: str,
    key: str,
    good: tuple[str, ...],
    bad: str,
    severity: Severity,
    clause: str,
    title: str,
    why: str,
    opens: Step | None = None,
) -> Check:
    """A setting that must have one of the values `good`; `bad` is an example of one that it must not have."""

    def judge(sshd: SshdSettings) -> Verdict:
        value = sshd.values.get(key)
        if value is None:
            return not_applicable(f"this sshd has no setting {key}")
        return passed(f"{key} {value}") if value in good else failed(f"{key} {value}")

    return check(
        id=id,
        title=title,
        severity=severity,
        fix=f"Set `{key} {good[0]}` {RELOAD}",
        why=why,
        opens=opens,
        cites=(Cite(CIS, clause),),
        playbook="compromised-server",
        good=SshdSettings(values={key: good[0]}),
        bad=SshdSettings(values={key: bad}),
    )(judge)


SWITCHES = (
    _switch(
        "ssh-empty-passwords",
        "permitemptypasswords",
        ("no",),
        "yes",
        Severity.CRITICAL,
        "5.1.19",
        "Accounts without a password can log in over SSH",
        "Whoever guesses a name is in.",
        Step.LOGIN,
    ),
    _switch(
        "ssh-host-based-login",
        "hostbasedauthentication",
        ("no",),
        "yes",
        Severity.HIGH,
        "5.1.10",
        "SSH trusts other machines to say who is calling",
        "One taken machine then logs in to all that trust it.",
        Step.MOVE,
    ),
    _switch(
        "ssh-ignore-rhosts",
        "ignorerhosts",
        ("yes", "shosts-only"),
        "no",
        Severity.MEDIUM,
        "5.1.11",
        "SSH honours .rhosts files",
        "Any account can then let anybody in by a file in its home.",
    ),
    _switch(
        "ssh-user-environment",
        "permituserenvironment",
        ("no",),
        "yes",
        Severity.MEDIUM,
        "5.1.21",
        "SSH lets users set the environment of their session",
        "A loader variable set at log-in gets round the limits put on a restricted account.",
    ),
    _switch(
        "ssh-log-level",
        "loglevel",
        ("VERBOSE", "INFO"),
        "QUIET",
        Severity.MEDIUM,
        "5.1.14",
        "SSH does not log who logged in",
        "After a breach the log-ins are the first thing asked for.",
    ),
    _switch(
        "ssh-pam",
        "usepam",
        ("yes",),
        "no",
        Severity.MEDIUM,
        "5.1.22",
        "SSH goes round PAM",
        "Lock-outs, expiry and session limits are PAM's; without it they do not hold.",
    ),
    _switch(
        "ssh-x11-forwarding",
        "x11forwarding",
        ("no",),
        "yes",
        Severity.LOW,
        "5.1.8",
        "SSH forwards X11",
        "A taken server can read the keyboard of whoever is logged in with a display.",
    ),
)

WEAK_CIPHERS = ("3des", "-cbc", "rijndael", "arcfour", "blowfish", "cast128", "none")
WEAK_KEX = ("diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1")
WEAK_MACS = ("md5", "-96", "ripemd160", "umac-64", "hmac-sha1")


def _algorithms(  # noqa: PLR0917 a row of the table
    id: str, key: str, weak: tuple[str, ...], good: str, bad: str, severity: Severity, clause: str, what: str
) -> Check:
    """A list of algorithms that must hold none of which `weak` is a part."""

    def judge(sshd: SshdSettings) -> Verdict:
        found = [name for name in sshd.values[key].split(",") if any(part in name for part in weak)]
        return failed(f"{key}: {', '.join(found)}") if found else passed()

    return check(
        id=id,
        title=f"SSH offers weak {what}",
        severity=severity,
        fix=f"Leave the weak ones out of `{key}` {RELOAD}",
        why=f"Whoever sits on the line chooses the weakest {what} that both sides offer.",
        cites=(Cite(CIS, clause),),
        playbook="compromised-server",
        good=SshdSettings(values={key: good}),
        bad=SshdSettings(values={key: f"{good},{bad}"}),
    )(judge)


ALGORITHMS = (
    _algorithms(
        "ssh-weak-ciphers",
        "ciphers",
        WEAK_CIPHERS,
        "aes256-gcm@openssh.com",
        "aes128-cbc",
        Severity.HIGH,
        "5.1.6",
        "ciphers",
    ),
    _algorithms(
        "ssh-weak-key-exchange",
        "kexalgorithms",
        WEAK_KEX,
        "curve25519-sha256",
        "diffie-hellman-group14-sha1",
        Severity.MEDIUM,
        "5.1.12",
        "key exchanges",
    ),
    _algorithms(
        "ssh-weak-macs",
        "macs",
        WEAK_MACS,
        "hmac-sha2-256-etm@openssh.com",
        "hmac-sha1",
        Severity.MEDIUM,
        "5.1.15",
        "message authentication codes",
    ),
)
