"""A notice written out in every format, and printed for one recipient or many."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from reports.notices.html import html
from reports.notices.mails import Mails, To
from reports.notices.press import Press, with_recipient
from reports.notices.text import message, text
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind
from toolkit.core.notice import Document, Limit
from toolkit.core.notice.checked import checked
from toolkit.store.journal import write_whole
from toolkit.usecase.incident.session import Clock, Said, View, real_clock, recording
from toolkit.usecase.notice.seen import Seen, marked, see
from toolkit.usecase.notice.shelf import keep_bytes, library


class Format(StrEnum):
    """What a notice can be written as."""

    TEXT = "txt"
    HTML = "html"
    WEB = "web"
    """Pages for the website, without letterhead, each leading to the other languages."""
    DOCX = "docx"
    PDF = "pdf"
    EML = "eml"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of an export."""

    name: str
    content: bytes


def files(
    seen: Seen, formats: tuple[Format, ...], *, draft: bool, at: datetime, languages: tuple[str, ...] = ()
) -> Iterator[File]:
    """Each language (or those named) in each format. `draft`: each says above all that it is one."""
    for code in languages or seen.notice.languages:
        document = seen.documents[code]
        if draft:
            document = marked(document, seen.languages[code], "draft")
        for wanted in formats:
            made = _made(seen, document, wanted, at)
            if made:
                ending = "web.html" if wanted is Format.WEB else wanted.value
                yield File(name=f"{seen.notice.id}.{code}.{ending}", content=made)


def export(
    settings: Settings,
    folder: Path,
    id: str,
    said: Said,
    *,
    formats: tuple[Format, ...],
    out: Path,
    draft: bool = False,
    clock: Clock = real_clock,
) -> tuple[View, tuple[Path, ...]]:
    """Write the files and a line in the journal. Raises `UserError` for what is not approved, unless as a draft."""
    written: list[Path] = []

    def write(one: File) -> None:
        written.append(_written(out, one))

    view, _ = issue(settings, folder, id, said, formats=formats, draft=draft, hand=write, clock=clock)
    return view, tuple(written)


def issue(
    settings: Settings,
    folder: Path,
    id: str,
    said: Said,
    *,
    formats: tuple[Format, ...],
    languages: tuple[str, ...] = (),
    draft: bool = False,
    hand: Callable[[File], None] | None = None,
    clock: Clock = real_clock,
) -> tuple[View, tuple[File, ...]]:
    """The files, each handed over before the journal's line tells of all. Raises `UserError` as `export` does.

    `languages`: only these; empty: all.
    """
    shelf = library(settings)
    with recording(folder, clock) as record:
        seen = see(settings, folder, record.incident, id, shelf)
        if not draft and seen.lacking:
            problems = [Problem(id, "", f"lacks {words}") for words in seen.lacking]
            raise UserError([*problems, Problem("--draft", "", "writes it as a draft, and marks it so")])
        made = tuple(files(seen, formats, draft=draft, at=said.at or record.now, languages=languages))
        if hand:
            for one in made:
                hand(one)
        keep_bytes(folder, seen.digest, seen.bytes)
        data = {
            "notice": id,
            "digest": seen.digest,
            "formats": [one.value for one in formats],
            "draft": draft,
            "files": {one.name: hashlib.sha256(one.content).hexdigest() for one in made},
        }
        record.write(Kind.NOTICE_EXPORTED, said, data=data)
        return record.view(), made


def preview(seen: Seen, language: str) -> str:
    """The page as it stands; above one that may not go out stands that it is a draft. Empty for a text message."""
    words = seen.languages[language].words
    if not seen.pages or not seen.lacking:
        return seen.pages.get(language, "")
    banner = words.get("draft", "DRAFT")
    return html(seen.documents[language], seen.head, seen.languages[language], banner=banner)


