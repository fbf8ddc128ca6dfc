"""The notices of an incident that go to people, and one person's mail, letter and text message made from them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from babel import Locale

from reports.notices.mails import To
from toolkit.config.settings import Settings
from toolkit.core.dispatch import Channel, Letter, Person, Telling
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident
from toolkit.core.notice import Limit
from toolkit.core.playbook import Audience
from toolkit.usecase.notice.rendering import Printer
from toolkit.usecase.notice.seen import Seen, see
from toolkit.usecase.notice.shelf import library

FIELDS: Mapping[str, Callable[[Person], str]] = {
    "recipient_name": lambda person: person.name,
    "recipient_reference": lambda person: person.reference,
}
"""What a list of people can put into a notice."""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """`letters` by id; `texts`: of a letter, the notice that is its text message."""

    letters: Mapping[str, Seen]
    texts: Mapping[str, Seen]
    _printers: dict[str, Printer] = field(default_factory=dict)

    def seen(self, letter: str, channel: Channel | None) -> Seen:
        """What somebody gets by this channel. Raises `UserError` for a letter that is not among these."""
        if letter not in self.letters:
            raise UserError(Problem("--notice", "", f"{letter} is planned for people, and is not among those named"))
        return self.texts.get(letter, self.letters[letter]) if channel is Channel.SMS else self.letters[letter]

    def each(self) -> Iterator[Seen]:
        """All of them, once."""
        yield from {one.notice.id: one for one in (*self.letters.values(), *self.texts.values())}.values()

    def choices(self) -> list[Letter]:
        """As choices are made from them: a text message only where one is in all its languages for all its laws."""
        return [
            Letter(
                id=name,
                laws=seen.notice.rules,
                languages=seen.notice.languages,
                channels=tuple(Channel) if name in self.texts else (Channel.MAIL, Channel.LETTER),
            )
            for name, seen in self.letters.items()
        ]

    def version(self, one: Telling) -> str:
        """Digest of the bytes that were approved."""
        return self.seen(one.letter, one.channel).digest

    def mail(self, one: Telling, message: str, at: datetime) -> bytes:
        """Ready for the server."""
        printer = self._printer(one)
        to = To(mail=one.person.mail, name=one.person.name, date=at, id=message)
        return printer.mail(one.language, printer.recipient(self.fields(one.person, printer.seen)), to)

    def text(self, one: Telling) -> str:
        """Their text message."""
        printer = self._printer(one)
        return printer.text(one.language, printer.recipient(self.fields(one.person, printer.seen)))

    def paper(self, batch: Sequence[Telling]) -> bytes:
        """Letters of one notice in one language, as a print-ready file."""
        printer = self._printer(batch[0])
        made = [
            (printer.recipient(self.fields(one.person, printer.seen)), window(one.person, one.language))
            for one in batch
        ]
        return printer.letters(batch[0].language, made)

    @staticmethod
    def fields(person: Person, seen: Seen) -> Mapping[str, str]:
        """What the list says for the fields of a notice."""
        return {name: give(person) for name, give in FIELDS.items() if name in seen.template.fields}

    def _printer(self, one: Telling) -> Printer:
        seen = self.seen(one.letter, one.channel)
        return self._printers.setdefault(seen.notice.id, Printer(seen=seen))


def outgoing(settings: Settings, folder: Path, incident: Incident, names: Sequence[str] = ()) -> Outgoing:
    """These notices, or all to people that were drafted for a law, in order. Raises `UserError`."""
    shelf = library(settings)
    found = [see(settings, folder, incident, name, shelf) for name in (names or incident.notices)]
    wrong = [one.notice.id for one in found if one.template.audience is not Audience.PEOPLE]
    if names and wrong:
        raise UserError([Problem("--notice", "", f"{name} is not for people") for name in wrong])
    people = [one for one in found if one.template.audience is Audience.PEOPLE and (names or one.notice.rules)]
    letters = {one.notice.id: one for one in people if one.template.limit is not Limit.SMS}
    if not letters:
        words = (
            "no notice to people was drafted for a law; as in `breachready notice draft people-full --law eu-gdpr`"
        )
        raise UserError(Problem(incident.id, "", words))
    texts = [one for one in people if one.template.limit is Limit.SMS]
    pairs = ((name, next((text for text in texts if _is_of(text, letter)), None)) for name, letter in letters.items())
    return Outgoing(letters=letters, texts={name: text for name, text in pairs if text})


def unfillable(seen: Seen) -> Iterator[str]:
    """Fields that differ from person to person, must be there, and that no list can give."""
    for name, one in seen.template.fields.items():
        if one.merged and one.required and name not in FIELDS:
            yield name


def window(person: Person, language: str) -> list[str]:
    """What stands in the window of the envelope, the country last, in capitals and in the letter's language."""
    place = Locale.parse(language.replace("-", "_")).territories.get(person.country, person.country)
    return [person.name, *person.address, place.upper()]


def _is_of(text: Seen, letter: Seen) -> bool:
    said, whole = text.notice, letter.notice
    return set(said.languages) >= set(whole.languages) and set(said.rules) >= set(whole.rules)
