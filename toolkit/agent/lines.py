"""What the agent says: one JSON object a line, pure ASCII, so that hostile text stays text."""

import json
import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TextIO


class Lines:
    """Writes events: time (UTC), level, event, and whatever fields belong to it."""

    def __init__(self, out: TextIO, now: Callable[[], datetime]) -> None:
        self._out = out
        self._now = now
        self._guard = threading.Lock()

    def say(self, event: str, level: str = "info", **fields: object) -> None:
        """Write one line and flush it."""
        line = json.dumps({"time": self._now().isoformat(), "level": level, "event": event, **fields}, default=str)
        with self._guard:
            self._out.write(line + "\n")
            self._out.flush()


class _Relay(logging.Handler):
    """Python's own logging, as lines."""

    def __init__(self, lines: Lines) -> None:
        super().__init__(logging.INFO)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, object] = {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            fields["traceback"] = "".join(traceback.format_exception(*record.exc_info))
        self._lines.say("log", record.levelname.lower(), **fields)


@contextmanager
def everything(lines: Lines) -> Iterator[None]:
    """For the block, what is logged and what threads die of becomes lines too."""
    relay = _Relay(lines)
    root, before = logging.getLogger(), threading.excepthook

    def died(of: threading.ExceptHookArgs) -> None:
        told = "".join(traceback.format_exception(of.exc_type, of.exc_value, of.exc_traceback))
        lines.say("fault", "error", error=f"{of.exc_type.__name__}: {of.exc_value}", traceback=told)

    root.addHandler(relay)
    threading.excepthook = died
    try:
        yield
    finally:
        threading.excepthook = before
        root.removeHandler(relay)
