"""The store against bare SQLite: a first run of many findings, then the same again. BENCH_FINDINGS sets how many."""

import os
import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.table import cost, row, value
from toolkit.core import Family, Finding, Outcome, Severity, Target
from toolkit.core.inventory import Inventory
from toolkit.store import Store
from toolkit.usecase import kept_inputs

EACH = 30
T0 = datetime(2026, 3, 1, tzinfo=UTC)


def main() -> None:
    """Print rows a second against `executemany` with the same indexes, and what an unchanged run writes."""
    targets = [
        Target(Family.SERVER, f"host{n}") for n in range(int(os.environ.get("BENCH_FINDINGS", "100000")) // EACH)
    ]
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "state") as store:
        with cost() as bare:
            _bare(Path(folder) / "bare.db", targets)
        runs = [_scan(store, targets, number) for number in (1, 2)]
        with cost() as reading:
            count = sum(1 for _ in store.findings(2))
    (first, written), (second, again) = runs
    row(f"store: {count} findings, first run, wall", first, bare.wall, "s")
    row(f"store: {count} findings, unchanged run, wall", second, bare.wall, "s")
    row("store: rows written, unchanged against first", again, written, "rows", 0.01)
    value(f"store: reading {count} findings back", reading.wall, "s")


def _scan(store: Store, targets: list[Target], number: int) -> tuple[float, int]:
    from django.db import connection

    def changes() -> int:
        return int(connection.connection.execute("select total_changes()").fetchone()[0])

    started = T0 + timedelta(hours=number)
    begun = changes()
    with cost() as spent:
        run = store.begin(started_at=started, organisation="", version="1", targets=targets, checks=())
        for target in targets:
            store.record(run, [(target, started, _findings(target, started))])
        kept_inputs.keep(store, run, Inventory(), (), (), at=started)
        store.finish(run, finished_at=started, posture=None)
    return spent.wall, changes() - begun


def _findings(target: Target, at: datetime) -> list[Finding]:
    return [
        Finding(
            check=f"check-{n}",
            title="A fault",
            outcome=Outcome.PASS if n % 5 else Outcome.FAIL,
            severity=Severity.HIGH,
            family=target.family,
            target=target.name,
            resource=f"file:/etc/thing-{n}",
            evidence="mode 0644, owner root, which is what was read",
            observed_at=at,
            fix="Mend it.",
        )
        for n in range(EACH)
    ]


def _bare(path: Path, targets: list[Target]) -> None:
    database = sqlite3.connect(path)
    database.execute("pragma journal_mode=wal")
    database.execute(
        "create table state (id integer primary key, target, name, resource,"
        " outcome, severity, evidence, call, fault, run, at)"
    )
    database.execute("create unique index one on state (target, name, resource)")
    with database:
        for target in targets:
            database.executemany(
                "insert into state values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (f.target, f.check, f.resource, f.outcome, f.severity, f.evidence, f.call, f.fault, 1, str(T0))
                    for f in _findings(target, T0)
                ],
            )
    database.close()


if __name__ == "__main__":
    main()
