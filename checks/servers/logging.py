"""Will there be evidence, and can its times be believed?"""

from toolkit.core import Cite, Severity, Verdict, check, failed, passed
from toolkit.facts.server import AuditRules, SystemLog, TimeSync

CIS = "CIS Debian 12 v1.1.0"


@check(
    id="log-not-kept",
    title="The system's log does not outlive a reboot",
    severity=Severity.MEDIUM,
    fix="Set `Storage=persistent` in journald.conf and restart systemd-journald, or run rsyslog.",
    cites=(Cite(CIS, "6.1.2.4"), Cite(CIS, "6.1.3.2")),
    playbook="compromised-server",
    good=SystemLog(journal_running=True, journal_persistent=True),
    bad=SystemLog(journal_running=True),
)
def log_kept(log: SystemLog) -> Verdict:
    """What the intruder did is gone when the machine restarts, and the clock of the notice runs all the same."""
    if log.daemons:
        return passed(", ".join(log.daemons))
    if log.journal_running and log.journal_persistent:
        return passed("the journal is persistent")
    return failed("the journal is kept in memory only" if log.journal_running else "nothing keeps a log")


@check(
    id="log-not-forwarded",
    title="The log stays on the machine that it is about",
    severity=Severity.MEDIUM,
    fix="Send the log to another machine (systemd-journal-upload, rsyslog with TLS, or an agent).",
    cites=(Cite(CIS, "6.1.2.1"), Cite("Lynis", "LOGG-2154")),
    playbook="compromised-server",
    good=SystemLog(forwarders=("filebeat",)),
    bad=SystemLog(daemons=("rsyslogd",)),
)
def log_forwarded(log: SystemLog) -> Verdict:
    """Who becomes root edits the log; a copy elsewhere is the evidence that is left."""
    return passed(", ".join(log.forwarders)) if log.forwarders else failed("no program is seen to send it elsewhere")


@check(
    id="audit-not-running",
    title="The kernel's audit is not kept",
    severity=Severity.MEDIUM,
    fix="Install auditd, load rules that watch accounts, sudoers and the customers' data, and enable it.",
    cites=(Cite(CIS, "6.2.1.2"), Cite("Lynis", "ACCT-9628")),
    playbook="compromised-server",
    good=AuditRules(running=True, rules=12),
    bad=AuditRules(running=True, rules=0),
)
def audit(rules: AuditRules) -> Verdict:
    """Which files were read is the question that the notice to the people concerned turns on."""
    if not rules.running:
        return failed("auditd does not run")
    if not rules.enabled:
        return failed("the kernel is told to record nothing (enabled 0)")
    return passed(f"{rules.rules} rules") if rules.rules else failed("auditd runs without a rule")


@check(
    id="clock-not-synchronised",
    title="The machine's clock is not kept right",
    severity=Severity.MEDIUM,
    fix="Run systemd-timesyncd or chrony, one of them.",
    cites=(Cite(CIS, "2.3.1.1"), Cite("Lynis", "TIME-3104")),
    playbook="compromised-server",
    good=TimeSync(synchronised=True, daemon="chronyd"),
    bad=TimeSync(),
)
def clock(time: TimeSync) -> Verdict:
    """Logs of several machines can be put in order only when their clocks agree."""
    return (
        passed(time.daemon or "synchronised")
        if time.synchronised
        else failed("the kernel's clock is not synchronised")
    )
