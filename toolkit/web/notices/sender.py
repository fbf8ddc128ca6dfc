"""Sending started from a page: a process of its own that outlives page and server; the ledger has the truth."""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.usecase.dispatch.people import place
from toolkit.web.house import House

PROGRAM = (sys.executable, "-P", "-c", "from toolkit.cli.main import run; run()")
"""The command line of this very installation, whatever is or is not on the path."""

LAST = 2000
"""Bytes of its last words that are shown."""

BEGINS = 15.0
"""Seconds that it has until it holds the ledger."""

_children: list["subprocess.Popen[bytes]"] = []
"""Those of this worker, so that none stays as a zombie."""


def start(here: House, folder: Path, *, by: str, despite: str = "") -> None:
    """Begin, or go on. Raises `UserError` when somebody sends already, or the machine refuses.

    Two who press the button at the same moment start two; the ledger lets one of them send.
    """
    if runs(folder):
        raise UserError(Problem("sending", "", "somebody is sending already"))
    words = [*PROGRAM, "notice", "send", "--execute", "--incident", folder.name, "--by", by]
    words += ["--state", str(here.settings.state)]
    words += ["--config", str(here.settings.source)] if here.settings.source else []
    words += [f"--despite={despite}"] if despite else []
    log = _log(folder)
    try:
        log.unlink(missing_ok=True)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            child = subprocess.Popen(  # noqa: S603  our own program, no shell
                words,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,  # a signal to the server is none to the sending
            )
            _children.append(child)
    except OSError as no:
        raise UserError(Problem("sending", "", f"could not be started: {no.strerror or no}")) from no


def runs(folder: Path) -> bool:
    """Whether anybody sends for this incident, from wherever it was started."""
    _children[:] = [one for one in _children if one.poll() is None]
    return _is_held(place(folder).with_suffix(".lock")) or _begins(folder)


def said(folder: Path) -> str:
    """Its last words."""
    try:
        with _log(folder).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LAST))
            return file.read(LAST).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def _log(folder: Path) -> Path:
    return place(folder).parent / "web-send.log"


def _begins(folder: Path) -> bool:
    """Started a moment ago, and not yet heard of: whoever ends says how."""
    try:
        found = _log(folder).stat()
    except OSError:
        return False
    return found.st_size == 0 and 0 <= time.time() - found.st_mtime < BEGINS


def _is_held(path: Path) -> bool:
    """Looks without taking: a shared lock that is refused means that somebody holds it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
