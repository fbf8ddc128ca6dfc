"""A whole small machine: its own file system, processes, network and, where asked, systemd; reached by a real sshd.

It lives in namespaces that end with their first process, on a root of its own in memory: `pivot_root` leaves nothing
of this machine in sight but /usr, read-only, and it refuses to boot where anything else could be written. Whatever it
does (systemd, once booted, empties /tmp) it does to that memory. Two cables lead out, one to the responder, one to
somebody else, both in network namespaces without an uplink.
"""

import ctypes
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.daemons.sshd import CONFIG, SSHD, keygen

SYSTEMD = "/lib/systemd/systemd"
AT, RESPONDER, AT6, RESPONDER6 = "10.77.1.1", "10.77.1.2", "fd77:1::1", "fd77:1::2"
SEEN_BY_OTHER, OTHER, SEEN_BY_OTHER6, OTHER6 = "10.77.2.1", "10.77.2.2", "fd77:2::1", "fd77:2::2"
PORT = 2222
ETC = (
    "passwd", "group", "shadow", "gshadow", "nsswitch.conf", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "login.defs",
    "default", "skel", "pam.d", "security", "alternatives", "protocols", "services", "sudoers", "sudo.conf",
)  # fmt: skip

SETUP = """\
set -e
mount -t tmpfs none {room}
cd {room}
mkdir -p usr etc/systemd/system etc/ssh dev proc sys tmp run/sshd root home old var/log var/tmp var/lib var/empty ssh
mkdir -p var/spool/cron/crontabs
chmod 1777 tmp var/tmp
for one in bin sbin lib lib64 lib32 libx32; do if [ -L /$one ]; then cp -a /$one .; fi; done
ln -s ../run var/run
mount --bind /usr usr
mount -o remount,bind,ro usr
for one in {etc}; do if [ -e /etc/$one ]; then cp -a /etc/$one etc/; fi; done
sed -i '/^[^:]*:[^:]*:[1-9][0-9][0-9][0-9]:/d' etc/passwd
: >etc/machine-id
printf '127.0.0.1 localhost\\n::1 localhost\\n' >etc/hosts
cp {folder}/host {folder}/sshd_config ssh/
cp {folder}/client.pub ssh/authorized
chmod 0755 . ssh
chmod 0600 ssh/host
chmod 0644 ssh/authorized
mount -t tmpfs none dev
for one in null zero full random urandom tty; do : >dev/$one; mount --bind /dev/$one dev/$one; done
mkdir dev/pts dev/shm
chmod 1777 dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 none dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
mount -t proc none proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs none sys
mount -o remount,bind,ro sys
mount -t cgroup2 none sys/fs/cgroup
mkdir -p usr/local/libexec 2>/dev/null || :
pivot_root . old
cd /
umount -l old
awk '$3 != "tmpfs" && $3 != "proc" && $3 != "cgroup2" && $3 != "devpts" && $4 !~ /^ro(,|$)/ &&
  $2 !~ "^/dev/(null|zero|full|random|urandom|tty)$" {{ print "could be written: " $2; bad = 1 }}
  END {{ exit bad }}' /proc/self/mounts
hostname machine
ip link set lo up
"""
BOOT = """\
printf '[Unit]\\nDefaultDependencies=no\\n' >/etc/systemd/system/bare.target
cat >/etc/systemd/system/ssh.service <<'UNIT'
[Unit]
DefaultDependencies=no
[Service]
ExecStart={sshd} -D -e -f /ssh/sshd_config
RuntimeDirectory=sshd
KillMode=process
UNIT
exec env -i container=other PATH="$PATH" {systemd} --system --unit=bare.target --log-target=null --show-status=no
"""
BARE = "exec {sshd} -D -e -f /ssh/sshd_config\n"

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Machine:
    """One that runs. `first`, `responder`, `other`: a process in it, and in each network beside it."""

    first: int
    responder: int
    other: int
    known: str
    key: Path

    def sh(self, script: str, *, check: bool = True) -> str:
        """Run a script inside, as its root, not over SSH."""
        command = ["nsenter", "-t", str(self.first), "-a", "sh", "-c", script]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if check and ended.returncode:
            raise AssertionError(f"{script}: {ended.returncode}: {ended.stderr}")
        return ended.stdout

    def start(self, script: str) -> None:
        """Start something inside that goes on; it ends with the machine."""
        self.sh(f"setsid sh -c {shlex.quote(script)} </dev/null >/dev/null 2>&1 &")

    @contextmanager
    def beside(self, holder: int | None = None) -> Iterator[None]:
        """This thread's new sockets belong to the responder's network, or to that of `holder`."""
        there = Path(f"/proc/{holder or self.responder}/ns/net")
        with Path("/proc/thread-self/ns/net").open() as home, there.open() as away:
            _enter(away.fileno())
            try:
                yield
            finally:
                _enter(home.fileno())


def _enter(namespace: int) -> None:
    if _libc.setns(namespace, 0x40000000):
        raise OSError(ctypes.get_errno(), "setns")


