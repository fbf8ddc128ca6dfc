"""Which laws protect people of which countries, as far as residence alone says it: before anything has happened."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from toolkit.core.duty.regime import Regime
from toolkit.core.duty.words import Reach


def reaching(regimes: Iterable[Regime], countries: Collection[str], on: date) -> Mapping[str, tuple[Regime, ...]]:
    """By country (ISO 3166-1) the laws in force on that day that any organisation owes its residents.

    A law of a state or region is counted to its country: the inventory does not say where in it people live. Laws
    that only some kinds of organisation owe, or that residence has nothing to do with, are left out.
    """
    general = [
        one for one in regimes if one.on(on) and one.reach is Reach.RESIDENTS and one.territory and not one.sectors
    ]
    return {
        country: tuple(one for one in general if country in {place.partition("-")[0] for place in one.territory})
        for country in sorted(countries)
    }


def regional(regime: Regime, country: str) -> bool:
    """Whether it protects some of the country's residents only."""
    return country not in regime.territory
