"""Which letter, language and channel one person gets, and why: every choice says its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.core.dispatch.person import Channel, Person

ANYWHERE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What a duty says about reaching people. `places`: countries or `US-CA`; `*`: everywhere."""

    id: str
    places: tuple[str, ...]
    channels: tuple[Channel, ...] = tuple(Channel)
    """Those by which the law takes somebody for told, the safest first."""
    on_wish: tuple[Channel, ...] = ()
    """Those of them that it takes only where the person chose them."""
    note: str = ""
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One approved notice: which laws it keeps, in which languages, for which channels."""

    id: str
    laws: tuple[str, ...]
    languages: tuple[str, ...]
    channels: tuple[Channel, ...] = (Channel.MAIL, Channel.LETTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One person told once. `channel` is None where none is left: somebody must find another way."""

    letter: str
    language: str
    channel: Channel | None
    laws: tuple[str, ...]
    why: tuple[str, ...]
    unkept: tuple[str, ...] = ()
    """Laws of theirs that no letter keeps."""
    foreign: bool = False
    """The letter is not in their language."""


def choose(person: Person, letters: Sequence[Letter], laws: Sequence[Law], tongue: str = "en") -> tuple[Choice, ...]:
    """What this person gets: usually one letter, more where no single letter keeps all their laws.

    `tongue`: the language for those whose own no letter has. Raises `ValueError` when there is no letter at all.
    """
    if not letters:
        raise ValueError("there is no letter to send")
    owed = [law for law in laws if _lives(person, law)]
    chosen: dict[str, list[Law]] = {}
    why: list[str] = []
    unkept: list[str] = []
    for law in owed:
        letter = next((one for one in letters if law.id in one.laws), None)
        if letter is None:
            why.append(f"no letter keeps {law.id}: the first one is sent")
            letter = letters[0]
            unkept.append(law.id)
        chosen.setdefault(letter.id, []).append(law)
    if not owed:
        why.append("no law of theirs is known to ask for it: told all the same")
        chosen[letters[0].id] = []
    by_id = {one.id: one for one in letters}
    made = (_choice(person, by_id[name], ours, tongue, tuple(why)) for name, ours in chosen.items())
    return tuple(replace(one, unkept=tuple(law for law in one.laws if law in unkept)) for one in made)


def next_channel(
    choice: Choice, person: Person, letter: Letter, laws: Sequence[Law], tried: Sequence[Channel]
) -> Choice:
    """The same letter by the next channel, after those that failed."""
    ours = [law for law in laws if law.id in choice.laws]
    channel, why = _channel(person, letter, ours, tried)
    words = (*choice.why, f"{', '.join(tried)} did not reach them", *why)
    return Choice(letter=choice.letter, language=choice.language, channel=channel, laws=choice.laws, why=words)


def _choice(person: Person, letter: Letter, laws: Sequence[Law], tongue: str, why: tuple[str, ...]) -> Choice:
    language, said = _language(person, letter, tongue)
    channel, because = _channel(person, letter, laws, ())
    doubts = tuple(f"{law.id} is not confirmed" for law in laws if not law.confirmed)
    return Choice(
        letter=letter.id,
        language=language,
        channel=channel,
        laws=tuple(law.id for law in laws),
        why=(*why, *said, *because, *doubts),
        foreign=bool(said),
    )


def _lives(person: Person, law: Law) -> bool:
    here = {person.country, ANYWHERE, *([f"{person.country}-{person.region}"] if person.region else [])}
    return bool(here & set(law.places))


def _language(person: Person, letter: Letter, tongue: str) -> tuple[str, tuple[str, ...]]:
    base = person.language.partition("-")[0]
    for wanted in (person.language, base):
        if wanted in letter.languages:
            return wanted, ()
    other = tongue if tongue in letter.languages else letter.languages[0]
    return other, (f"the letter is not in {person.language}: sent in {other}",)


def _channel(
    person: Person, letter: Letter, laws: Sequence[Law], tried: Sequence[Channel]
) -> tuple[Channel | None, tuple[str, ...]]:
    """The channel they chose where every law of theirs takes it, else the safest that the laws take."""
    lawful = [one for one in _lawful(laws) if one in letter.channels]
    there = [one for one in person.reachable() if one not in tried]
    why: list[str] = []
    for wanted in person.wants:
        if wanted in tried:
            continue
        if wanted in there and wanted in lawful:
            return wanted, (*why, f"{wanted}, as they chose")
        why.append(_because(wanted, there, letter, laws))
    unasked = [one for one in lawful if not any(one in law.on_wish for law in laws)]
    found = next((one for one in unasked if one in there), None)
    if found is None:
        why.append("no channel is left that the law takes and for which there is an address")
    else:
        why.append(f"{found}, which their law takes" if laws else f"{found}, for which there is an address")
    return found, tuple(why)


def _lawful(laws: Sequence[Law]) -> list[Channel]:
    """Channels that every law takes, in the order of the first."""
    first = laws[0].channels if laws else tuple(Channel)
    return [one for one in first if all(one in law.channels for law in laws)]


def _because(wanted: Channel, there: Sequence[Channel], letter: Letter, laws: Sequence[Law]) -> str:
    if wanted not in there:
        return f"they chose {wanted}, for which there is no address"
    if wanted not in letter.channels:
        return f"they chose {wanted}, which the letter is not made for"
    against = next(law for law in laws if wanted not in law.channels)
    return f"they chose {wanted}, which {against.id} does not take" + (f": {against.note}" if against.note else "")
