"""Where people can live: the countries of ISO 3166-1 and, where laws count by them, the states of ISO 3166-2."""

from functools import cache

import holidays
from babel import Locale

from toolkit.core.duty.edition import Edition

NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes that stand for no single country."""


def unknown(place: str, edition: Edition) -> str:
    """Why it is no place where somebody can live; empty when it is one."""
    country, dash, part = place.partition("-")
    if country not in countries():
        return f"no country {place[:20]!r}; expected two letters of ISO 3166, as in DE, or a state as in US-CA"
    if dash and place not in parts(country) | _of_laws(edition):
        known = ", ".join(sorted(parts(country))) or "none"
        return f"{country} has no part {part[:20]!r}; known are {known}"
    return ""


@cache
def countries() -> frozenset[str]:
    """Two letters each."""
    listed = map(str, Locale("en").territories)
    return frozenset(code for code in listed if len(code) == 2 and code.isalpha()) - NO_COUNTRY


@cache
def parts(country: str) -> frozenset[str]:
    """Of a country, as far as they are known here: `US-CA`."""
    return frozenset(f"{country}-{part}" for part in holidays.list_supported_countries().get(country, ()))


def _of_laws(edition: Edition) -> frozenset[str]:
    return frozenset(place for regime in edition.regimes.values() for place in regime.territory)
