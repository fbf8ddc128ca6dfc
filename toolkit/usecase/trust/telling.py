"""By when the law of each country wants its people to be told, in a sentence. No clock is invented."""

from collections.abc import Iterator
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from toolkit.core.duty.edition import Edition
from toolkit.core.duty.limit import Limit, Unit, limit
from toolkit.core.duty.reaching import reaching, regional
from toolkit.core.duty.regime import Duty, Regime, unsure
from toolkit.core.duty.words import Audience, Owes, Shape
from toolkit.core.inventory import Inventory
from toolkit.core.trust import Obstacle, Wording

_UNITS = {
    Unit.HOUR: "duration-hour",
    Unit.DAY: "duration-day",
    Unit.MONTH: "duration-month",
    Unit.YEAR: "duration-year",
}
_SIMPLE = (Shape.FIXED, Shape.QUALITATIVE, Shape.IMMEDIATE, Shape.ORDERING)
"""Clocks that a line can tell: a length from our learning of it, or none at all."""


def told_when(
    inventory: Inventory, edition: Edition, words: Wording, language: str, on: date
) -> Iterator[str | Obstacle]:
    """A line for each country; for the author, why a country has none."""
    found = reaching(edition.regimes.values(), inventory.countries(), on)
    for country, regimes in found.items():
        yield _line(country, _owed(regimes), words, language)


def _owed(regimes: tuple[Regime, ...]) -> list[tuple[Regime, Duty]]:
    """What is owed to people themselves."""
    return [
        (one, duty)
        for one in regimes
        for duty in one.duty
        if duty.audience is Audience.PEOPLE and duty.owed_by is not Owes.PROCESSOR
    ]


def _line(country: str, owed: list[tuple[Regime, Duty]], words: Wording, language: str) -> str | Obstacle:
    name = _country(country, language)
    sure = [(regime, duty) for regime, duty in owed if not unsure(regime, duty)]
    nowide = bool(owed) and all(regional(regime, country) for regime, _ in owed)
    if nowide:
        return words.by_region.format(country=name)
    if not owed or len(sure) < len(owed):
        because = "no source confirms what its law says" if owed else "no law about telling its people is known"
        names = ", ".join(regime.id for regime, duty in owed if unsure(regime, duty))
        do = f"Confirm {names} with counsel." if names else "Ask counsel what is owed there."
        return Obstacle(what="told_when", where=country, because=f"{because}; the line is left out", do=do)
    chained = ", ".join(regime.id for regime, duty in sure if duty.clock.shape not in _SIMPLE)
    if chained:
        because = "its clock hangs on what happens before; the line is left out"
        return Obstacle(what="told_when", where=country, because=because, do=f"Ask counsel how to word {chained}.")
    lengths = [limit(duty.clock.limit) for _, duty in sure if duty.clock.shape is Shape.FIXED]
    if not lengths:
        return words.promptly.format(country=name)
    shortest = min(lengths, key=lambda one: one.rough_hours)
    return words.within.format(country=name, limit=_length(shortest, words, language))


def _country(code: str, language: str) -> str:
    try:
        return str(Locale.parse(language.replace("-", "_")).territories.get(code, code))
    except (UnknownLocaleError, ValueError):
        return code


def _length(one: Limit, words: Wording, language: str) -> str:
    if one.unit is Unit.BUSINESS_DAY:
        return words.business_days.format(number=one.number)
    return format_unit(one.number, _UNITS[one.unit], locale=language.replace("-", "_"))
