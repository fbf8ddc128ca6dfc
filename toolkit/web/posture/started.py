"""A scan started from a page: a process of its own that outlives the page, the worker and the server's restart.

It holds a lock from its first moment to its last, whatever ends it, so that anybody can see whether it still runs.
"""

import fcntl
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.store.lock import Lock, take_or_tell
from toolkit.web.house import House

PROGRAM = (sys.executable, "-P", "-c", "from toolkit.cli.main import run; run()")
"""The command line of this very installation, whatever is or is not on the path."""

LAST = 4000
"""Bytes of its last words that are shown."""

_children: list["subprocess.Popen[bytes]"] = []
"""Those of this worker, so that none stays as a zombie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What was asked for: by whom, when, of which targets (none: all), and after which run."""

    by: str
    at: str
    targets: tuple[str, ...] = ()
    after: int = 0

    @property
    def moment(self) -> datetime:
        """When it was asked for."""
        return datetime.fromisoformat(self.at)


def start(here: House, *, by: str, targets: tuple[str, ...], after: int) -> None:
    """Start a scan and let go of it. Raises `UserError` when another one runs, or the machine refuses."""
    _reap()
    state = here.settings.state
    other = Lock(state / "scan.lock")  # of whoever scans, the command line included
    take_or_tell(other, what="scan", patience=0.2)
    other.release()
    alive = Lock(_path(state, "lock"))
    take_or_tell(alive, what="scan", patience=0.2)
    try:
        asked = Started(by=by, at=datetime.now(UTC).isoformat(), targets=targets, after=after)
        _write(_path(state, "json"), json.dumps(asdict(asked)))
        with _path(state, "log").open("wb") as log:
            os.fchmod(log.fileno(), 0o600)
            _children.append(_child(here, targets, log.fileno(), alive.handle))
    except OSError as no:
        raise UserError(Problem("scan", "", f"could not be started: {no.strerror or no}")) from no
    finally:
        alive.release()


def _child(here: House, targets: tuple[str, ...], log: int, lock: int) -> "subprocess.Popen[bytes]":
    words = [*PROGRAM, "scan", "--quiet", "--state", str(here.settings.state)]
    words += ["--config", str(here.settings.source)] if here.settings.source else []
    words += [word for name in targets for word in ("--target", name)]
    return subprocess.Popen(  # noqa: S603  our own program; names of targets are those of the inventory
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        start_new_session=True,  # a signal to the server is none to the scan
        pass_fds=(lock,),
    )


def last(state: Path) -> Started | None:
    """What was started last from a page; None when nothing was, or nothing that can be read."""
    try:
        said = json.loads(_path(state, "json").read_text(encoding="utf-8"))
        return Started(by=said["by"], at=said["at"], targets=tuple(said["targets"]), after=int(said["after"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def runs(state: Path) -> bool:
    """Whether a scan runs that a page started."""
    _reap()
    return _is_held(_path(state, "lock"))


def anybody_scans(state: Path) -> bool:
    """Whether anybody scans here, from wherever it was started."""
    return runs(state) or _is_held(state / "scan.lock")


def said(state: Path) -> str:
    """The last words of the scan that was started last."""
    try:
        with _path(state, "log").open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LAST))
            return file.read(LAST).decode("utf-8", "replace").strip()
    except OSError:
        return ""


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


def _path(state: Path, what: str) -> Path:
    return state / f"web-scan.{what}"


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _reap() -> None:
    _children[:] = [one for one in _children if one.poll() is None]
