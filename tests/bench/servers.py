"""Servers: our reading of a fleet against bare paramiko doing the same exec, in one run.

Run with `python -m tests.bench.servers`. `BENCH_SERVERS` is how many (60; at most 200).
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.bench.table import alternating, row, value
from tests.daemons.sshd import Sshd, free_port, keygen, me, sshd
from toolkit.core import Fact
from toolkit.core.inventory import Server
from toolkit.facts.server import (
    AccountFile,
    Addresses,
    FileSystemSettings,
    GroupFile,
    KernelSettings,
    ListeningSockets,
    LoginFile,
    OperatingSystem,
    ShadowFile,
    SystemLog,
)

THREADS = 16
DAEMONS = 4
# Reads that cost the target little, so that the client's own cost is what is seen on a shared machine.
WANTED: frozenset[type[Fact]] = frozenset(
    {
        *(AccountFile, GroupFile, ShadowFile, LoginFile, KernelSettings, FileSystemSettings),
        *(ListeningSockets, Addresses, OperatingSystem, SystemLog),
    }
)


def main() -> None:
    """Print client CPU and wall a server, ours against bare, and peak memory for 50 and for 200."""
    count = min(200, int(os.environ.get("BENCH_SERVERS", "60")))
    folder = Path(tempfile.mkdtemp(prefix="breachready-bench-"))
    try:
        with ExitStack() as stack:
            fleet = _fleet(stack, folder, count)
            known = folder / "known_hosts"
            known.write_text("".join(f"{one.known}\n" for one in fleet))
            ours_cost, bare_cost = alternating(lambda: ours(fleet, known), lambda: bare(fleet, known), 3)
            print(f"{count} servers, {THREADS} threads; ours and bare paramiko run the same script")
            row("client CPU a server", ours_cost.cpu / count * 1000, bare_cost.cpu / count * 1000, "ms", 1.5)
            row("wall a server", ours_cost.wall / count * 1000, bare_cost.wall / count * 1000, "ms", 1.15)
            small, large = _peak(fleet, known, 50), _peak(fleet, known, 200)
            row("peak memory, 200 servers against 50", large, small, "MB", 1.1)
            value("peak memory, 200 servers", large, "MB")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ours(fleet: list[Sshd], known: Path) -> None:
    """Our jobs and runner; every fact is made and then let go, as a store would take it."""
    from toolkit.collect.runner import collect
    from toolkit.collect.server import ServerSettings, jobs

    settings = ServerSettings(state_known_hosts=known, secret=str, connect_seconds=60.0)
    servers = [
        Server(name=f"s{n}", host=one.address, port=one.port, user=me(), key=str(one.key))
        for n, one in enumerate(fleet)
    ]
    for done in collect(jobs(servers, WANTED, settings), parallel=THREADS):
        assert len(done.seen) >= len(WANTED), done.seen


def bare(fleet: list[Sshd], known: Path) -> None:
    """What one would write by hand: a client a server, the key loaded once, host keys checked, one exec."""
    import paramiko

    from toolkit.collect.server.privileges import chosen
    from toolkit.collect.server.script import new_mark, script

    text = script(chosen(WANTED), new_mark())
    key = paramiko.PKey.from_path(fleet[0].key)
    keys = paramiko.HostKeys(str(known))

    def one(there: Sshd) -> int:
        client = paramiko.SSHClient()
        client._host_keys = keys  # loaded once for all
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        try:
            client.connect(
                there.address, there.port, me(), pkey=key, allow_agent=False, look_for_keys=False,
                timeout=60, banner_timeout=60, auth_timeout=60,
            )  # fmt: skip
            stdin, stdout, stderr = client.exec_command("/bin/sh -s")
            stdin.write(text)
            stdin.channel.shutdown_write()
            said = stdout.read()
            stderr.read()
            return len(said)
        finally:
            client.close()

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(size > 1000 for size in pool.map(one, fleet))


def _fleet(stack: ExitStack, folder: Path, count: int) -> list[Sshd]:
    """Few daemons, many addresses: each listens on a share of 127.1.x.y."""
    host, client = keygen(folder / "host"), keygen(folder / "client")
    port = free_port()
    fleet: list[Sshd] = []
    addresses = [f"127.1.{n // 250}.{n % 250 + 1}" for n in range(count)]
    for share in (addresses[n::DAEMONS] for n in range(DAEMONS)):
        first, *others = share
        more = "".join(f"ListenAddress {address}:{port}\n" for address in others)
        one = stack.enter_context(sshd(more, address=first, port=port, host_key=host, client_key=client))
        kind_key = " ".join(one.known.split()[1:])
        fleet += [
            Sshd(address, port, f"[{address}]:{port} {kind_key}", one.key, one.config, one.log, one.pid)
            for address in share
        ]
    return fleet


def _peak(fleet: list[Sshd], known: Path, count: int) -> float:
    """Megabytes at the highest, in a process of its own that reads `count` servers (some of them twice)."""
    asked = [(one.address, one.port) for one in (fleet * (count // len(fleet) + 1))[:count]]
    code = f"from tests.bench.servers import measured; measured({asked!r}, {str(known)!r}, {str(fleet[0].key)!r})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(ended.stdout)


def measured(asked: list[tuple[str, int]], known: str, key: str) -> None:
    """In a process of its own: read these servers, print the peak of resident memory."""
    nothing = Path(os.devnull)
    ours([Sshd(address, port, "", Path(key), nothing, nothing, 0) for address, port in asked], Path(known))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
