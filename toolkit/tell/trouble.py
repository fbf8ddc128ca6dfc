"""What can go wrong when telling, and how long it may take."""

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class NotSent(Exception):
    """It was not confirmed. `maybe`: it may have arrived all the same; `again`: trying again may help."""

    def __init__(self, reason: str, *, maybe: bool = False, again: bool = True) -> None:
        self.reason = reason
        self.maybe = maybe
        self.again = again
        super().__init__(reason)


def within(seconds: float, work: Callable[[], T]) -> T:
    """The work's result, or `NotSent` when it has none after so many seconds (it is left behind, and may arrive).

    The timeouts of smtplib and urllib are for one read each; whoever sends a byte a minute outlives them.
    """
    done: queue.SimpleQueue[T | NotSent] = queue.SimpleQueue()

    def run() -> None:
        result: T | NotSent = NotSent("a fault in the toolkit; its log says which", maybe=True)
        try:
            result = work()
        except NotSent as no:
            result = no
        finally:
            done.put(result)

    threading.Thread(target=run, name="tell", daemon=True).start()
    try:
        ended = done.get(timeout=seconds)
    except queue.Empty:
        raise NotSent(f"no answer within {seconds:.0f} seconds", maybe=True) from None
    if isinstance(ended, NotSent):
        raise ended
    return ended


def loopback(host: str) -> bool:
    """Whether what is sent there stays on this machine."""
    return host in {"localhost", "127.0.0.1", "::1"} or (host.startswith("127.") and host.replace(".", "").isdigit())
