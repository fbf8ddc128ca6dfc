"""Whom each law protects and how it takes them for told: from the duties to people, and from what somebody said."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from toolkit.core.dispatch import Law
from toolkit.core.duty.edition import Edition
from toolkit.core.duty.regime import Duty, Regime
from toolkit.core.duty.words import Audience
from toolkit.core.errors import Problem, UserError
from toolkit.library.reach import reach

PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")

Said = Mapping[str, Sequence[str]]
"""Laws by place, as somebody said: these, and no others, are owed there."""


def laws_of(
    edition: Edition, day: date, said: Said, drafted: Sequence[str] = (), own: Path | None = None
) -> tuple[Law, ...]:
    """Every law of an edition that is in force and has people told, with its places.

    Whether a duty is owed is not asked: whoever is on the list is told, and the law says by which letter and channel.

    `drafted`: laws that a draft keeps; those for one kind of organisation count only when drafted or said. `own`: the
    folder of an organisation's notices. Raises `UserError` for a law that nobody knows.
    """
    known = {regime.id: (regime, duty) for regime, duty in _to_people(edition, day)}
    named = {name for names in said.values() for name in names}
    if unknown := sorted(named - known.keys()):
        words = f"no law in force with a duty to people is called {', '.join(unknown)}; as in eu-gdpr, th-pdpa, us-ca"
        raise UserError(Problem("--law", "", words))
    channels = reach(own)
    found = []
    for name, (regime, duty) in known.items():
        counts = not regime.sectors or name in drafted
        here = [place for place in regime.territory if counts and place not in said]
        places = dict.fromkeys([*here, *(place for place, names in said.items() if name in names)])
        if places:
            found.append(channels.law(regime, duty, tuple(places)))
    return tuple(found)


def placed(words: Sequence[str]) -> dict[str, list[str]]:
    """`DE=eu-gdpr` and the like. Raises `UserError`."""
    said: dict[str, list[str]] = {}
    for one in words:
        place, sign, law = one.partition("=")
        if not sign or not PLACE.fullmatch(place.upper()) or not law:
            raise UserError(
                Problem("--law", "", f"expected a place and a law, as in GB=eu-gdpr or US-TX=us-ca, not {one[:60]!r}")
            )
        said.setdefault(place.upper(), []).append(law)
    return said


def _to_people(edition: Edition, day: date) -> Iterator[tuple[Regime, Duty]]:
    for regime in edition.regimes.values():
        duty = next((one for one in regime.duty if one.audience is Audience.PEOPLE), None)
        if duty and regime.territory and regime.on(day):
            yield regime, duty
