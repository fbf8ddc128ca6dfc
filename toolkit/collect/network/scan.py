"""nmap, run by python-nmap, which is imported here alone.

python-nmap finds nmap, puts the command together, runs it and keeps its raw XML. Three things about it
are mended here, in one subclass: it would build a dictionary of everything beside the XML (a gigabyte
for 400,000 ports), so that step is replaced and `parse.rows` streams the XML instead; it reads all of
nmap's output into memory, so a run is one *shard* of bounded size; and when its time is up it kills
nmap but neither waits for it nor hands over what nmap had said until then, which `_ended` does.

nmap itself is told `--unprivileged` unless a half-open scan was asked for: the same packets whoever
runs it, and no right that it does not need.
"""

import atexit
import io
import math
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any

from toolkit.collect.network import parse, ports
from toolkit.collect.network.ports import PortSet
from toolkit.collect.network.ranges import Address, written
from toolkit.collect.trouble import Unreadable
from toolkit.core.inventory import ScanKind

MOST_XML = 200_000_000
"""Bytes of XML read from one shard. The largest honest one (2^18 open ports) is about 50 MB."""

LONGEST = 86_400.0

KNOCK = (22, 80, 135, 443, 445, 3306, 3389, 5432, 6379, 8080, 9200)
"""Ports that an address of a range is asked for a sign of life: an answer or a refusal will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One run of nmap: these addresses (of one IP version), these ports, this long."""

    addresses: tuple[Address, ...]
    ports: PortSet
    kind: ScanKind = ScanKind.CONNECT
    discover: bool = True
    """Ask for a sign of life first; False for addresses that were declared one by one."""
    until: float = math.inf
    """`time.monotonic()` when it must have ended; a shard may wait for its turn first."""
    min_rate: int = 0
    max_rate: int = 0
    """Packets a second, 0: nmap decides."""

    def arguments(self, seconds: float) -> str:
        """The options, without addresses and ports. Nothing in it comes from outside.

        One machine may use most of the `seconds`, and is then left, so that the others are heard of.
        """
        words = ["-n", "-sS" if self.kind is ScanKind.SYN else "-sT --unprivileged", "-T4", "--max-retries 2"]
        words.append("-PS" + ",".join(map(str, KNOCK)) if self.discover else "-Pn")
        words.append(f"--host-timeout {max(1, int(seconds * 0.8))}s")
        words += [f"--min-rate {self.min_rate}"] * (self.min_rate > 0)
        words += [f"--max-rate {self.max_rate}"] * (self.max_rate > 0)
        words += ["-6"] * isinstance(self.addresses[0], IPv6Address)
        return " ".join(words)


def require(kind: ScanKind) -> None:
    """Raise `Unreadable` when nmap is not there or the kind of scan is not permitted to us."""
    if shutil.which("nmap") is None:
        raise Unreadable("nmap", "nmap is not installed: install the package nmap")
    if kind is ScanKind.SYN and os.geteuid() != 0:
        raise Unreadable("nmap -sS", 'a half-open scan needs root: run as root, or set `scan = "connect"`')


def top_ports(count: int) -> PortSet:
    """The `count` most used TCP ports, as this nmap knows them, completed by those that checks ask for."""
    said = _run("", None, f"-sT --unprivileged --top-ports {count}", 30.0)
    asked = [row for row in parse.rows(io.BytesIO(said)) if isinstance(row, parse.Asked)]
    if not asked:
        raise Unreadable("nmap --top-ports", "nmap did not say which ports are the most used")
    return PortSet(asked[0].ports.numbers | ports.watched())


def rows(shard: Shard) -> Iterator[parse.Row]:
    """Run nmap on one shard and read what it said. Raises `Unreadable`; rows before it are good."""
    seconds = min(shard.until - time.monotonic(), LONGEST)
    if seconds < 1:
        raise Unreadable(parse.CALL, "no time was left to scan these addresses")
    said = _run(" ".join(written(shard.addresses)), str(shard.ports), shard.arguments(seconds), seconds)
    if len(said) > MOST_XML:
        raise Unreadable(
            parse.CALL, f"nmap wrote more than {MOST_XML:,} bytes about {len(shard.addresses)} addresses"
        )
    for row in parse.rows(io.BytesIO(said)):
        if isinstance(row, parse.Asked) and row.ports != shard.ports:
            raise Unreadable(parse.CALL, "nmap asked for other ports than it was told")
        yield row


def _run(hosts: str, asked: str | None, arguments: str, seconds: float) -> bytes:
    import nmap  # noqa: PLC0415 costs 40 ms, and only who scans pays

    scanner = _scanner_class()(nmap_search_path=_mortal(shutil.which("nmap") or "nmap"))
    try:
        scanner.scan(hosts, asked, arguments, timeout=max(1, int(seconds)))
    except nmap.PortScannerTimeout as late:
        return _ended(late)
    except (nmap.PortScannerError, UnicodeDecodeError, OSError) as error:
        raise Unreadable(parse.CALL, f"nmap could not run: {str(error)[:300]}") from None
    said = scanner.get_nmap_last_output()
    if not said:
        raise Unreadable(parse.CALL, f"nmap said nothing; on its error output: {scanner.complaint[:300]}")
    return bytes(said)


@cache
def _mortal(plain: str) -> tuple[str, ...]:
    """Where python-nmap looks for nmap: first at one that the kernel kills with us, even when we are killed.

    Where that cannot be had (no `setpriv`, no place for a program), plain nmap, which a SIGKILL leaves running to
    its time-out.
    """
    setpriv = shutil.which("setpriv")
    if not setpriv:
        return (plain,)
    folder = Path(tempfile.mkdtemp(prefix="breachready-nmap-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "nmap"
    mortal = f"exec {shlex.quote(setpriv)} --pdeathsig KILL"
    file.write_text(f'#!/bin/sh\n[ "$1" = try ] && {mortal} true\n{mortal} {shlex.quote(plain)} "$@"\n')
    file.chmod(0o700)
    try:
        subprocess.run([file, "try"], capture_output=True, timeout=10, check=True)  # noqa: S603  our own file
    except (OSError, subprocess.SubprocessError):  # a place where nothing may be executed, an old setpriv
        return (plain,)
    return (str(file), plain)


@cache
def _scanner_class() -> Any:
    import nmap  # noqa: PLC0415 as above

    class Scanner(nmap.PortScanner):  # type: ignore[misc]  # ships no types
        """`PortScanner` that keeps the XML and builds no dictionary from it."""

        complaint = ""

        def analyse_nmap_xml_scan(self, *_: Any, **said: Any) -> dict[str, Any]:
            self.complaint = str(said.get("nmap_err", "")).strip()
            return {}

    return Scanner


def _ended(late: BaseException) -> bytes:
    """End the nmap that python-nmap killed and forgot, and take what it had said: whole hosts of it count."""
    frame = late.__traceback__
    while frame is not None:
        process = frame.tb_frame.f_locals.get("p")
        if isinstance(process, subprocess.Popen):
            try:
                said, _ = process.communicate(timeout=5)
            except subprocess.TimeoutExpired:
                break
            return bytes(said)
        frame = frame.tb_next
    raise Unreadable(parse.CALL, "nmap did not end in its time and was killed")
