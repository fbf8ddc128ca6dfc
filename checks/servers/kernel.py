"""Settings of the kernel, as they are now and as the next boot will make them."""

from collections.abc import Mapping

from toolkit.core import Check, Cite, ServerPolicy, Severity, Step, Verdict, check, failed, not_applicable, passed
from toolkit.facts.server import FileSystemSettings, KernelSettings, RunningKernel

CIS = "CIS Debian 12 v1.1.0"


def _judged(settings: KernelSettings, keys: tuple[str, ...], good: tuple[str, ...]) -> Verdict:
    """Every key that the kernel has must have a good value now, and no file may set a bad one for the next boot."""
    there = [key for key in keys if key in settings.running]
    if not there and all(key in settings.missing for key in keys):
        return not_applicable(f"this kernel has no {', '.join(keys)}")
    now = [f"{key} = {settings.running[key]}" for key in there if settings.running[key] not in good]
    later = [
        f"{key} = {settings.persisted[key]} after the next boot"
        for key in there
        if key in settings.persisted and settings.persisted[key] not in good
    ]
    return failed("; ".join(now + later)) if now or later else passed(f"{', '.join(there)}: {good[0]}")


def _row(  # noqa: PLR0917 a row of the table
    id: str,
    keys: tuple[str, ...],
    good: tuple[str, ...],
    bad: str,
    severity: Severity,
    clause: str,
    title: str,
    why: str,
    opens: Step | None = None,
) -> Check:
    fs = keys[0].startswith("fs.")
    kind: type[KernelSettings] = FileSystemSettings if fs else KernelSettings

    def judge(settings: KernelSettings) -> Verdict:
        return _judged(settings, keys, good)

    def judge_fs(settings: FileSystemSettings) -> Verdict:
        return _judged(settings, keys, good)

    lines = "`, `".join(f"{key} = {good[0]}" for key in keys)
    return check(
        id=id,
        title=title,
        severity=severity,
        why=why,
        opens=opens,
        playbook="compromised-server",
        cites=(Cite(CIS, clause),) if clause else (Cite("Lynis", "KRNL-6000"),),
        fix=f"Put `{lines}` into /etc/sysctl.d/90-hardening.conf and run `sysctl --system`.",
        good=kind(running=dict.fromkeys(keys, good[0])),
        bad=kind(running=dict.fromkeys(keys, bad)),
    )(judge_fs if fs else judge)


SETTINGS = (
    _row(
        "kernel-aslr",
        ("kernel.randomize_va_space",),
        ("2",),
        "0",
        Severity.MEDIUM,
        "1.5.1",
        "Addresses in memory can be foreseen",
        "A hole in a program is far easier to use when addresses are the same each time.",
        Step.ESCALATE,
    ),
    _row(
        "kernel-pointers",
        ("kernel.kptr_restrict",),
        ("1", "2"),
        "0",
        Severity.LOW,
        "",
        "The kernel shows its addresses",
        "An attack on the kernel begins with knowing where it lies.",
    ),
    _row(
        "kernel-log",
        ("kernel.dmesg_restrict",),
        ("1",),
        "0",
        Severity.LOW,
        "",
        "Every account can read the kernel's log",
        "It gives away addresses and hardware that attacks on the kernel need.",
    ),
    _row(
        "kernel-ptrace",
        ("kernel.yama.ptrace_scope",),
        ("1", "2", "3"),
        "0",
        Severity.LOW,
        "1.5.2",
        "A process can read the memory of its neighbours",
        "One taken program then reads the keys and passwords of the others.",
    ),
    _row(
        "kernel-bpf",
        ("kernel.unprivileged_bpf_disabled",),
        ("1", "2"),
        "0",
        Severity.LOW,
        "",
        "Every account can load programs into the kernel",
        "Holes in the verifier of these programs have made accounts root again and again.",
        Step.ESCALATE,
    ),
    _row(
        "kernel-source-route",
        ("net.ipv4.conf.all.accept_source_route",),
        ("0",),
        "1",
        Severity.LOW,
        "3.3.8",
        "The sender chooses the way of packets",
        "Source routing leads packets round the firewall.",
    ),
    _row(
        "kernel-syncookies",
        ("net.ipv4.tcp_syncookies",),
        ("1", "2"),
        "0",
        Severity.LOW,
        "3.3.10",
        "A flood of half-open connections stops the machine",
        "SYN cookies cost nothing until they are needed.",
    ),
    _row(
        "kernel-core-dumps",
        ("fs.suid_dumpable",),
        ("0", "2"),
        "1",
        Severity.MEDIUM,
        "1.5.3",
        "Programs with root's rights leave their memory in files",
        "A crash that anybody can cause writes secrets to disk.",
    ),
    _row(
        "kernel-links",
        ("fs.protected_hardlinks", "fs.protected_symlinks"),
        ("1",),
        "0",
        Severity.MEDIUM,
        "",
        "Links in shared directories are followed for others",
        "A link in /tmp makes a privileged program write where the attacker wants.",
        Step.ESCALATE,
    ),
)


