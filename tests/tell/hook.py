"""A receiver of webhooks on a free loopback port, as somebody would write one: it verifies before it believes."""

import hashlib
import hmac
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.daemons.smtp import self_made

KEY = "k-of-the-hook"


@dataclass
class Receiver:
    """What arrived, and how to answer: one status a request, the last one again and again."""

    url: str = ""
    ca_file: str = ""
    answers: list[int] = field(default_factory=lambda: [204])
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    genuine: list[bool] = field(default_factory=list)
    slow: float = 0.0


@contextmanager
def receiver(folder: Path | None = None) -> Iterator[Receiver]:
    """Run one for the block; with a folder for its certificate it speaks HTTPS."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            stamp = self.headers["X-Breachready-Timestamp"]
            expected = hmac.new(KEY.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
            kept.bodies.append(body)
            kept.headers.append(dict(self.headers))
            kept.genuine.append(
                hmac.compare_digest("sha256=" + expected, self.headers["X-Breachready-Signature"])
                and abs(time.time() - int(stamp)) < 300
            )
            time.sleep(kept.slow)
            answer = kept.answers.pop(0) if len(kept.answers) > 1 else kept.answers[0]
            self.send_response(answer)
            if answer in {301, 302, 307, 308}:
                self.send_header("Location", kept.url + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815  a redirect that was followed would come as GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    scheme = "http"
    if folder:
        certificate, key = self_made(folder, "127.0.0.1")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        kept.ca_file, scheme = str(certificate), "https"
    kept.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
