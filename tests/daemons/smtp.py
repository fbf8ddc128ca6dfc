"""A small SMTP sink on a free loopback port: keeps what it is given, and can misbehave when told to."""

import ipaddress
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Sink:
    """A running sink. `behave`: "", "refuse" (recipients), "full" (552 after DATA), "hang" or "vanish" after DATA,
    "busy" (451, once) or "busy always"."""

    port: int = 0
    ca_file: str = ""
    behave: str = ""
    raw: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        """What arrived."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]


@contextmanager
def smtp_sink(folder: Path, *, tls: str = "starttls", host: str = "127.0.0.1") -> Iterator[Sink]:
    """Run a sink for the block; `tls` is `starttls`, `tls` or `none`."""
    sink = Sink()
    context = None
    if tls != "none":
        certificate, key = self_made(folder, host)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        sink.ca_file = str(certificate)

    class Talk(_Talk):
        pass

    Talk.sink, Talk.context, Talk.tls = sink, context, tls
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is what is tested
    sink.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield sink
    finally:
        sink.behave = "stop"
        server.shutdown()
        thread.join()
        server.server_close()


def self_made(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate for the address that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test of breachready")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, secret))
    return folder / "cert.pem", folder / "key.pem"


class _Talk(socketserver.BaseRequestHandler):
    sink: Sink
    context: ssl.SSLContext | None
    tls: str

    def handle(self) -> None:
        self.request.settimeout(30)
        self.encrypted = False
        self.lines = self.request.makefile("rb")
        if self.tls == "tls":
            self._encrypt()
        self._say("220 sink ready")
        self.to: list[str] = []
        while line := self.lines.readline():
            word, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            if not self._answer(word.upper(), rest):
                return

    def finish(self) -> None:
        self.lines.close()
        self.request.close()

    def _answer(self, word: str, rest: str) -> bool:
        match word:
            case "EHLO" | "HELO":
                offered = ["sink", *(["STARTTLS"] if self.tls == "starttls" and not self.encrypted else [])]
                offered += ["AUTH PLAIN"] if self.encrypted or self.tls == "none" else []
                for name in offered[:-1]:
                    self._say(f"250-{name}")
                self._say(f"250 {offered[-1]}")
            case "STARTTLS":
                self._say("220 go on")
                self._encrypt()
            case "AUTH":
                self.sink.logins.append(rest)
                self._say("535 wrong" if self.sink.behave == "refuse login" else "235 welcome")
            case "RCPT":
                refused = self.sink.behave == "refuse" or "nobody@" in rest
                if not refused:
                    self.to.append(rest.partition(":")[2].strip("<> "))
                self._say("550 no such person" if refused else "250 fine")
            case "MAIL" | "RSET":
                self.to = []
                self._say("250 fine")
            case "DATA":
                return self._data()
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 fine")
        return True

    def _data(self) -> bool:
        self._say("354 go on")
        body = []
        while (line := self.lines.readline()) not in {b".\r\n", b""}:
            body.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.sink.behave.startswith("busy"):
            self.sink.behave = self.sink.behave.removeprefix("busy").replace(" always", "busy always")
            self._say("451 try again later")
            return True
        if self.sink.behave == "full":
            self._say("552 mailbox full")
            return True
        self.sink.raw.append(b"".join(body))
        self.sink.encrypted.append(self.encrypted)
        self.sink.recipients.append(self.to)
        if self.sink.behave == "vanish":
            return False
        while self.sink.behave == "hang":
            time.sleep(0.05)
        self._say("250 taken")
        return True

    def _encrypt(self) -> None:
        assert self.context
        self.request = self.context.wrap_socket(self.request, server_side=True)
        self.encrypted = True
        self.lines.close()
        self.lines = self.request.makefile("rb")

    def _say(self, line: str) -> None:
        self.request.sendall(line.encode() + b"\r\n")
