"""What the verbs of this room ask of their hands, and words they share. No SSH library is loaded here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from toolkit.act.verb import CannotAct, Parameter
from toolkit.core.inventory import Server

ROOT = "root on the server"
PERMISSIONS = (ROOT,)
"""Log in as root, or with sudo for the one script that `breachready privileges act-sudoers` installs."""
SERVER = Parameter(name="server", help="Name of the server in the inventory", example="web-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One exec on the server. `script` is POSIX sh that runs as root, with what it `needs` as `$P_name`.

    In it `say KEY VALUE` answers, `no CALL REASON` ends it with a refusal, `file NAME LIMIT COMMAND...` sends a
    file. It checks what it was given by itself: sudo lets others than us call it.
    """

    name: str
    script: str
    seconds: float
    library: str = ""
    """Shell functions that it shares with other phases."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a phase said, by key, in order. From the outside: nothing in it is to be believed blindly."""

    said: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def one(self, key: str) -> str:
        """The one value. Raises `CannotAct` when it was not said, or twice."""
        values = self.said.get(key, ())
        if len(values) != 1:
            raise CannotAct(key, f"the server said it {len(values)} times, expected once")
        return values[0]

    def all(self, key: str) -> tuple[str, ...]:
        """Every value, perhaps none."""
        return tuple(self.said.get(key, ()))

    def number(self, key: str) -> int:
        """The one value as a number. Raises `CannotAct` for anything else."""
        value = self.one(key)
        if not value.isascii() or not value.isdecimal() or len(value) > 18:
            raise CannotAct(key, f"the server said {value[:40]!r}, expected a number")
        return int(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One file as it came. Not `whole`: cut off, or what made it failed; `words` say why."""

    name: str
    size: int
    sha256: str
    whole: bool
    words: str = ""


class Hands(Protocol):
    """Reaches one server. Everything raises `CannotAct`."""

    server: Server
    evidence: Path
    """Folder for what is collected; the caller hashes it."""
    login: str
    """As whom we log in there; empty on this machine."""

    def read(self, phase: Phase, **given: str) -> Answer:
        """Run a phase that changes nothing."""

    def change(self, phase: Phase, **given: str) -> Answer:
        """Run a phase that changes something; never tried again. `maybe` when its end was not seen."""

    def take(self, phase: Phase, names: Mapping[str, Path], *, limit: int, **given: str) -> dict[str, Taken]:
        """Run a phase that sends files; those called one of `names` are written there, `limit` bytes in all."""