def _accepting(running: Mapping[str, str]) -> list[str]:
    """Interfaces that follow redirects, `default` standing for those to come.

    The kernel joins `all` and the interface's own: over IPv4 both must allow it where the interface forwards, one is
    enough where it does not; over IPv6 the interface's own alone decides (Linux, ip-sysctl).
    """
    found = []
    for key, value in sorted(running.items()):
        version, _, rest = key.removeprefix("net.").partition(".conf.")
        interface, _, name = rest.rpartition(".")
        if name != "accept_redirects" or interface in ("all", "lo"):
            continue
        own, every = value != "0", running.get(f"net.{version}.conf.all.accept_redirects", "1") != "0"
        forwards = running.get(f"net.ipv4.conf.{interface}.forwarding", "0") != "0"
        if version == "ipv4":
            own = own and every if forwards else own or every
        if own:
            found.append(f"{interface} over {'IPv4' if version == 'ipv4' else 'IPv6'}")
    return found


REDIRECTS = {
    **dict.fromkeys((f"net.ipv{v}.conf.{name}.accept_redirects" for v in (4, 6) for name in ("all", "eth0")), "0"),
    "net.ipv4.conf.eth0.forwarding": "0",
}


@check(
    id="kernel-redirects",
    title="A neighbour can redirect the machine's traffic",
    severity=Severity.LOW,
    fix="Put `net.ipv4.conf.all.accept_redirects = 0`, the same for `default`, and for ipv6, into "
    "/etc/sysctl.d/90-hardening.conf, run `sysctl --system`, and set it to 0 for each interface that is up.",
    cites=(Cite(CIS, "3.3.5"),),
    playbook="compromised-server",
    good=KernelSettings(running=REDIRECTS),
    bad=KernelSettings(running=REDIRECTS | {"net.ipv4.conf.eth0.accept_redirects": "1"}),
)
def redirects(settings: KernelSettings) -> Verdict:
    """It then reads or changes what passes through it."""
    now = _accepting(settings.running)
    later = [
        f"{key} = {value} after the next boot"
        for key, value in sorted(settings.persisted.items())
        if key.endswith(".accept_redirects") and value != "0"
    ]
    return failed("; ".join([f"accepted by {', '.join(now)}"] * bool(now) + later)) if now or later else passed()


@check(
    id="kernel-forwarding",
    title="The machine forwards packets between networks",
    severity=Severity.MEDIUM,
    opens=Step.MOVE,
    fix="Set `net.ipv4.ip_forward = 0` in /etc/sysctl.d, or declare `router = true` for the server in the inventory.",
    cites=(Cite(CIS, "3.3.1"),),
    playbook="compromised-server",
    good=KernelSettings(running={"net.ipv4.ip_forward": "0"}, missing=("net.ipv6.conf.all.forwarding",)),
    bad=KernelSettings(running={"net.ipv4.ip_forward": "1"}),
)
def forwarding(settings: KernelSettings, policy: ServerPolicy) -> Verdict:
    """A server that forwards is a bridge round the firewall between its networks."""
    if policy.router:
        return not_applicable("the inventory declares it a router")
    return _judged(settings, ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"), ("0",))


@check(
    id="kernel-reboot-pending",
    title="The running kernel is not the newest installed",
    severity=Severity.HIGH,
    opens=Step.ESCALATE,
    fix="Reboot the machine.",
    cites=(Cite("Lynis", "KRNL-5830"),),
    playbook="compromised-server",
    good=RunningKernel(running="6.1.0-40-amd64", newest="6.1.0-40-amd64"),
    bad=RunningKernel(running="6.1.0-38-amd64", newest="6.1.0-40-amd64"),
)
def reboot_pending(kernel: RunningKernel) -> Verdict:
    """A fix that is installed and not running fixes nothing."""
    if kernel.running != kernel.newest:
        return failed(f"{kernel.running} runs, {kernel.newest} is installed")
    if kernel.reboot_required:
        return failed(f"a reboot is asked for by {', '.join(kernel.packages) or 'an update'}")
    return passed(f"{kernel.running} is the newest installed")
