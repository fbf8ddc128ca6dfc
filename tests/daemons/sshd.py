"""Real sshd on a loopback address, with its own host key, configuration and authorised key.

As root, password tests run it in a mount namespace of its own, where /etc/shadow and /etc/sudoers are stand-ins, so
that the machine's own accounts are not touched.
"""

import os
import pwd
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.daemons.loopback import free_port

SSHD = shutil.which("sshd", path="/usr/local/sbin:/usr/sbin:/sbin") or "/usr/sbin/sshd"
CONFIG = """\
ListenAddress {address}:{port}
HostKey {key}
PidFile none
AuthorizedKeysFile {authorized}
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
PrintMotd no
LogLevel VERBOSE
MaxStartups 200
MaxSessions 10
"""


@dataclass(frozen=True)
class Sshd:
    """One that runs. `known` is its line for known_hosts, `key` a private key that it accepts."""

    address: str
    port: int
    known: str
    key: Path
    config: Path
    log: Path
    pid: int

    def lines(self, words: str) -> int:
        """How many lines of its log hold these words."""
        return sum(words in line for line in self.log.read_text(errors="replace").splitlines())


def me() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


def plain_account() -> str:
    """An account with a shell that is not root's; ourselves when we are not root."""
    if os.getuid() != 0:
        return me()
    shells = ("/bin/bash", "/bin/sh", "/bin/dash", "/usr/bin/bash")
    able = (one.pw_name for one in pwd.getpwall() if one.pw_uid not in (0, 65534) and one.pw_shell in shells)
    found = next(able, None)
    assert found, "no account but root has a shell; postgresql, which the test command installs, brings one"
    return found


def keygen(path: Path, *, phrase: str = "", kind: str = "ed25519") -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", phrase, "-f", str(path)], check=True)
    return path


@contextmanager
def sshd(
    config: str = "",
    *,
    address: str = "127.0.0.1",
    port: int | None = None,
    mounts: Mapping[str, str] | None = None,
    host_key: Path | None = None,
    client_key: Path | None = None,
) -> Iterator[Sshd]:
    """Start one; `config` goes after the settings above, so it may hold Match blocks, and its first lines win."""
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # what its service unit does
    folder = Path(tempfile.mkdtemp(prefix="breachready-sshd-"))
    folder.chmod(0o755)
    port = port or free_port(address)
    try:
        key = host_key or keygen(folder / "host")
        client = client_key or keygen(folder / "client")
        shutil.copy(f"{client}.pub", folder / "authorized")
        (folder / "authorized").chmod(0o644)
        head, match, rest = config.partition("Match ")
        values = {"address": address, "port": port, "key": key, "authorized": folder / "authorized"}
        file = folder / "sshd_config"
        file.write_text(head + CONFIG.format(**values) + match + rest)
        log = folder / "log"
        command = [SSHD, "-D", "-e", "-f", str(file)]
        if mounts:
            command = ["unshare", "-m", "sh", "-c", f"{bound(mounts, folder)}exec {shlex.join(command)}"]
        with log.open("wb") as out:
            daemon = subprocess.Popen(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True
            )
        try:
            _wait(address, port, daemon, log)
            public = Path(f"{key}.pub").read_text().split()
            known = f"[{address}]:{port} {public[0]} {public[1]}"
            yield Sshd(address, port, known, client, file, log, daemon.pid)
        finally:
            daemon.terminate()
            daemon.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def bound(mounts: Mapping[str, str], folder: Path) -> str:
    """Shell lines that put texts over files of /etc, in the mount namespace that they run in."""
    lines = []
    for number, (place, text) in enumerate(mounts.items()):
        stand_in = folder / f"mount{number}"
        stand_in.write_text(text)
        stand_in.chmod(0o440 if "sudoers" in place else 0o640)
        lines.append(f"mount --bind {shlex.quote(str(stand_in))} {place} || exit 1\n")
    return "".join(lines)


def _wait(address: str, port: int, daemon: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if daemon.poll() is not None:
            raise AssertionError(f"sshd ended: {log.read_text()}")
        try:
            with socket.create_connection((address, port), timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("sshd did not listen")
