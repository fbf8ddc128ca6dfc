"""Which laws are owed a notice in an incident, and what a letter must say for each.

For the lint of notices; by which channels people are reached stands in `usecase/dispatch/laws.py`. A law whose
duty is undecided counts as owed: telling somebody in vain does less harm than telling nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.duty.regime import Layout
from toolkit.core.duty.standing import Row
from toolkit.core.duty.words import Audience, Standing
from toolkit.usecase.duties.listing import worked_out
from toolkit.usecase.incident.session import Clock, look, real_clock
from toolkit.usecase.notice.shelf import library


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


def _rows(settings: Settings, folder: Path, clock: Clock) -> Iterator[Row]:
    found = worked_out(settings, look(folder, clock)).rows
    yield from (row for row in found if row.standing is not Standing.NOT_OWED)


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
