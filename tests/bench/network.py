"""Networks: our sweep end to end against one bare nmap with the same arguments over the same addresses."""

import io
import resource
import subprocess
import tracemalloc
from collections.abc import Iterator

from tests.bench import table
from toolkit.collect.network import NetworkSettings, jobs, scan
from toolkit.collect.network.judge import KINDS
from toolkit.collect.network.parse import Host, rows
from toolkit.collect.network.ranges import scope, written
from toolkit.collect.runner import collect
from toolkit.core.inventory import Network
from toolkit.facts.network import SweptHost

RANGE = "127.0.192.0/24"
PORTS = 400_000


def main() -> None:
    """Print the lines of this bench."""
    ports = scan.top_ports(1000)
    addresses = scope([RANGE], resolve=list).ranged
    shard = scan.Shard(addresses=addresses, ports=ports)
    command = ["nmap", "-oX", "-", *written(addresses), "-p", str(ports), *shard.arguments(3600.0).split()]
    network = Network(name="bench", ranges=(RANGE,))

    def ours() -> None:
        (collected,) = collect(jobs([network], frozenset(KINDS), NetworkSettings(seconds=3600.0)))
        swept = [one for one in collected.seen if isinstance(one, SweptHost)]
        assert len(swept) == len(addresses)
        assert all(host.complete for host in swept)

    def bare() -> None:
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)

    mine, theirs = table.alternating(ours, bare)
    what = f"sweep {len(addresses)} addresses x {len(ports)} ports"
    table.row(f"{what}, wall", mine.wall, theirs.wall, "s", target=0.75)
    table.row(f"{what}, CPU", mine.cpu, theirs.cpu, "s")
    _memory()


def _memory() -> None:
    """Peak memory and time of parsing one large answer."""
    with table.cost() as spent:
        hosts = [row for row in rows(_Pieces(_answer(PORTS))) if isinstance(row, Host)]  # type: ignore[arg-type]
    assert sum(host.total for host in hosts) == PORTS
    table.value(f"parse {PORTS:,} ports of XML, CPU", spent.cpu, "s")
    tracemalloc.start()
    for _ in rows(_Pieces(_answer(PORTS // 4))):  # type: ignore[arg-type]
        pass
    table.value(
        f"parse {PORTS // 4:,} ports of XML, peak memory", tracemalloc.get_traced_memory()[1] / 1e6, "MB", target=12
    )
    tracemalloc.stop()
    table.value("this process, peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, "MB")


class _Pieces(io.RawIOBase):
    """XML that is never whole in memory."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts = parts

    def read(self, _size: int = -1) -> bytes:
        return b"".join(part for _, part in zip(range(500), self.parts, strict=False))


def _answer(ports: int) -> Iterator[bytes]:
    yield b'<?xml version="1.0"?><nmaprun><scaninfo protocol="tcp" services="1-20"/>'
    for number in range(ports // 20):
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        yield f'<host><status state="up"/><address addr="{address}" addrtype="ipv4"/><ports>'.encode()
        for port in range(1, 21):
            state = "open" if port < 4 else "closed"
            yield (
                f'<port protocol="tcp" portid="{port}"><state state="{state}" reason="syn-ack" reason_ttl="0"/>'
                f'<service name="x" method="table" conf="3"/></port>'
            ).encode()
        yield b"</ports></host>"
    yield b'<runstats><finished exit="success"/></runstats></nmaprun>'


if __name__ == "__main__":
    main()
