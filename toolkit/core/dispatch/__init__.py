"""Who is told what, in which language, by which channel, and what became of it. Pure."""

from toolkit.core.dispatch.choose import Choice, Law, Letter, choose, next_channel
from toolkit.core.dispatch.person import Channel, Person, Refused, person_of
from toolkit.core.dispatch.telling import Line, Telling
from toolkit.core.dispatch.words import OPEN, SETTLED, State

__all__ = [
    "OPEN",
    "SETTLED",
    "Channel",
    "Choice",
    "Law",
    "Letter",
    "Line",
    "Person",
    "Refused",
    "State",
    "Telling",
    "choose",
    "next_channel",
    "person_of",
]
