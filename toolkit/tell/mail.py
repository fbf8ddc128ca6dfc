"""Mail by SMTP: TLS verified, no header that the text of a finding could break out of."""

import contextlib
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from toolkit.tell.trouble import NotSent, loopback, within

TOTAL = 90.0
"""Seconds for one mail, whatever the server does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where mail is handed in. `tls`: `starttls`, `tls` or `none`; `none` for this machine's own relay only."""

    server: str
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password: str = ""
    ca_file: str = ""
    seconds: float = 20.0
    """For each answer of the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One plain-text mail. `id` is the same however often it is sent, so that readers can tell a repeat."""

    sender: str
    recipients: Sequence[str]
    subject: str
    text: str
    id: str
    date: datetime


def send(mail: Mail, relay: Relay) -> str:
    """Hand the mail in; gives words on recipients that were refused, or "".

    Raises `NotSent`; `maybe` when the server went away after it may have taken the mail.
    """
    message = composed(mail)
    if relay.tls not in {"starttls", "tls", "none"}:
        raise NotSent(f"tls is {relay.tls!r}: expected starttls, tls or none", again=False)
    if relay.tls == "none" and not loopback(relay.server):
        raise NotSent("mail without TLS goes to a relay on this machine only", again=False)
    return within(TOTAL, lambda: _deliver(message, mail, relay))


def composed(mail: Mail) -> EmailMessage:
    """The mail as sent. `NotSent` when an address or the subject holds what would be another header."""
    message = EmailMessage(policy=SMTP)
    domain = mail.sender.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {
        "From": mail.sender,
        "To": ", ".join(mail.recipients),
        "Subject": mail.subject,
        "Date": format_datetime(mail.date),
        "Message-ID": f"<{mail.id}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    for name, content in headers.items():
        if any(ord(character) < 32 or ord(character) == 127 for character in content):
            raise NotSent(f"the {name} of the mail holds control characters", again=False)
        try:
            message[name] = content
        except (MessageError, ValueError, IndexError) as no:  # the parser of addresses raises all of them
            raise NotSent(f"the {name} of the mail is not valid: {no}", again=False) from no
    if not mail.recipients:
        raise NotSent("no recipients", again=False)
    message.set_content(mail.text.encode("utf-8", "replace").decode())
    return message


def _deliver(message: EmailMessage, mail: Mail, relay: Relay) -> str:
    try:
        server = connected(relay)
    except (OSError, ValueError) as no:
        raise NotSent(f"{relay.server}:{relay.port}: {words_of(no)}") from no
    try:
        refused = server.send_message(message, from_addr=None, to_addrs=list(mail.recipients))
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as no:
        raise NotSent(f"{relay.server}: {words_of(no)}") from no
    except (OSError, ValueError) as no:
        raise NotSent(f"{relay.server}: {words_of(no)}", maybe=True) from no
    finally:
        with contextlib.suppress(OSError):
            server.quit()
        server.close()
    return f"refused for {', '.join(sorted(refused))}" if refused else ""


def connected(relay: Relay) -> smtplib.SMTP:
    """A connection with TLS verified and a login made. Raises `OSError`, `ValueError`, `SMTPException`."""
    if relay.tls == "none":
        server = smtplib.SMTP(relay.server, relay.port, timeout=relay.seconds)
    else:
        context = ssl.create_default_context(cafile=relay.ca_file or None)
        if relay.tls == "tls":
            server = smtplib.SMTP_SSL(relay.server, relay.port, timeout=relay.seconds, context=context)
        else:
            server = smtplib.SMTP(relay.server, relay.port, timeout=relay.seconds)
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
    if relay.user:
        try:
            server.login(relay.user, relay.password)
        except BaseException:
            server.close()
            raise
    return server


def words_of(no: Exception) -> str:
    """What went wrong, for people."""
    if isinstance(no, smtplib.SMTPResponseException):
        said = no.smtp_error.decode("utf-8", "replace") if isinstance(no.smtp_error, bytes) else str(no.smtp_error)
        return f"{no.smtp_code} {said[:200]}"
    if isinstance(no, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {no.verify_message}"
    return str(no)[:300] or type(no).__name__
