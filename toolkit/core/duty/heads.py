"""How many people live where, as a least and a most: what nobody has counted is not nought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from toolkit.core.duty.words import Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """So many people. `most` None: nobody can say how many at most."""

    least: int = 0
    most: int | None = None

    def __str__(self) -> str:
        if self.most == self.least:
            return f"{self.least:,}"
        if self.most is None:
            return f"at least {self.least:,}" if self.least else "an unknown number of"
        return f"{self.least:,} to {self.most:,}"


NOBODY = Count(most=0)


def exactly(number: int) -> Count:
    """A number that somebody stands for."""
    return Count(least=number, most=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """The people affected by place of residence: countries (`US`), and parts of them (`US-CA`).

    `complete`: nobody lives anywhere else. Of a country with parts named, those that no part has may live in any of
    the others.
    """

    said: Mapping[str, Count] = field(default_factory=dict)
    complete: bool = False

    def of(self, counted: Counted, territory: tuple[str, ...]) -> Count:
        """Those whom a threshold counts, for a law of that territory."""
        match counted:
            case Counted.ALL:
                return self.everywhere()
            case Counted.ONE_STATE:
                return self.largest_part(territory)
        return self.living_in(territory)

    def living_in(self, territory: tuple[str, ...]) -> Count:
        """Those of these places."""
        return _sum(self._part(one) if "-" in one else self._country(one) for one in territory)

    def everywhere(self) -> Count:
        """All of them."""
        found = _sum(self._country(one) for one in sorted({place.partition("-")[0] for place in self.said}))
        return found if self.complete else Count(least=found.least)

    def largest_part(self, territory: tuple[str, ...]) -> Count:
        """The most who live in any one part of a country."""
        parts = [one for country in territory for one in self._parts(country)]
        least = max((one.least for one in parts), default=0)
        rest = [self._elsewhere_in(one) for one in territory]
        if any(one is None for one in rest) or any(one.most is None for one in parts):
            return Count(least=least)
        most = max((one.most or 0 for one in parts), default=0)
        return Count(least=least, most=most + sum(one or 0 for one in rest))

    def _country(self, country: str) -> Count:
        whole, parts = self.said.get(country), _sum(self._parts(country))
        if whole is None:
            return parts if self.complete else Count(least=parts.least)
        least = max(whole.least, parts.least)
        return Count(least=least, most=None if whole.most is None else max(whole.most, least))

    def _part(self, place: str) -> Count:
        if place in self.said:
            return self.said[place]
        return Count(most=self._elsewhere_in(place.partition("-")[0]))

    def _elsewhere_in(self, country: str) -> int | None:
        """How many at most live in parts of a country that nobody has named."""
        whole = self.said.get(country)
        if whole is None:
            return 0 if self.complete else None
        if whole.most is None:
            return None
        return max(0, whole.most - _sum(self._parts(country)).least)

    def _parts(self, country: str) -> list[Count]:
        return [count for place, count in self.said.items() if place.startswith(f"{country}-")]


def _sum(counts: Iterable[Count]) -> Count:
    listed = list(counts)
    most = [one.most for one in listed]
    known = [one for one in most if one is not None]
    return Count(least=sum(one.least for one in listed), most=sum(known) if len(known) == len(most) else None)
