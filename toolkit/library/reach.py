"""By which channels each law takes somebody for told: `notices/channels.toml`, over the words of duties."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from toolkit.config.strict import structure
from toolkit.core.dispatch import Channel, Law
from toolkit.core.duty.regime import Duty, Regime, unsure
from toolkit.core.errors import Problem, UserError

NAME = "channels.toml"
UNSAID = (Channel.MAIL, Channel.LETTER)
UNREAD = (Channel.LETTER,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one phrase of a duty comes to."""

    says: str
    takes: tuple[Channel, ...]
    on_wish: bool = False
    """Only where the person chose it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLaw:
    """What one law comes to, whatever its phrases say."""

    takes: tuple[Channel, ...]
    on_wish: tuple[Channel, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    reading: tuple[Reading, ...] = ()
    law: dict[str, OfLaw] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """All readings, by phrase and by law."""

    readings: Mapping[str, Reading]
    laws: Mapping[str, OfLaw]

    def law(self, regime: Regime, duty: Duty, places: Sequence[str]) -> Law:
        """A law as choices are made from it, for these places."""
        if found := self.laws.get(regime.id):
            takes, wish, note, sure = found.takes, found.on_wish, found.note, True
        else:
            takes, wish, note, sure = self._read(duty)
        confirmed = sure and not unsure(regime, duty)
        return Law(id=regime.id, places=tuple(places), channels=takes, on_wish=wish, note=note, confirmed=confirmed)

    def _read(self, duty: Duty) -> tuple[tuple[Channel, ...], tuple[Channel, ...], str, bool]:
        note = "; ".join(duty.channels)
        if not duty.channels:
            return UNSAID, (), "its duty says nothing of channels", False
        known = [self.readings[words] for words in duty.channels if words in self.readings]
        if len(known) < len(duty.channels):
            return UNREAD, (), note, False
        takes = tuple(dict.fromkeys(channel for one in known for channel in one.takes))
        free = {channel for one in known if not one.on_wish for channel in one.takes}
        return takes, tuple(one for one in takes if one not in free), note, True


def reach(own: Path | None = None) -> Reach:
    """Ours, with an organisation's own (the folder `notices/`) before it. Raises `UserError`."""
    sources = [(NAME, (files("playbooks") / "notices" / NAME).read_bytes())]
    if own and (own / NAME).is_file():
        sources.append((str(own / NAME), (own / NAME).read_bytes()))
    readings: dict[str, Reading] = {}
    laws: dict[str, OfLaw] = {}
    for where, raw in sources:
        said = _parsed(where, raw)
        readings |= {one.says: one for one in said.reading}
        laws |= said.law
    return Reach(readings=readings, laws=laws)


def _parsed(where: str, raw: bytes) -> _File:
    try:
        said, problems = structure(tomllib.loads(raw.decode()), _File, where)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as no:
        raise UserError(Problem(where, "", f"is not valid TOML: {no}")) from no
    if said is None:
        raise UserError(problems)
    return said
