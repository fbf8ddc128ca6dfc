"""A real PostgreSQL on a free loopback port, with the client authentication that a test wants."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.daemons.loopback import ended, free_port, wait_for


@dataclass(frozen=True)
class PostgresServer:
    address: str
    port: int
    password: str
    data: Path


@contextmanager
def postgres_server(
    address: str = "127.0.0.1", method: str = "scram-sha-256", password: str = "correct horse", settings: str = ""
) -> Iterator[PostgresServer]:
    """`method` is what pg_hba.conf says of every TCP client; `settings` are lines for postgresql.conf."""
    programs, user = _programs(), _unprivileged()
    with tempfile.TemporaryDirectory(prefix="postgres-", dir="/tmp") as place:  # short: sockets live in it
        home = Path(place)
        secret = home / "secret"
        secret.write_text(password)
        _give(home, user)
        data = home / "data"
        initdb: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "scram-sha-256",
            "--pwfile",
            secret,
            "-N",
            "-E",
            "UTF8",
        ]
        subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=home)
        rules = f"local all all trust\nhost all all all {method}\n"
        (data / "pg_hba.conf").write_text(rules)
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(f"\nfsync = off\nunix_socket_directories = '{home}'\n{settings}\n")
        port = free_port(address)
        command: list[str | Path] = [programs / "postgres", "-D", data, "-h", address, "-p", str(port)]
        log = (home / "log").open("wb")
        process = subprocess.Popen(command, stdout=log, stderr=log, user=user, cwd=home)
        with log, ended(process, patience=10):
            wait_for(address, port, process)
            yield PostgresServer(address, port, password, data)


def _programs() -> Path:
    """Debian keeps them out of PATH, by version."""
    if found := shutil.which("postgres"):
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def _give(home: Path, user: str | None) -> None:
    if user:
        entry = pwd.getpwnam(user)
        for path in (home, *home.iterdir()):
            os.chown(path, entry.pw_uid, entry.pw_gid)