@dataclass(frozen=True, kw_only=True)
class Printer:
    """Prints a notice for recipients, one after the other, in constant memory."""

    seen: Seen

    @cached_property
    def _mails(self) -> dict[str, Mails]:
        return {}

    @cached_property
    def _presses(self) -> Mapping[str, Press]:
        return {code: self._press(code) for code in self.seen.notice.languages}

    def _press(self, code: str) -> Press:
        seen = self.seen
        return Press(lambda names: seen.document(code, names), seen.head, seen.languages[code])

    def press(self, language: str) -> Press:
        """For one language. Raises `UserError` for one that the notice is not written in."""
        if language not in self._presses:
            have = ", ".join(self._presses)
            raise UserError(Problem("--language", "", f"{self.seen.notice.id} has no {language!r}; it has {have}"))
        return self._presses[language]

    def mail(self, language: str, recipient: Mapping[str, str], to: To) -> bytes:
        """One recipient's mail, ready for the server. `recipient` was judged. Raises `UserError`."""
        if language not in self._mails:
            head = self.seen.letterhead
            self._mails[language] = Mails(self.press(language), language, head.name, head.mail)
        return self._mails[language].mail(recipient, to)

    def text(self, language: str, recipient: Mapping[str, str]) -> str:
        """One recipient's text message. `recipient` was judged."""
        seen, names = self.seen, frozenset(recipient)
        return message(with_recipient(seen.document(language, names), recipient))

    def letters(self, language: str, recipients: Sequence[tuple[Mapping[str, str], Sequence[str]]]) -> bytes:
        """A print-ready file: a letter for each of these, who were judged, with the lines of their address."""
        from reports.notices.pdf import pdf  # noqa: PLC0415 typst loads when a letter is asked for

        seen = self.seen
        documents = [with_recipient(seen.document(language, frozenset(one)), one) for one, _ in recipients]
        return pdf(documents, seen.head, seen.languages[language], addresses=[lines for _, lines in recipients])

    def recipient(self, given: Mapping[str, str]) -> Mapping[str, str]:
        """The fields of a recipient, judged. Raises `UserError` for what is missing, unknown or unfit."""
        kept = {}
        fields = {name: field for name, field in self.seen.template.fields.items() if field.merged}
        no_such = f"is no field of a recipient; those are {', '.join(fields) or 'none'}"
        problems = [Problem(name, "", no_such) for name in sorted(given.keys() - fields.keys())]
        for name, field in fields.items():
            if not given.get(name) and field.required:
                problems.append(Problem(name, "", "has no value"))
            elif given.get(name):
                try:
                    kept[name] = checked(field, given[name])
                except ValueError as no:
                    problems.append(Problem(name, "", str(no)))
        if problems:
            raise UserError(problems)
        return kept


def _made(seen: Seen, document: Document, format: Format, at: datetime) -> bytes:
    language = seen.languages[document.language]
    if seen.template.limit is Limit.SMS:
        return (message(document) + "\n").encode() if format is Format.TEXT else b""
    match format:
        case Format.TEXT:
            return text(document).encode()
        case Format.HTML:
            return html(document, seen.head, language).encode()
        case Format.WEB:
            others = {
                code: (f"{seen.notice.id}.{code}.web.html", seen.languages[code])
                for code in seen.notice.languages
                if code != document.language
            }
            return html(document, None, language, others=others).encode()
        case Format.DOCX:
            from reports.notices.docx import docx  # noqa: PLC0415 python-docx loads when a Word file is asked for

            return docx(document, seen.head, language)
        case Format.PDF:
            from reports.notices.pdf import pdf  # noqa: PLC0415 likewise

            return pdf([document], seen.head, language)
        case Format.EML:
            return _mail(seen, document, at)


def _mail(seen: Seen, document: Document, at: datetime) -> bytes:
    from reports.notices.eml import Envelope, eml  # noqa: PLC0415 likewise

    head = seen.letterhead
    if not head.mail:
        raise UserError(Problem("breachready.toml", "organisation.mail", "expected who a mail comes from"))
    page = html(document, None, seen.languages[document.language])
    envelope = Envelope(
        sender_name=head.name,
        sender=head.mail,
        to=head.mail,
        date=at,
        id=f"{seen.digest[7:39]}.{document.language}@{head.mail.rpartition('@')[2]}",
    )
    return eml(document.title or seen.template.title, text(document), page, document.language, envelope)


def _written(out: Path, one: File) -> Path:
    path = out / one.name
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(path.resolve(), one.content)
    except OSError as no:
        raise UserError(Problem(str(path), "", no.strerror or str(no))) from no
    return path
