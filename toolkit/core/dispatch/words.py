"""What can become of telling one person once."""

from enum import StrEnum


class State(StrEnum):
    """Of one attempt to tell one person by one channel."""

    PLANNED = "planned"
    PROMISED = "promised"
    """About to be handed in. Found so when nobody is sending: in doubt, it may have gone out."""
    ACCEPTED = "accepted"
    """The mail server took it, and said so."""
    HANDED_OVER = "handed-over"
    """In a batch for printing or texting that somebody took."""
    REFUSED = "refused"
    """The server will not take it for this address, now or later."""
    BOUNCED = "bounced"
    """Taken, and came back."""
    UNREACHABLE = "unreachable"
    """No channel is left."""


OPEN = (State.PLANNED, State.PROMISED)
SETTLED = (State.ACCEPTED, State.HANDED_OVER)
"""Told, as far as the sender can know."""
