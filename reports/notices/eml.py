"""The notice as a mail file: plain text and page, ready to be opened, looked at or handed to a server."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from toolkit.core.errors import Problem, UserError

WIDTH = 150
"""Characters of a subject; longer ones are cut by most readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands on it. `id`: the same however often it is written, so that readers can tell a repeat."""

    sender_name: str
    sender: str
    to: str
    to_name: str = ""
    date: datetime
    id: str


def eml(subject: str, text: str, html: str, language: str, envelope: Envelope) -> bytes:
    """The mail's bytes, lines ended as mail wants it. Raises `UserError` for what no mail can carry.

    Seven bits, whatever is in it, so that no server on the way has to change the parts.
    """
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    try:
        mail["From"] = Address(_line(envelope.sender_name), addr_spec=envelope.sender)
        mail["To"] = Address(_line(envelope.to_name), addr_spec=envelope.to)
        mail["Subject"] = _line(subject)[:WIDTH]
        mail["Date"] = format_datetime(envelope.date)
        mail["Message-ID"] = f"<{_line(envelope.id)}>"
    except (ValueError, IndexError, AttributeError) as no:
        raise UserError(Problem("mail", "", f"cannot be addressed: {no}")) from no
    mail.set_content(text, subtype="plain", charset="utf-8")
    mail.add_alternative(html, subtype="html", charset="utf-8")
    mail["Content-Language"] = language
    mail.set_boundary(f"=_{_boundary(envelope.id)}")
    return mail.as_bytes()


def _line(words: str) -> str:
    """On one line. Raises `ValueError` for what would begin another header."""
    if any(ord(char) < 32 or ord(char) == 127 for char in words):
        raise ValueError(f"{words[:60]!r} has characters that would begin another line")
    return words


def _boundary(id: str) -> str:
    return "".join(char for char in id if char.isalnum())[:40] or "notice"
