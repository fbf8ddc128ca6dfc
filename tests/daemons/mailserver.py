"""A real mail server (aiosmtpd) in its own process: STARTTLS and a login demanded, each mail a line in its log."""

import asyncio
import json
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.daemons.loopback import ended
from tests.daemons.smtp import self_made

USER, PASSWORD = "notices", "correct horse"


@dataclass
class MailServer:
    """A running one."""

    port: int
    ca_file: Path
    folder: Path

    @property
    def log(self) -> list[dict[str, str]]:
        """What it took: `to`, `sender`, `message` (the Message-ID) and the `file` it is in."""
        path = self.folder / "log.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    @property
    def told(self) -> Counter[str]:
        """How often each address got something."""
        return Counter(one["to"] for one in self.log)

    def mail(self, to: str) -> EmailMessage:
        """The last mail to an address."""
        (*_, one) = (one for one in self.log if one["to"] == to)
        made = message_from_bytes((self.folder / one["file"]).read_bytes(), policy=policy.default)
        assert isinstance(made, EmailMessage)
        return made


@contextmanager
def mail_server(folder: Path, *, slow: float = 0.0) -> Iterator[MailServer]:
    """Run one; `slow`: seconds that it thinks about each mail. `refused@` is nobody there."""
    folder.mkdir()
    self_made(folder, "127.0.0.1")
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.daemons.mailserver", str(folder), str(slow)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    with process.stdout, ended(process):
        port = int(process.stdout.readline())
        yield MailServer(port, folder / "cert.pem", folder)


def _serve(folder: Path, slow: float) -> None:
    from aiosmtpd.smtp import SMTP, AuthResult

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    log = (folder / "log.jsonl").open("a", buffering=1)

    class Handler:
        count = 0

        async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  aiosmtpd's
            if address.startswith("refused@"):
                return "550 5.1.1 nobody of that name"
            envelope.rcpt_tos.append(address)
            return "250 fine"

        async def handle_DATA(self, _server, session, envelope):  # noqa: N802  aiosmtpd's
            await asyncio.sleep(slow)
            Handler.count += 1
            name = f"{Handler.count}.eml"
            (folder / name).write_bytes(envelope.content)
            message = message_from_bytes(envelope.content)["Message-ID"].strip("<>")
            said = {"to": envelope.rcpt_tos[0], "sender": envelope.mail_from, "message": message, "file": name}
            log.write(json.dumps({**said, "tls": session.ssl is not None}) + "\n")
            return f"250 2.0.0 queued as {Handler.count}"

    def login(_server, _session, _envelope, _mechanism, data):
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    def talk():
        return SMTP(
            Handler(), require_starttls=True, tls_context=context, authenticator=login, auth_required=True, loop=loop
        )

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(talk, "127.0.0.1", 0))
    print(server.sockets[0].getsockname()[1], flush=True)
    loop.run_forever()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), float(sys.argv[2]))
