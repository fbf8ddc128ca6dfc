"""Asking one server in a test: jobs, run, facts; and the verdicts of all server checks on what was seen."""

import importlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.daemons.sshd import Sshd
from toolkit.collect.runner import collect
from toolkit.collect.server import ServerSettings, jobs
from toolkit.collect.shell import ERROR_LIMIT, OUTPUT_LIMIT, Ran
from toolkit.core import Check, Fact, Finding
from toolkit.core.fact import Seen, Unread
from toolkit.core.inventory import Server
from toolkit.evaluate import evaluate

MODULES = ("sshd", "accounts", "files", "kernel", "network", "updates", "logging")


def checks() -> list[Check]:
    found: list[Check] = []
    for name in MODULES:
        for value in vars(importlib.import_module(f"checks.servers.{name}")).values():
            found += [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Check)]
    return found


def settings(
    folder: Path, *known: str, connect: float = 5.0, seconds: float = 60.0, config: Path | None = None
) -> ServerSettings:
    file = folder / "known_hosts"
    file.write_text("".join(line + "\n" for line in known))
    return ServerSettings(
        state_known_hosts=file,
        ssh_config=config,
        connect_seconds=connect,
        seconds=seconds,
        secret=lambda ref: os.environ[ref.removeprefix("env:")] if ref.startswith("env:") else ref,
    )


def server(daemon: Sshd, **more: object) -> Server:
    values = {
        "name": "web",
        "host": daemon.address,
        "port": daemon.port,
        "user": "root",
        "key": str(daemon.key),
        **more,
    }
    return Server(**values)  # type: ignore[arg-type]


def ask(one: Server, how: ServerSettings, *wanted: type[Fact]) -> tuple[Seen, ...]:
    (collected,) = collect(jobs([one], frozenset(wanted) or frozenset({Fact}), how))
    return collected.seen


def refused(seen: tuple[Seen, ...]) -> Unread:
    """The one thing that is said of a server that could not be read at all; and no check passes on it."""
    (only,) = seen
    assert isinstance(only, Unread)
    assert only.kind is Fact
    assert not only.fault, only.reason
    assert {one.outcome.value for one in judged(seen)} == {"UNKNOWN"}
    return only


def judged(seen: tuple[Seen, ...]) -> list[Finding]:
    from datetime import UTC, datetime

    from toolkit.core import Family, Target

    return evaluate(Target(Family.SERVER, "web"), seen, checks(), observed_at=datetime.now(UTC))


@dataclass
class Nobody:
    """A shell of this machine that has no privilege: as `nobody` when we are root, else as ourselves."""

    before: tuple[str, ...] = ()

    def run(self, script: bytes, *, seconds: float, stdout: int = OUTPUT_LIMIT, stderr: int = ERROR_LIMIT) -> Ran:
        drop = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups") if os.getuid() == 0 else ()
        command = [*(self.before or drop), "/bin/sh", "-s"]
        ended = subprocess.run(command, input=script, capture_output=True, timeout=seconds, check=False)
        return Ran(stdout=ended.stdout, stderr=ended.stderr, status=ended.returncode)