@contextmanager
def machine(*, systemd: bool = False, setup: str = "", config: str = "") -> Iterator[Machine]:
    """Boot one. `setup`: shell lines inside it before its first service; `config`: more for sshd."""
    folder = Path(tempfile.mkdtemp(prefix="breachready-machine-"))
    folder.chmod(0o755)
    held: list[subprocess.Popen[bytes]] = []
    group = _cgroup(folder.name)
    try:
        host, client = keygen(folder / "host"), keygen(folder / "client")
        room = folder / "room"
        room.mkdir()
        values = {"address": "0.0.0.0", "port": PORT, "key": "/ssh/host", "authorized": "/ssh/authorized"}
        (folder / "sshd_config").write_text(f"{config}{CONFIG.format(**values)}ListenAddress [::]:{PORT}\n")
        text = SETUP.format(room=room, folder=folder, etc=" ".join(ETC)) + setup
        (folder / "boot.sh").write_text(text + (BOOT if systemd else BARE).format(sshd=SSHD, systemd=SYSTEMD))
        log = folder / "log"
        enter = f"echo $$ >{group}/cgroup.procs && exec unshare -mpfCuin --kill-child sh {folder}/boot.sh"
        with log.open("wb") as out:
            held.append(
                subprocess.Popen(
                    ["sh", "-c", enter], stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True
                )
            )
        first = _child_of(held[0], log)
        held += [subprocess.Popen(["unshare", "-n", "sleep", "3600"]) for _ in range(2)]
        responder, other = held[1].pid, held[2].pid
        _cable(first, responder, AT, RESPONDER, AT6, RESPONDER6)
        _cable(first, other, SEEN_BY_OTHER, OTHER, SEEN_BY_OTHER6, OTHER6)
        public = Path(f"{host}.pub").read_text().split()
        names = ",".join(f"[{one}]:{PORT}" for one in (AT, AT6))
        one = Machine(first, responder, other, f"{names} {public[0]} {public[1]}", client)
        _wait(one, log, systemd=systemd)
        yield one
    finally:
        for process in reversed(held):
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        _ended(group)
        shutil.rmtree(folder, ignore_errors=True)


def _cgroup(name: str) -> Path:
    """A control group of its own, so that what it makes there ends with it."""
    found = re.search(r"^\S+ (\S+) cgroup2 ", Path("/proc/self/mounts").read_text(), re.MULTILINE)
    assert found, "no cgroup2 here"
    group = Path(found[1]) / name
    group.mkdir()
    return group


def _ended(group: Path) -> None:
    end = time.monotonic() + 10
    while group.exists() and time.monotonic() < end:
        for one in sorted((path for path in group.rglob("*") if path.is_dir()), reverse=True):
            with suppress(OSError):
                one.rmdir()
        with suppress(OSError):
            group.rmdir()
        time.sleep(0.02)


def _child_of(process: subprocess.Popen[bytes], log: Path) -> int:
    """The machine's first process, once it has left its setup behind."""
    end = time.monotonic() + 20
    while time.monotonic() < end and process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        with suppress(OSError):
            if children and Path(f"/proc/{children[0]}/comm").read_text().strip() in ("sshd", "systemd"):
                return int(children[0])
        time.sleep(0.02)
    raise AssertionError(f"it did not boot: {log.read_text(errors='replace')}")


def _cable(first: int, far: int, here: str, there: str, here6: str, there6: str) -> None:
    """A cable between the machine and another namespace, with an address of both kinds at each end."""
    end = time.monotonic() + 5
    while os.readlink(f"/proc/{far}/ns/net") == os.readlink("/proc/self/ns/net"):
        assert time.monotonic() < end
        time.sleep(0.01)
    name = f"to{far}"
    make = ["ip", "link", "add", name, "type", "veth", "peer", "name", "wire", "netns", str(far)]
    subprocess.run(["nsenter", "-t", str(first), "-n", *make], check=True)
    for holder, link, four, six in ((first, name, here, here6), (far, "wire", there, there6)):
        ip = ["nsenter", "-t", str(holder), "-n", "ip"]
        subprocess.run([*ip, "addr", "add", f"{four}/24", "dev", link], check=True)
        subprocess.run([*ip, "addr", "add", f"{six}/64", "dev", link, "nodad"], check=True)
        subprocess.run([*ip, "link", "set", link, "up"], check=True)
        subprocess.run([*ip, "link", "set", "lo", "up"], check=True)


def _wait(one: Machine, log: Path, *, systemd: bool) -> None:
    end = time.monotonic() + 30
    if systemd:
        while "running" not in one.sh("systemctl is-system-running 2>&1", check=False):
            assert time.monotonic() < end, log.read_text(errors="replace")
            time.sleep(0.1)
        one.sh("systemctl start ssh.service")
    while f":{PORT}" not in one.sh("ss -Hltn", check=False):
        assert time.monotonic() < end, log.read_text(errors="replace")
        time.sleep(0.05)
