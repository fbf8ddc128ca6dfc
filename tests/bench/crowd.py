"""A hundred readers and ten writers at once on one real server over SQLite: not one error is allowed.

Readers look at the posture's pages over HTTP, each with a session of its own; writers are processes of their own, as
the command line is: five write lines of the audit trail, five the journals of incidents.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import pages
from tests.bench.table import value
from toolkit.web.posture.started import PROGRAM

READERS = 100
WRITERS = 10
SECONDS = float(os.environ.get("BENCH_SECONDS", "12"))
PATHS = ("/posture/", "/posture/findings/?outcome=FAIL", "/posture/targets/server/host7.rack7.example/")


def main() -> None:
    """Print how many pages were read and lines written meanwhile, how long a page took, and the errors: none."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with pages.opened(folder) as house:
            pages.fill(house.store)
            pages.visitor("root", "administrator")
            cookies = [_session(number) for number in range(READERS)]
        with _server(folder) as port:
            readers = [_Reader(port, cookie) for cookie in cookies]
            writers = [_writer(folder, number) for number in range(WRITERS)]
            for writer in writers:
                assert writer.stdout
                writer.stdout.readline()  # it has started
            for reader in readers[:8]:  # every worker of the server as well
                reader.read(time.monotonic() + 0.01)
                reader.times.clear()
            ends = time.monotonic() + SECONDS
            threads = [threading.Thread(target=one.read, args=(ends,)) for one in readers]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            said = [writer.communicate("enough") for writer in writers]
        times = sorted(taken for one in readers for taken in one.times)
        errors = [error for one in readers for error in one.errors]
        errors += [words for (_, words), writer in zip(said, writers, strict=True) if writer.returncode]
        value("crowd: pages read by a hundred readers", len(times), "")
        value("crowd: lines written by ten writers", sum(int(out or 0) for out, _ in said), "")
        value("crowd: a page, median", statistics.median(times) * 1000, "ms")
        value("crowd: a page, slowest", times[-1] * 1000, "ms")
        value("crowd: errors", len(errors), "", 0)
        if errors:
            print("\n".join(errors[:5]), file=sys.stderr)


class _Reader:
    """Somebody who looks at one page after another."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self.times: list[float] = []
        self.errors: list[str] = []

    def read(self, ends: float) -> None:
        """Until the time is over; every answer but 200 is an error."""
        at = 0
        while time.monotonic() < ends:
            path, begun = PATHS[at % len(PATHS)], time.perf_counter()
            at += 1
            try:
                with closing(http.client.HTTPConnection("localhost", self.port, timeout=120)) as line:
                    line.request("GET", path, headers={"Cookie": self.cookie})
                    answer = line.getresponse()
                    body = answer.read()
                    if answer.status != 200:
                        self.errors.append(f"{path}: {answer.status} {body[:300]!r}")
            except OSError as no:
                self.errors.append(f"{path}: {no}")
            self.times.append(time.perf_counter() - begun)


def _session(number: int) -> str:
    """An engineer's session, as a cookie."""
    from django.conf import settings

    browser = pages.visitor(f"reader{number}")
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"


@contextmanager
def _server(folder: Path) -> Iterator[int]:
    """`breachready serve` on a free port, until the block ends."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    config = folder / "breachready.toml"
    config.write_text(config.read_text() + f'\n[web]\nlisten = "127.0.0.1:{port}"\n')
    key = folder / "state" / "web.key"  # sessions were made with the key of benches
    key.write_text(pages.KEY)
    key.chmod(0o600)
    words = [*PROGRAM, "serve", "--config", str(config), "--state", str(folder / "state")]
    server = subprocess.Popen(words)
    try:
        _until_it_answers(port)
        yield port
    finally:
        server.terminate()
        server.wait(60)


def _until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            with closing(http.client.HTTPConnection("localhost", port, timeout=5)) as line:
                line.request("GET", "/health/")
                if line.getresponse().status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the server does not answer")


def _writer(folder: Path, number: int) -> "subprocess.Popen[str]":
    words = [sys.executable, "-P", "-m", "tests.bench.crowd", str(folder), str(number)]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def write(folder: Path, number: int) -> None:
    """One writer: ten lines a second until somebody says that it is enough. Prints how many."""
    from toolkit.store.journal import writing

    enough, done = threading.Event(), 0
    with pages.opened(folder, migrated=True):
        from toolkit.web import audit

        print("ready", flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), enough.set()), daemon=True).start()
        while not enough.wait(0.1):
            if number % 2:
                journal = folder / f"incident-{number}"
                journal.mkdir(exist_ok=True)
                with writing(journal) as writer:
                    writer.append({"at": datetime.now(UTC).isoformat(), "did": "step done", "by": f"writer{number}"})
            else:
                audit.record(None, "line of a bench", about=str(done), outcome=audit.DONE, who=f"writer{number}")
            done += 1
    print(done)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        write(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        main()
