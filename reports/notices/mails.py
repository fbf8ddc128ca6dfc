"""Mails to many, each as fast as a server can take them: what is the same in all is encoded once.

Quoted-printable can be joined where it was cut: each piece begins on a line of its own, and a `=` at the end of the
line says that the text goes on (RFC 2045, 6.7).
"""

import re
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from html import escape

from reports.inert import plain
from reports.notices.eml import WIDTH
from reports.notices.press import Press
from toolkit.core.errors import Problem, UserError

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
BOUNDARY = "=_notice_ab01d29f6c"
"""No line of a quoted-printable part can begin with it: a `=` there is followed by two digits or the line's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """One mail's own headers. `id`: the same however often it is written, so that readers can tell a repeat."""

    mail: str
    name: str = ""
    date: datetime
    id: str


class Mails:
    """Writes one notice's mails in one language."""

    def __init__(self, press: Press, language: str, sender_name: str, sender: str) -> None:
        self._press, self._language = press, language
        self._from = _address("From", sender_name, sender)
        self._forms: dict[frozenset[str], tuple[list[bytes | str], list[bytes | str]]] = {}

    def mail(self, recipient: Mapping[str, str], to: To) -> bytes:
        """The mail's bytes. Raises `UserError` or `ValueError` for what no mail can carry."""
        self._press.judge(recipient)
        names = frozenset(name for name, value in recipient.items() if value)
        title, _, _ = self._press.form(names)
        subject = "".join(recipient[part] if at % 2 else part for at, part in enumerate(title))
        words, page = self._form(names)
        return b"\r\n".join(
            (
                self._from,
                _address("To", to.name, to.mail),
                b"Subject: " + _encoded("Subject", subject[:WIDTH]),
                b"Date: " + format_datetime(to.date).encode("ascii"),
                b"Message-ID: <" + _plain(to.id) + b">",
                b"Content-Language: " + _plain(self._language),
                b"MIME-Version: 1.0",
                f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n'.encode(),
                _part("plain", _joined(words, recipient)),
                _part("html", _joined(page, {name: escape(value) for name, value in recipient.items()})),
                f"--{BOUNDARY}--\r\n".encode(),
            )
        )

    def _form(self, names: frozenset[str]) -> tuple[list[bytes | str], list[bytes | str]]:
        if names not in self._forms:
            _, words, page = self._press.form(names)
            self._forms[names] = (_halves(words), _halves(page))
        return self._forms[names]


def _halves(form: Sequence[str]) -> list[bytes | str]:
    """What is the same in all, encoded; names of fields between."""
    return [part if at % 2 else _quoted(part) for at, part in enumerate(form)]


def _joined(form: Sequence[bytes | str], values: Mapping[str, str]) -> bytes:
    return b"=\r\n".join(part if isinstance(part, bytes) else _quoted(values[part]) for part in form)


def _quoted(text: str) -> bytes:
    return b2a_qp(text.encode("utf-8"), istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _part(subtype: str, body: bytes) -> bytes:
    head = (
        f"--{BOUNDARY}\r\n"
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + body


def _address(field: str, name: str, mail: str) -> bytes:
    if not ADDRESS.fullmatch(mail) or not plain(name):
        raise UserError(Problem("mail", field, f"cannot be addressed: {mail[:80]!r}"))
    if not name:
        return f"{field}: {mail}".encode()
    named = _encoded(field, name)
    if named == name.encode("utf-8"):
        named = b'"' + named.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return field.encode() + b": " + named + f"\r\n <{mail}>".encode()


def _encoded(field: str, words: str) -> bytes:
    if words.isascii() and words.isprintable() and len(words) <= 60 and "=?" not in words:
        return words.encode()
    return Header(words, "utf-8", maxlinelen=76, header_name=field).encode(linesep="\r\n").encode()


def _plain(words: str) -> bytes:
    if not words.isascii() or not words.isprintable() or set(words) & set("<> "):
        raise UserError(Problem("mail", "", f"{words[:60]!r} cannot stand in a header"))
    return words.encode()
