"""How fast one region may be asked, and when to stop. One `Line` a service and region, shared by threads."""

import threading
import time

from toolkit.collect.trouble import Unreadable

CALLS_A_SECOND = 1000.0
"""More than one process can make; what counts is that a throttled region is asked less."""
SLOWEST = 5.0
RECOVERY = 1.02
"""Factor by which the rate grows with every answer after it was halved."""
DEAD_AFTER = 3
"""Failures in a row after which a region that did answer before is given up."""


class Line:
    """A token bucket whose rate halves when throttled, and a circuit breaker that stays open once opened."""

    def __init__(self, rate: float = CALLS_A_SECOND) -> None:
        self._lock = threading.Lock()
        self._most = self._rate = rate
        self._tokens = rate / 10
        self._filled = time.monotonic()
        self._failures = 0
        self._alive = False
        self._dead: str = ""

    def enter(self, call: str, left: float) -> None:
        """Wait for a token. Raises `Unreadable` when the region was given up or the wait would be too long."""
        wait = self._take()
        if self._dead:
            raise Unreadable(call, self._dead)
        if wait > left:
            raise Unreadable(call, "ran out of time")
        if wait > 0:
            time.sleep(wait)

    def _take(self) -> float:
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self._rate / 10, self._tokens + (now - self._filled) * self._rate)
            self._filled = now
            self._tokens -= 1
            return -self._tokens / self._rate if self._tokens < 0 else 0.0

    def answered(self) -> None:
        """The region answered; anything but a throttle counts."""
        if self._failures or not self._alive or self._rate < self._most:
            with self._lock:
                self._alive, self._failures = True, 0
                self._rate = min(self._most, self._rate * RECOVERY)

    def throttled(self) -> None:
        """The region asked for fewer calls."""
        with self._lock:
            self._rate = max(SLOWEST, self._rate / 2)

    def failed(self, reason: str) -> None:
        """No answer at all. The first call decides alone; later it takes several in a row."""
        with self._lock:
            self._failures += 1
            if not self._alive or self._failures >= DEAD_AFTER:
                self._dead = self._dead or f"not asked, the calls before it failed: {reason}"

    def give_up(self, reason: str) -> None:
        """Every further call would fail alike."""
        with self._lock:
            self._dead = self._dead or f"not asked, the calls before it failed: {reason}"
