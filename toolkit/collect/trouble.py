"""The world said no. Raised only in this room, caught only in `runner`, becomes UNKNOWN with its reason."""


class Unreadable(Exception):
    """`call` is the read that failed ("sshd -T", "GetBucketAcl"), `reason` why, in words for people."""

    def __init__(self, call: str, reason: str) -> None:
        self.call = call
        self.reason = reason
        super().__init__(f"{call}: {reason}" if call else reason)


class Broken(Unreadable):
    """The connection broke after a script was sent: what it did is not known."""
