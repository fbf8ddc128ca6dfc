"""What a bench prints: our cost and the bare work's, from one run, and the ratio between them."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Cost:
    """Wall and CPU seconds of one piece of work; CPU is this process and its ended children."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def cost() -> Iterator[Cost]:
    """Measure the block."""
    spent = Cost()
    wall, cpu = time.perf_counter(), _cpu()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - wall, _cpu() - cpu


def best(work: Callable[[], object], times: int = 3) -> Cost:
    """The cheapest of several runs, which a noisy machine disturbs least."""
    runs = []
    for _ in range(times):
        with cost() as spent:
            work()
        runs.append(spent)
    return Cost(min(r.wall for r in runs), min(r.cpu for r in runs))


def alternating(ours: Callable[[], object], bare: Callable[[], object], times: int = 3) -> tuple[Cost, Cost]:
    """Both in turn, so that a slow minute of the machine hits both; the cheapest of each."""
    pairs = [(best(ours, 1), best(bare, 1)) for _ in range(times)]
    return tuple(  # type: ignore[return-value]
        Cost(min(pair[i].wall for pair in pairs), min(pair[i].cpu for pair in pairs)) for i in (0, 1)
    )


def row(what: str, ours: float, bare: float, unit: str, target: float | None = None) -> None:
    """Print one line: what, ours, bare, ratio and the ratio it should not exceed."""
    ratio = ours / bare if bare else float("inf")
    verdict = "" if target is None else f"  target <= {target:g}  {'ok' if ratio <= target else 'ABOVE'}"
    print(f"{what:<46}{ours:>10.3f} {bare:>10.3f} {unit:<4} ratio {ratio:>6.2f}{verdict}", flush=True)


def value(what: str, measured: float, unit: str, target: float | None = None) -> None:
    """Print one line without a bare counterpart."""
    verdict = "" if target is None else f"  target <= {target:g}  {'ok' if measured <= target else 'ABOVE'}"
    print(f"{what:<46}{measured:>10.3f} {unit}{verdict}", flush=True)


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
