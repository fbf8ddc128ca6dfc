"""Pages of the web over a store of many findings. BENCH_FINDINGS sets how many."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from toolkit.core import Family, Finding, Outcome, Severity, Target
from toolkit.core.inventory import Inventory
from toolkit.store import Store
from toolkit.usecase import kept_inputs

EACH = 30
FINDINGS = int(os.environ.get("BENCH_FINDINGS", "100000"))
T0 = datetime(2026, 3, 1, tzinfo=UTC)
SEVERITIES = tuple(Severity)


def fill(store: Store, runs: int = 2) -> int:
    """So many finished runs of a large estate, of which each changes a few findings; gives the last one's number."""
    from tests.store.made import posture

    targets = [Target(Family.SERVER, f"host{n}.rack{n % 40}.example") for n in range(FINDINGS // EACH)]
    number = 0
    for at in range(runs):
        started = T0 + timedelta(days=at)
        number = store.begin(started_at=started, organisation="Large", version="1", targets=targets, checks=())
        for start in range(0, len(targets), 50):
            some = targets[start : start + 50]
            store.record(number, [(one, started, list(found(one, started, at, start))) for one in some])
        kept_inputs.keep(store, number, Inventory(), (), (), at=started)
        store.finish(number, finished_at=started + timedelta(minutes=9), posture=posture(40.0 + at))
    return number


def found(target: Target, at: datetime, run: int, start: int) -> Iterator[Finding]:
    """A fifth fails, a tenth was not seen; a few targets change with each run."""
    for n in range(EACH):
        kind = (n + (run if start % 1000 == 0 else 0)) % 10
        outcome = Outcome.FAIL if kind in (0, 5) else Outcome.UNKNOWN if kind == 7 else Outcome.PASS
        yield Finding(
            check=f"check-{n}",
            title=f"A fault of kind {n}",
            outcome=outcome,
            severity=SEVERITIES[n % 4],
            family=target.family,
            target=target.name,
            resource=f"file:/etc/thing-{n}",
            evidence="Permission denied" if outcome is Outcome.UNKNOWN else "mode 0644, owner root, which was read",
            call=f"cat /etc/thing-{n % 3}" if outcome is Outcome.UNKNOWN else "",
            observed_at=at,
            fix="Mend it with `chmod 0600`.",
        )
