"""A whole small machine: its own file system, processes, network and, where asked, systemd; reached by a real sshd.

It lives in namespaces that end with their first process, on a root of its own in memory: `pivot_root` leaves nothing
of this machine in sight but /usr, under a layer of memory (where there is no overlayfs: read-only), and it refuses to
boot where anything else could be written. Whatever it does (systemd, once booted, empties /tmp) it does to that
memory. Its root may not load modules, set the clock, make device nodes or restart. Two cables lead out, one to the
responder, one to somebody else, both in network namespaces without an uplink. All of it ends with the thread that
booted it, also where that is killed; only an empty control group and a folder under /tmp stay then.
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
from functools import cache
from pathlib import Path

from tests.daemons.sshd import CONFIG, SSHD, keygen

SYSTEMD = "/lib/systemd/systemd"
AT, RESPONDER, AT6, RESPONDER6 = "10.77.1.1", "10.77.1.2", "fd77:1::1", "fd77:1::2"
SEEN_BY_OTHER, OTHER, SEEN_BY_OTHER6, OTHER6 = "10.77.2.1", "10.77.2.2", "fd77:2::1", "fd77:2::2"
PORT = 2222
PATIENCE = 60
"""Seconds to wait for anything that must come; a busy machine is slow."""
TIED = ("setpriv", "--pdeathsig", "KILL", "--")
"""What is started like this ends when we do."""
LEASH = "setpriv --bounding-set=-sys_module,-sys_rawio,-sys_boot,-sys_time,-mknod,-syslog --"
"""Of what a kernel does for all its namespaces, nothing."""
NAMESPACES = ("mnt", "pid", "uts", "ipc", "net", "cgroup")
ELSEWHERE = 199
UNSHARE = "unshare -mpfCuin --propagation private --kill-child"
BROUGHT = ("sshd", "sudo", "nft", "iptables", "ip6tables")
"""Programs that the test command installs."""
PROGRAMS = ("unshare", "nsenter", "setpriv", "ip", "ss", "useradd", "pgrep", "python3", "gzip", "tar", "last")
ETC = (
    "passwd", "group", "shadow", "gshadow", "nsswitch.conf", "ld.so.cache", "ld.so.conf", "ld.so.conf.d",
    "login.defs", "default", "skel", "pam.d", "security", "alternatives", "protocols", "services", "sudoers",
    "sudo.conf",
)  # fmt: skip

SETUP = """\
set -e
{apart}
[ $$ = 1 ] || {{ echo "not the first process of its own" >&2; exit 1; }}
if grep -q ' shared:' /proc/self/mountinfo; then echo "its mounts would be seen outside" >&2; exit 1; fi
mount -t tmpfs none {room}
cd {room}
mkdir -p usr etc/systemd/system etc/ssh dev proc sys tmp run/sshd root home old var/log var/tmp var/lib var/empty ssh
mkdir -p var/spool/cron/crontabs
chmod 1777 tmp var/tmp
for one in bin sbin lib lib64 lib32 libx32; do if [ -L /$one ]; then cp -a /$one .; fi; done
ln -s ../run var/run
mkdir .over .work
if ! mount -t overlay -o lowerdir=/usr,upperdir=.over,workdir=.work none usr 2>/dev/null; then
  mount --bind /usr usr
  mount -o remount,bind,ro usr
