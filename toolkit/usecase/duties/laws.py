"""Which laws are owed a notice in an incident: whom they protect, by which channels, what a letter must say.

For sending and for the lint of notices. A law whose duty is undecided counts as owed: telling somebody in vain does
less harm than telling nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.dispatch import Channel, Law
from toolkit.core.duty.regime import Layout
from toolkit.core.duty.standing import Row
from toolkit.core.duty.words import Audience, Standing
from toolkit.usecase.duties.listing import worked_out
from toolkit.usecase.incident.session import Clock, look, real_clock
from toolkit.usecase.notice.shelf import library

_WORDS = (
    (Channel.LETTER, re.compile(r"\b(in writing|written|post|letter|first-class mail)\b")),
    (Channel.MAIL, re.compile(r"\b(e-mail|electronic(ally)?)\b")),
    (Channel.SMS, re.compile(r"\b(sms|text messages?)\b")),
)
_CONSENT = re.compile(r"e-sign|if agreed", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one owed duty asks of the notice that meets it. `rules`: ids of the rules that the lint knows for it."""

    key: str
    law: str
    audience: Audience
    recipient: str
    contents: tuple[str, ...]
    forbidden: tuple[str, ...]
    layout: Layout | None
    channels: tuple[str, ...]
    language: str
    standing: Standing
    confirmed: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRules:
    """Ids of rules for a letter. `silent`: owed duties that ask for contents which no rule of the lint checks."""

    rules: tuple[str, ...]
    silent: tuple[str, ...]


def laws_of(settings: Settings, folder: Path, *, clock: Clock = real_clock) -> tuple[Law, ...]:
    """The laws by which people are to be told, the most exacting first: those that take the fewest channels.

    Places are countries or states. One that was met stays among them: whoever is still to be told has the same law.
    Raises `UserError`.
    """
    rows = [row for row in _rows(settings, folder, clock) if row.duty.audience is Audience.PEOPLE]
    found = {row.regime.id: _law(row) for row in reversed(rows)}
    return tuple(sorted(found.values(), key=lambda law: (len(law.channels), law.id)))


def demands(settings: Settings, folder: Path, *, clock: Clock = real_clock) -> tuple[Demand, ...]:
    """What every owed duty that is not met yet asks of its notice. Raises `UserError`."""
    known = frozenset(library(settings).laws)
    return tuple(_demand(row, known) for row in _rows(settings, folder, clock) if row.runs)


def rules_owed(settings: Settings, folder: Path, kind: str, *, clock: Clock = real_clock) -> OwedRules:
    """Which rules a letter of this kind must keep for the duties that are owed. Raises `UserError`."""
    known = library(settings).laws
    owed = [one for one in demands(settings, folder, clock=clock) if one.standing is Standing.OWED]
    rules = dict.fromkeys(name for one in owed for name in one.rules if kind in known[name].kinds)
    audiences = {one.audience for one in owed for name in one.rules if name in rules} or {Audience.PEOPLE}
    silent = tuple(one.key for one in owed if not one.rules and one.audience in audiences and one.contents)
    return OwedRules(rules=tuple(rules), silent=silent)


def channels(words: tuple[str, ...]) -> tuple[Channel, ...]:
    """The channels that a law's words name, in their order in the law; all of them where it names none."""
    said = " ; ".join(words).lower()
    found = {channel: match.start() for channel, pattern in _WORDS if (match := pattern.search(said))}
    return tuple(sorted(found, key=lambda one: found[one])) or tuple(Channel)


def _rows(settings: Settings, folder: Path, clock: Clock) -> Iterator[Row]:
    found = worked_out(settings, look(folder, clock)).rows
    yield from (row for row in found if row.standing is not Standing.NOT_OWED)


def _law(row: Row) -> Law:
    words = [row.duty.note] if row.duty.note else []
    if any(_CONSENT.search(one) for one in row.duty.channels):
        words.append("electronically only with the person's consent, or where it is the usual channel")
    if row.standing is Standing.UNDECIDED:
        words.append("whether it is owed is not decided")
    return Law(
        id=row.regime.id,
        places=row.regime.territory or ("*",),
        channels=channels(row.duty.channels),
        note="; ".join(words),
        confirmed=not row.unsure,
    )


def _demand(row: Row, known: frozenset[str]) -> Demand:
    name = row.regime.id if row.duty.audience is Audience.PEOPLE else f"{row.regime.id}-{row.duty.audience}"
    return Demand(
        key=row.key,
        law=row.regime.id,
        audience=row.duty.audience,
        recipient=row.duty.recipient,
        contents=row.duty.contents,
        forbidden=row.duty.forbidden,
        layout=row.duty.layout,
        channels=row.duty.channels,
        language=row.duty.language or row.regime.language,
        standing=row.standing,
        confirmed=not row.unsure,
        rules=(name,) if name in known else (),
    )
