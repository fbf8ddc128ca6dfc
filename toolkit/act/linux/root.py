"""Whether we are root there: all that a rehearsal can say of a server without changing it."""

from collections.abc import Collection

from toolkit.act.linux.reach import ROOT, Hands, Phase
from toolkit.act.verb import CannotAct, Tried

ROOTED = Phase(name="rooted", seconds=30, script='say uid "$(id -u)"')
PHASES = (ROOTED,)


def permitted(hands: Hands, calls: Collection[str]) -> list[Tried]:
    """What of `calls` these hands may do. None where the server could not be asked."""
    try:
        root = hands.read(ROOTED).one("uid") == "0"
    except CannotAct as no:
        denied = no.call == "id -u"
        return [Tried(call=call, permitted=False if denied else None, words=str(no)) for call in sorted(calls)]
    words = f"logged in to {hands.server.name} as root" if root else "logged in, but not as root"
    return [Tried(call=call, permitted=root and call == ROOT, words=words) for call in sorted(calls)]
