"""One person's notice shown before anybody gets it, and a mail to oneself that is marked as a test."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.notices.eml import Envelope, eml
from reports.notices.html import html
from reports.notices.press import with_recipient
from reports.notices.text import message, text
from toolkit.config.settings import Settings
from toolkit.core.dispatch import Channel, Choice, Person
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident
from toolkit.core.notice import ANY, Document
from toolkit.store.notified import ledger
from toolkit.tell.post import Answer, Fate, Post
from toolkit.tell.trouble import NotSent
from toolkit.usecase.dispatch.outgoing import Outgoing
from toolkit.usecase.dispatch.people import place, shown
from toolkit.usecase.dispatch.planning import Asked, remembered, ruled
from toolkit.usecase.incident.session import look
from toolkit.usecase.notice.rendering import Printer
from toolkit.usecase.notice.seen import Seen, marked
from toolkit.usecase.relay import relay

MARK = "TEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one person gets, or got: each choice with its notice as it is now, as text and page, for them."""

    person: Person
    choices: tuple[tuple[Choice, str, str], ...]
    lacking: tuple[str, ...]


def preview(settings: Settings, folder: Path, key: str, asked: Asked) -> Preview:
    """Show it. Raises `UserError` for nobody of this key."""
    view = look(folder)
    with ledger(place(folder)) as book:
        going, rules = ruled(settings, view, remembered(book, asked))
        try:
            person, choices = shown(book, key, rules)
        except LookupError as no:
            raise UserError(Problem("--person", "", f"nobody on the list is {key[:60]!r}")) from no
    lacking = tuple(f"{one.notice.id} lacks {words}" for one in going.each() for words in one.lacking)
    return Preview(
        person=person, choices=tuple((one, *_made(going, one, person)) for one in choices), lacking=lacking
    )


def _made(going: Outgoing, one: Choice, person: Person) -> tuple[str, str]:
    printer = Printer(seen=going.seen(one.letter, one.channel))
    fields = printer.recipient(going.fields(person, printer.seen))
    if one.channel is Channel.SMS:
        return printer.text(one.language, fields), ""
    made = printer.press(one.language).printed(fields)
    return made.text, made.html


def try_out(
    settings: Settings, folder: Path, to: str, names: Sequence[str] = (), *, at: datetime
) -> Iterator[tuple[str, str, Answer]]:
    """Each notice in each language to one address, marked as a test at its top and in its subject. Nothing is kept.

    Raises `UserError` for an exercise, without settings for mail, and when the server cannot be reached.
    """
    view = look(folder)
    post = _server(settings, view.incident)
    going = ruled(settings, view, Asked(notices=tuple(names)))[0]
    with post:
        for seen in going.each():
            for code in seen.notice.languages:
                raw = _test(settings, seen, code, to, at)
                try:
                    yield seen.notice.id, code, post.send(raw, settings.organisation.mail, to)
                except NotSent as no:
                    raise UserError(Problem("breachready.toml", "notices.mail", no.reason)) from no


def _server(settings: Settings, incident: Incident) -> Post:
    if incident.exercise:
        raise UserError(Problem(incident.id, "", "is an exercise: nothing leaves this machine"))
    if settings.notices.mail is None:
        raise UserError(Problem("breachready.toml", "notices.mail", "is missing: it says how mail is sent"))
    if not settings.organisation.mail:
        raise UserError(Problem("breachready.toml", "organisation.mail", "expected who the mails come from"))
    try:
        return Post(relay(settings.notices.mail, beside=settings.source))
    except NotSent as no:
        raise UserError(Problem("breachready.toml", "notices.mail", no.reason)) from no


def _test(settings: Settings, seen: Seen, code: str, to: str, at: datetime) -> bytes:
    """The notice with the examples of a recipient's fields."""
    language = seen.languages[code]
    merged = {name: _example(seen, name, code) for name, field in seen.template.fields.items() if field.merged}
    document: Document = marked(with_recipient(seen.document(code, frozenset(merged)), merged), language, "test")
    plain = text(document) if document.title else message(document) + "\n"
    envelope = Envelope(
        sender_name=settings.organisation.name,
        sender=settings.organisation.mail,
        to=to,
        date=at,
        id=f"test-{seen.digest[7:23]}.{code}.{at:%Y%m%d%H%M%S}@{settings.organisation.mail.rpartition('@')[2]}",
    )
    subject = f"[{MARK}] {document.title or seen.template.title}"
    return eml(subject, plain, html(document, seen.head, language), code, envelope)


def _example(seen: Seen, name: str, code: str) -> str:
    given = seen.template.fields[name].example
    return given.get(code, "") or given.get(ANY, "") or name


def went(answer: Answer) -> bool:
    """Whether the server took it."""
    return answer.fate is Fate.TAKEN
