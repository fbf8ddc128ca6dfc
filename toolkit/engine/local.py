"""Reads many targets on this machine: threads hide the waiting, processes add cores when there are many.

One process is enough until its core is the limit (about two hundred log-ins a second); a second one then
nearly doubles that. A process that dies costs its own targets only, and they say so.
"""

import multiprocessing
import os
import queue
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from multiprocessing.context import SpawnProcess
from typing import Any

from toolkit.collect.runner import Collected, Job, Progress, Tell, collect
from toolkit.core.fact import Fact, Unread
from toolkit.core.target import Target

WORTH_A_PROCESS = 200
"""Targets that each further process should have: a process costs a second to start."""


def run(
    jobs: Sequence[Job], *, parallel: int = 24, processes: int = 0, tell: Tell = lambda _progress: None
) -> Iterator[Collected]:
    """Read every job and yield each as it ends. `processes` 0: as many as are worth it, at most one a core."""
    count = processes or max(1, min(os.cpu_count() or 1, len(jobs) // WORTH_A_PROCESS))
    if count == 1:
        yield from collect(jobs, parallel=parallel, tell=tell)
    else:
        yield from _in_processes([jobs[start::count] for start in range(count)], parallel, tell)


def _in_processes(shards: Sequence[Sequence[Job]], parallel: int, tell: Tell) -> Iterator[Collected]:
    context = multiprocessing.get_context("spawn")  # a fork would copy threads' locks in whatever state they are
    results: Any = context.Queue()
    workers = [context.Process(target=_work, args=(shard, parallel, results), daemon=True) for shard in shards]
    owner = {job.target: index for index, shard in enumerate(shards) for job in shard}
    for worker in workers:
        worker.start()
    try:
        while owner:
            try:
                message = results.get(timeout=1.0)
            except queue.Empty:
                yield from _lost(owner, workers)
                continue
            if isinstance(message, Progress):
                tell(message)
            elif owner.pop(message.target, None) is not None:
                yield message
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _work(shard: Sequence[Job], parallel: int, results: Any) -> None:
    for collected in collect(shard, parallel=parallel, tell=results.put):
        results.put(collected)


def _lost(owner: dict[Target, int], workers: Sequence[SpawnProcess]) -> Iterator[Collected]:
    """Targets whose process has ended without having told of them."""
    for target in [target for target, index in owner.items() if not workers[index].is_alive()]:
        del owner[target]
        reason = "a fault in the toolkit: the process that was reading this target ended"
        lost = Unread(kind=Fact, target=target.name, reason=reason, fault=True)
        yield Collected(target=target, observed_at=datetime.now(UTC), seen=(lost,))
