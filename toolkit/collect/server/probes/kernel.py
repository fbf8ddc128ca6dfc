"""Kernel settings, now and after the next boot; which kernel runs."""

from collections.abc import Iterator

from toolkit.collect.server.frames import Frame
from toolkit.collect.server.parse import kernel
from toolkit.collect.server.probe import Probe, Root
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Absent, Seen, Unread
from toolkit.facts.server import FileSystemSettings, KernelSettings, RunningKernel

KEYS = (
    "kernel.randomize_va_space",
    "kernel.kptr_restrict",
    "kernel.dmesg_restrict",
    "kernel.yama.ptrace_scope",
    "kernel.unprivileged_bpf_disabled",
    "net.ipv4.ip_forward",
    "net.ipv6.conf.all.forwarding",
    "net.ipv4.conf.all.accept_redirects",
    "net.ipv4.conf.all.accept_source_route",
    "net.ipv4.conf.all.send_redirects",
    "net.ipv4.tcp_syncookies",
    "net.ipv6.conf.all.accept_redirects",
    "fs.protected_hardlinks",
    "fs.protected_symlinks",
    "fs.suid_dumpable",
)


def _settings(frame: Frame) -> Iterator[Seen]:
    running = kernel.running(frame.part("running").text)
    persisted = kernel.persisted(frame.part("files").text)
    missing = {kernel.dotted(path) for path in kernel.not_there(frame.stderr)}
    for kind, own in (
        (KernelSettings, lambda key: not key.startswith("fs.")),
        (FileSystemSettings, lambda key: key[:3] == "fs."),
    ):
        keys = [key for key in KEYS if own(key)]
        unseen = [key for key in keys if key not in running and key not in missing]
        if unseen:
            resource = kind().resource
            reason = f"needs root: {', '.join(unseen)} cannot be read"
            yield Unread(kind=kind, target=frame.target, resource=resource, reason=reason, call="read /proc/sys")
            continue
        yield kind(
            target=frame.target,
            running={key: value for key, value in running.items() if own(key)},
            persisted={key: value for key, value in persisted.items() if own(key) and key in running},
            missing=tuple(key for key in keys if key in missing),
        )


def _running_kernel(frame: Frame) -> Iterator[Seen]:
    if container := frame.part("container").text.strip():
        because = f"this is a container ({container.split()[0]}): its kernel is the host's"
        yield Absent(kind=RunningKernel, target=frame.target, because=because)
        return
    running = frame.part("running").text.strip()
    installed = frame.part("installed").text.split()
    newest = kernel.newest(running, installed)
    if not running or not newest:
        raise Unreadable(
            "ls /boot", f"no installed kernel of the flavour of {running or 'the running one'} was found"
        )
    asked = frame.part("reboot")
    yield RunningKernel(
        target=frame.target,
        running=running,
        newest=newest,
        reboot_required=asked.status == 0,
        packages=tuple(sorted(set(asked.text.split())))[:50],
    )


CONTAINER = """
if [ -e /.dockerenv ]; then echo docker; elif [ -e /run/.containerenv ]; then echo podman
elif [ -e /run/systemd/container ]; then cat /run/systemd/container
else systemd-detect-virt -c 2>/dev/null | grep -v '^none$'; fi
"""

PROBES = (
    Probe(
        name="sysctl",
        feeds=(KernelSettings, FileSystemSettings),
        read=_settings,
        root=Root.HELPS,
        why_root="settings that the kernel shows to root alone (fs.protected_*)",
        cap=500_000,
        script=f"""
part running; cd /proc/sys && grep -H '' {" ".join(key.replace(".", "/") for key in KEYS)} \
  net/ipv[46]/conf/*/accept_redirects net/ipv4/conf/*/forwarding; code $?
part files; for F in /usr/lib/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /run/sysctl.d/*.conf /etc/sysctl.d/*.conf
do [ -e "$F" ] && {{ printf '%s:\n' "$F"; grep -H '' "$F"; }}; done
[ -e /etc/sysctl.d/99-sysctl.conf ] || grep -Hs '' /etc/sysctl.conf | sed 's#^/etc/#/etc/sysctl.d/99-#'
grep -qsx 'ENABLED=yes' /etc/ufw/ufw.conf && grep -Hs '' /etc/ufw/sysctl.conf
return 0
""",
    ),
    Probe(
        name="kernel",
        feeds=(RunningKernel,),
        read=_running_kernel,
        cap=100_000,
        script=f"""
part container; {CONTAINER}
part running; uname -r
part installed; for F in /boot/vmlinuz-* /boot/vmlinux-*; do [ -e "$F" ] && echo "${{F#*-}}"; done
part reboot; if [ -e /run/reboot-required ]; then cat /run/reboot-required.pkgs 2>/dev/null; code 0; else code 1; fi
return 0
""",
    ),
)
