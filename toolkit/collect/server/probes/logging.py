"""What keeps evidence: system log, audit, clock."""

import re
from collections.abc import Iterator

from toolkit.collect.server.frames import Frame
from toolkit.collect.server.parse import audit, kernel
from toolkit.collect.server.probe import Probe, Root
from toolkit.collect.server.probes.kernel import CONTAINER
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Absent, Seen
from toolkit.facts.server import AuditRules, SystemLog, TimeSync

SYSLOGS = ("rsyslogd", "syslog-ng", "syslogd", "metalog")
FORWARDERS = (
    "systemd-journal-",
    "filebeat",
    "fluent-bit",
    "fluentd",
    "vector",
    "promtail",
    "wazuh-agentd",
    "splunkd",
    "alloy",
)
CLOCKS = ("chronyd", "ntpd", "systemd-timesyn", "openntpd", "ntpsec")
PROCESSES = """
part first; cat /proc/1/comm; code $?
part processes; cat /proc/[0-9]*/comm 2>/dev/null | sort -u
"""


def _processes(frame: Frame) -> set[str]:
    if frame.part("first").status != 0:
        raise Unreadable("/proc", "needs root: processes of others are hidden (hidepid)")
    return set(frame.part("processes").text.splitlines())


def _system_log(frame: Frame) -> Iterator[Seen]:
    running = _processes(frame)
    kept = frame.part("directory").status == 0
    said = kernel.journal_storage(frame.part("journal").text)
    yield SystemLog(
        target=frame.target,
        daemons=tuple(sorted(running.intersection(SYSLOGS))),
        journal_running="systemd-journal" in running,
        journal_persistent=said == "persistent" or (said == "auto" and kept),
        forwarders=tuple(sorted(name for name in running if name in FORWARDERS)),
    )


def _audit(frame: Frame) -> Iterator[Seen]:
    if container := frame.part("container").text.strip():
        because = f"this is a container ({container.split()[0]}): the kernel's audit belongs to its host"
        yield Absent(kind=AuditRules, target=frame.target, because=because)
        return
    running = "auditd" in _processes(frame)
    rules = next((part for _, part in frame.labelled("rules")), None)
    if rules is None:
        yield AuditRules(target=frame.target, running=running)
        return
    if rules.status != 0:
        raise Unreadable("auditctl -l", frame.stderr.strip()[:200] or f"ended with {rules.status}")
    switch = frame.part("status")
    if switch.status != 0:
        raise Unreadable("auditctl -s", frame.stderr.strip()[:200] or f"ended with {switch.status}")
    yield AuditRules(
        target=frame.target,
        running=running,
        rules=audit.watching(rules.text),
        enabled=not re.search(r"^enabled 0$", switch.text, re.MULTILINE),
    )


def _clock(frame: Frame) -> Iterator[Seen]:
    if container := frame.part("container").text.strip():
        because = f"this is a container ({container.split()[0]}): its clock is the host's"
        yield Absent(kind=TimeSync, target=frame.target, because=because)
        return
    daemon = next((name for name in CLOCKS if name in _processes(frame)), "")
    said = frame.part("kernel")
    if said.status != 0 or said.text.strip() not in ("yes", "no"):
        raise Unreadable("timedatectl", "the kernel's clock state cannot be read without systemd's timedatectl")
    yield TimeSync(target=frame.target, synchronised=said.text.strip() == "yes", daemon=daemon)


PROBES = (
    Probe(
        name="log",
        feeds=(SystemLog,),
        read=_system_log,
        root=Root.HELPS,
        why_root="processes, where /proc hides those of others",
        cap=200_000,
        script=f"""{PROCESSES}
part journal; for D in /usr/lib /usr/local/lib /run /etc; do
for F in $D/systemd/journald.conf $D/systemd/journald.conf.d/*.conf; do
[ -e "$F" ] && {{ printf '%s:\n' "$F"; grep -H '^ *Storage *=' "$F"; }}; done; done
part directory; [ -d /var/log/journal ]; code $?
return 0
""",
    ),
    Probe(
        name="audit",
        feeds=(AuditRules,),
        read=_audit,
        root=Root.NEEDS,
        why_root="rules of the kernel's audit",
        cap=500_000,
        script=f"""
part container; {CONTAINER}
{PROCESSES}
command -v auditctl >/dev/null 2>&1 && {{ part rules; t auditctl -l; code $?; part status; t auditctl -s; code $?; }}
return 0
""",
    ),
    Probe(
        name="clock",
        feeds=(TimeSync,),
        read=_clock,
        seconds=5,
        cap=200_000,
        script=f"""
part container; {CONTAINER}
{PROCESSES}
part kernel; t timedatectl show -p NTPSynchronized --value; code $?
return 0
""",
    ),
)
