"""The proof for one person as a `Document`: text, page and PDF are made from it as from any notice."""

from collections.abc import Iterator

from reports.incident.times import Times
from toolkit.core.dispatch import Telling
from toolkit.core.dispatch.proof import Proof, Version
from toolkit.core.incident import Event, moment
from toolkit.core.notice import Block, BlockKind, Document, Piece


def document(one: Proof, times: Times) -> Document:
    """What was sent, when, by which channel and why, what the server said, who had approved it, and its text."""
    return Document(language="en", blocks=tuple(_blocks(one, times)))


def _blocks(one: Proof, times: Times) -> Iterator[Block]:
    yield _block(BlockKind.TITLE, f"Proof of notification: {one.person.name}")
    if one.incident.exercise:
        yield _block(BlockKind.PARAGRAPH, "EXERCISE. Nothing was sent.", strong=True)
    yield _item("Incident", f"{one.incident.id}: {one.incident.title}")
    place = f"{one.person.country}-{one.person.region}" if one.person.region else one.person.country
    yield _item("Person", f"{one.person.name}, {one.person.key}; {place}; speaks {one.person.language}")
    chose = ", ".join(one.person.wants) or "said nothing"
    yield _item("Channels they chose", chose)
    for note in one.person.notes:
        yield _item("On the list", note)
    if not one.tellings:
        yield _block(BlockKind.PARAGRAPH, "Nothing was decided for this person yet.", strong=True)
    for telling in one.tellings:
        yield from _telling(telling, times)
    for version in one.versions.values():
        yield from _version(version, times)
    yield _block(BlockKind.HEADING, "How to check this")
    yield _block(
        BlockKind.PARAGRAPH,
        "The digest of a notice is the SHA-256 of a file in the incident's folder notices/; each approval names it "
        f"in a line of the journal, whose last line hashes to {one.head}.",
    )


def _telling(one: Telling, times: Times) -> Iterator[Block]:
    yield _block(
        BlockKind.HEADING, f"Attempt {one.attempt + 1}: {one.letter}, {one.channel or 'no channel'}, {one.state}"
    )
    yield _item("Laws", ", ".join(one.laws) or "none known")
    yield _item("Language", one.language)
    yield _item("Why so", "; ".join(one.why))
    yield _item("Address", _address(one))
    for what, at in (("Handed in", one.promised_at), ("Answered", one.settled_at)):
        if at:
            yield _item(what, times.both(moment(at)))
    for what, words in (
        ("Answer", one.answer),
        ("Message-ID", one.message),
        ("SHA-256 of what was handed in", one.digest),
        ("Notice", f"{one.letter}, {one.version}" if one.version else ""),
    ):
        if words:
            yield _item(what, words)


def _address(one: Telling) -> str:
    who = one.person
    given = {"mail": who.mail, "sms": who.phone, "letter": ", ".join((who.name, *who.address, who.country))}
    return given.get(one.channel or "", "none")


def _version(one: Version, times: Times) -> Iterator[Block]:
    yield _block(BlockKind.HEADING, f"The notice {one.notice}, {one.digest}")
    for yes in one.approvals:
        yield _item(f"Approved as {yes.data['role']}", _yes(yes, times))
    for part in one.text.split("\n"):
        if part.strip():
            yield _block(BlockKind.PARAGRAPH, part)


def _yes(yes: Event, times: Times) -> str:
    return f"{yes.by}, {times.both(yes.occurred_at)}, line {yes.n} of the journal"


def _block(kind: BlockKind, words: str, *, strong: bool = False) -> Block:
    return Block(kind=kind, pieces=(Piece(words, strong=strong),), line=1)


def _item(what: str, words: str) -> Block:
    return Block(kind=BlockKind.ITEM, pieces=(Piece(f"{what}: ", strong=True), Piece(words)), line=1)
