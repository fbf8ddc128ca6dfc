"""Prometheus metrics on a port of their own: what the house knows, and how its pages answer.

The workers count requests into files of `prometheus_client`. A process of its own adds them up and asks the store.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.http import HttpRequest, HttpResponseBase

ROOM = "metrics"
FILES = "PROMETHEUS_MULTIPROC_DIR"


class Counted:
    """Django's middleware: how many requests, how long they took, by the page's name and the answer's class."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        from prometheus_client import Counter, Histogram  # noqa: PLC0415  reads its folder when it is imported

        self.answer = answer
        self.requests = Counter("breachready_requests", "Requests by page and class of answer", ("page", "answer"))
        self.seconds = Histogram("breachready_request_seconds", "Time to answer, by page", ("page",))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Count one."""
        began = time.perf_counter()
        answer = self.answer(request)
        name = (request.resolver_match.url_name if request.resolver_match else "") or "none"
        self.requests.labels(name, f"{answer.status_code // 100}xx").inc()
        self.seconds.labels(name).observe(time.perf_counter() - began)
        return answer


def prepare(state: Path) -> Path:
    """An empty folder for the counts of this start, named to `prometheus_client` before anything imports it."""
    folder = state / ROOM
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ[FILES] = str(folder)
    return folder


def start(config: Path | None, state: Path | None) -> subprocess.Popen[bytes]:
    """The process that answers Prometheus; it ends when ours does."""
    words = [sys.executable, "-c", f"from {__name__} import run; run()"]
    words += [str(config or ""), str(state or ""), str(os.getpid())]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL)  # noqa: S603  our own words


def run() -> None:
    """Answer until the server that started us is gone."""
    from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    from toolkit.config.read import read  # noqa: PLC0415
    from toolkit.web.house import opened  # noqa: PLC0415
    from toolkit.web.known import Known  # noqa: PLC0415
    from toolkit.web.serving import set_up  # noqa: PLC0415

    config, state, parent = (
        Path(sys.argv[1]) if sys.argv[1] else None,
        Path(sys.argv[2]) if sys.argv[2] else None,
        int(sys.argv[3]),
    )
    settings = read(config, state)
    set_up(settings)
    with opened(config, state, settings):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        registry.register(Known())
        host, _, port = settings.web.metrics.rpartition(":")
        start_http_server(int(port), host.strip("[]"), registry)
        with suppress(KeyboardInterrupt):
            while os.getppid() == parent:
                time.sleep(1)