fi
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
for one in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 0666 dev/${{one%:*}} c 1 ${{one#*:}}; done
mknod -m 0666 dev/tty c 5 0
mkdir dev/pts dev/shm
chmod 1777 dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 none dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
mount -t proc none proc
if [ -e proc/sysrq-trigger ]; then mount --bind dev/null proc/sysrq-trigger; fi
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs none sys
mount -o remount,bind,ro sys
mount -t cgroup2 none sys/fs/cgroup
pivot_root . old
cd /
umount -l old
awk '$3 !~ /^(tmpfs|overlay|proc|cgroup2|devpts)$/ && $4 !~ /^ro(,|$)/ {{ print "could be written: " $2; bad = 1 }}
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
exec {leash} env -i container=other PATH="$PATH" \\
  {systemd} --system --unit=bare.target --log-target=null --show-status=no
"""
BARE = "exec {leash} {sshd} -D -e -f /ssh/sshd_config\n"

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Machine:
    """One that runs. `first`, `responder`, `other`: a process in it, and in each network beside it."""

    first: int
    mounts: str
    """Its mount namespace: nothing is run that would find itself in another one."""
    responder: int
    other: int
    known: str
    key: Path

    def sh(self, script: str, *, check: bool = True) -> str:
        """Run a script inside, as its root, not over SSH. Raises where that machine is no more."""
        guard = f'[ "$(readlink /proc/self/ns/mnt)" = "{self.mounts}" ] || exit {ELSEWHERE}\n'
        command = ["nsenter", "-t", str(self.first), "-a", *LEASH.split(), "sh", "-c", guard + script]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=4 * PATIENCE, check=False)
        if ended.returncode == ELSEWHERE or (check and ended.returncode):
            raise AssertionError(f"{script}: {ended.returncode}: {ended.stderr}")
        return ended.stdout

    def start(self, script: str) -> None:
        """Start something inside that goes on; it ends with the machine."""
        self.sh(f"setsid sh -c {shlex.quote(script)} </dev/null >/dev/null 2>&1 &")

    def until(self, script: str) -> None:
        """Run it inside again and again until it succeeds; raises when it never does."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.sh(script)
            except AssertionError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
            else:
                return

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


@cache
def missing() -> str:
    """What this machine does not let us do; empty where it can. Raises for what the test command brings."""
    if os.getuid():
        return "root"
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    absent = [name for name in BROUGHT if not shutil.which(name, path=path)]
    assert not absent, f"{', '.join(absent)}: the test command installs them"
    absent = [name for name in PROGRAMS if not shutil.which(name, path=path)]
    if absent:
        return f"the programs {', '.join(absent)}"
    if not _cgroups():
        return "cgroup2"
    probe = (
        "mount -t proc none /proc && mount -t tmpfs none /mnt && ip link add name veth-a type veth peer name veth-b"
    )
    ended = subprocess.run(
        [*UNSHARE.split(), "sh", "-c", probe], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return f"namespaces, mounts and cables of its own ({ended.stderr.strip()})" if ended.returncode else ""


def _enter(namespace: int) -> None:
    if _libc.setns(namespace, 0x40000000):
        raise OSError(ctypes.get_errno(), "setns")


@contextmanager
def machine(*, systemd: bool = False, setup: str = "", config: str = "") -> Iterator[Machine]:
    """Boot one. `setup`: shell lines inside it before its first service; `config`: more for sshd."""
    folder = Path(tempfile.mkdtemp(prefix="breachready-machine-"))
    folder.chmod(0o755)
    room = folder / "room"
    held: list[subprocess.Popen[bytes]] = []
    group = _cgroup(folder.name)
    try:
        host, client = keygen(folder / "host"), keygen(folder / "client")
        room.mkdir()
        values = {"address": "0.0.0.0", "port": PORT, "key": "/ssh/host", "authorized": "/ssh/authorized"}
        (folder / "sshd_config").write_text(f"{config}{CONFIG.format(**values)}ListenAddress [::]:{PORT}\n")
        text = SETUP.format(apart=_apart(), room=room, folder=folder, etc=" ".join(ETC)) + setup
        last = BOOT if systemd else BARE
        (folder / "boot.sh").write_text(text + last.format(leash=LEASH, sshd=SSHD, systemd=SYSTEMD))
        log = folder / "log"
        enter = f"echo $$ >{group}/cgroup.procs && exec {UNSHARE} sh {folder}/boot.sh"
        with log.open("wb") as out:
            held.append(
                subprocess.Popen(
                    [*TIED, "sh", "-c", enter],
                    stdout=out,
                    stderr=out,
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
            )
        first = _child_of(held[0], log)
        held += [subprocess.Popen([*TIED, "unshare", "-n", "sleep", "infinity"]) for _ in range(2)]
        responder, other = held[1].pid, held[2].pid
        _cable(first, responder, AT, RESPONDER, AT6, RESPONDER6)
        _cable(first, other, SEEN_BY_OTHER, OTHER, SEEN_BY_OTHER6, OTHER6)
        public = Path(f"{host}.pub").read_text().split()
        names = ",".join(f"[{one}]:{PORT}" for one in (AT, AT6))
        one = Machine(
            first,
            str(Path(f"/proc/{first}/ns/mnt").readlink()),
            responder,
            other,
            f"{names} {public[0]} {public[1]}",
            client,
        )
        _wait(one, log, systemd=systemd)
        yield one
    finally:
        for process in reversed(held):
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)
        removed(folder)


def removed(folder: Path) -> None:
    """What stays of a machine whose processes have ended. Raises where it has not ended."""
    _ended(Path(_cgroups()) / folder.name)
    room = folder / "room"
    if room.exists():
        room.rmdir()  # raises where it is not the empty folder that it was: nothing is deleted through a mount
    shutil.rmtree(folder)


def _apart() -> str:
    """Shell lines that end a script which shares a namespace with us."""
    return "\n".join(
        f'[ "$(readlink /proc/self/ns/{name})" != "{Path(f"/proc/self/ns/{name}").readlink()}" ] ||'
        f" {{ echo 'shares the {name} namespace' >&2; exit 1; }}"
        for name in NAMESPACES
    )


def _cgroups() -> str:
    found = re.search(r"^\S+ (\S+) cgroup2 rw", Path("/proc/self/mounts").read_text(), re.MULTILINE)
    return found[1] if found else ""


def _cgroup(name: str) -> Path:
    """A control group of its own, so that what it makes there ends with it."""
    assert _cgroups(), "no cgroup2 here"
    group = Path(_cgroups()) / name
    group.mkdir()
    return group


def _ended(group: Path) -> None:
    """Nothing of it runs any more. Raises where something does."""
    end = time.monotonic() + PATIENCE
    while group.exists():
        assert time.monotonic() < end, f"processes go on in {group}"
        for one in sorted((path for path in group.rglob("*") if path.is_dir()), reverse=True):
            with suppress(OSError):
                one.rmdir()
        with suppress(OSError):
            group.rmdir()
        time.sleep(0.02)


def _child_of(process: subprocess.Popen[bytes], log: Path) -> int:
    """The machine's first process, once it has left its setup behind."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        with suppress(OSError):
            if children and Path(f"/proc/{children[0]}/comm").read_text().strip() in ("sshd", "systemd"):
                return int(children[0])
        time.sleep(0.02)
    raise AssertionError(f"it did not boot: {log.read_text(errors='replace')}")


def _cable(first: int, far: int, here: str, there: str, here6: str, there6: str) -> None:
    """A cable between the machine and another namespace, with an address of both kinds at each end."""
    ours = Path("/proc/self/ns/net").readlink()
    assert Path(f"/proc/{first}/ns/net").readlink() != ours
    end = time.monotonic() + PATIENCE
    while Path(f"/proc/{far}/ns/net").readlink() == ours:
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
    end = time.monotonic() + PATIENCE
    if systemd:
        while "running" not in one.sh("systemctl is-system-running 2>&1", check=False):
            assert time.monotonic() < end, log.read_text(errors="replace")
            time.sleep(0.1)
        one.sh("systemctl start ssh.service")
    while f":{PORT}" not in one.sh("ss -Hltn", check=False):
        assert time.monotonic() < end, log.read_text(errors="replace")
        time.sleep(0.05)
