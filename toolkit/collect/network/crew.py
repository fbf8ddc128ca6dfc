"""Several waits at once, in daemon threads: they must not keep a process alive that was told to stop."""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from toolkit.collect.trouble import Unreadable

Item = TypeVar("Item")
Result = TypeVar("Result")


def at_once(
    work: Callable[[Item], Result], items: Iterable[Item], width: int
) -> Iterator[tuple[Item, Result | Unreadable]]:
    """Do `work` on every item, at most `width` at a time, and yield each with its result as it ends.

    `Unreadable` is a result. Any other exception is a fault of ours: its thread reports it and this raises.
    """
    waiting: queue.SimpleQueue[Item] = queue.SimpleQueue()
    count = 0
    for item in items:
        waiting.put(item)
        count += 1
    done: queue.SimpleQueue[tuple[Item, Result | Unreadable | None]] = queue.SimpleQueue()

    def worker() -> None:
        while True:
            try:
                item = waiting.get_nowait()
            except queue.Empty:
                return
            result: Result | Unreadable | None = None
            try:
                result = work(item)
            except Unreadable as no:
                result = no
            finally:
                done.put((item, result))

    for _ in range(min(width, count)):
        threading.Thread(target=worker, name="network", daemon=True).start()
    for _ in range(count):
        item, result = done.get()
        if result is None:
            raise RuntimeError(f"work on {item!r} ended without a result; its thread has reported why")
        yield item, result
