"""One attempt to tell one person, and so many of them in numbers."""

from dataclasses import dataclass

from toolkit.core.dispatch.choose import Choice
from toolkit.core.dispatch.person import Channel, Person
from toolkit.core.dispatch.words import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One attempt to tell one person by one channel."""

    n: int
    person: Person
    letter: str
    language: str
    channel: Channel | None
    laws: tuple[str, ...]
    why: tuple[str, ...]
    state: State
    attempt: int = 0
    version: str = ""
    """Digest of the approved notice that it was made from."""
    message: str = ""
    """Message-ID, the same however often it is sent."""
    digest: str = ""
    """SHA-256 of the bytes that were handed in: a mail, or the file of a batch."""
    promised_at: str = ""
    settled_at: str = ""
    answer: str = ""
    """What the server said."""

    def choice(self) -> Choice:
        """As it was chosen."""
        return Choice(letter=self.letter, language=self.language, channel=self.channel, laws=self.laws, why=self.why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """So many people get this letter for these laws, in this language, by this channel ("": by none)."""

    letter: str
    laws: tuple[str, ...]
    language: str
    channel: str
    count: int
